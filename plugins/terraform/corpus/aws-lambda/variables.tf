variable "project" {
  description = "Name of the project, used as a prefix of all names."
  type        = string
}

variable "environment" {
  description = "Environment this function belongs to."
  type        = string
}

variable "name" {
  description = "Name of the function."
  type        = string
}

variable "description" {
  description = "What the function does."
  type        = string
  default     = null
}

variable "source_dir" {
  description = "Folder with the source code."
  type        = string
}

variable "runtime" {
  description = "Runtime of the function."
  type        = string
  default     = "python3.12"
}

variable "handler" {
  description = "Entry point of the function."
  type        = string
  default     = "main.handler"
}

variable "memory_size" {
  description = "Memory of the function in MiB."
  type        = number
  default     = 128
}

variable "timeout" {
  description = "Seconds after which a call is stopped."
  type        = number
  default     = 30

  validation {
    condition     = var.timeout > 0 && var.timeout <= 900
    error_message = "The timeout must be 1 to 900 seconds."
  }
}

variable "environment_variables" {
  description = "Environment of the function."
  type        = map(string)
  default     = {}
}

variable "vpc_config" {
  description = "Network to run in. Null runs outside of any network."
  type = object({
    subnet_ids         = list(string)
    security_group_ids = list(string)
  })
  default = null
}

variable "schedule" {
  description = "When to call the function, as a rate or cron expression."
  type        = string
  default     = null
}

variable "policy_arns" {
  description = "ARNs of further policies of the function's role."
  type        = list(string)
  default     = []
}

variable "tracing_enabled" {
  description = "Trace calls with X-Ray."
  type        = bool
  default     = false
}

variable "log_retention_days" {
  description = "Days to keep logs."
  type        = number
  default     = 14
}

variable "tags" {
  description = "Tags to add to all resources."
  type        = map(string)
  default     = {}
}

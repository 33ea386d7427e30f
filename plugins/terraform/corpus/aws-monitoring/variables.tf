variable "project" {
  description = "Name of the project, used as a prefix of all names."
  type        = string
}

variable "environment" {
  description = "Environment to watch."
  type        = string
}

variable "email_addresses" {
  description = "Addresses to send alarms to."
  type        = list(string)
  default     = []
}

variable "services" {
  description = "Services to watch, by name."
  type = map(object({
    cluster_name     = string
    cpu_threshold    = optional(number, 80)
    memory_threshold = optional(number, 90)
  }))
  default = {}
}

variable "log_groups" {
  description = "Log groups to look for errors in, by name."
  type        = map(string)
  default     = {}
}

variable "error_threshold" {
  description = "Errors in five minutes that are too many."
  type        = number
  default     = 10
}

variable "tags" {
  description = "Tags to add to all resources."
  type        = map(string)
  default     = {}
}

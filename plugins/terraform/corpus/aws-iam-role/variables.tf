variable "project" {
  description = "Name of the project, used as a prefix of all names."
  type        = string
}

variable "environment" {
  description = "Environment this role belongs to."
  type        = string
}

variable "name" {
  description = "Name of the role."
  type        = string
}

variable "description" {
  description = "What the role is for."
  type        = string
  default     = null
}

variable "path" {
  description = "Path of the role."
  type        = string
  default     = "/"
}

variable "trusted_services" {
  description = "Services that may assume the role."
  type        = list(string)
  default     = []
}

variable "trusted_accounts" {
  description = "Numbers of the accounts that may assume the role."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for account in var.trusted_accounts : can(regex("^[0-9]{12}$", account))])
    error_message = "Account numbers must have twelve digits."
  }
}

variable "external_id" {
  description = "External ID that trusted accounts must give."
  type        = string
  default     = null
}

variable "max_session_hours" {
  description = "Hours after which a session ends."
  type        = number
  default     = 1
}

variable "inline_policies" {
  description = "Policies of the role as JSON, by name."
  type        = map(string)
  default     = {}
}

variable "policy_arns" {
  description = "ARNs of further policies of the role."
  type        = list(string)
  default     = []
}

variable "tags" {
  description = "Tags to add to all resources."
  type        = map(string)
  default     = {}
}

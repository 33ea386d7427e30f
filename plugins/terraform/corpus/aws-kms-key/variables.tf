variable "project" {
  description = "Name of the project, used as a prefix of all names."
  type        = string
}

variable "environment" {
  description = "Environment this key belongs to."
  type        = string
}

variable "name" {
  description = "Name of the key."
  type        = string
}

variable "description" {
  description = "What the key is for."
  type        = string
}

variable "deletion_window_days" {
  description = "Days before a deleted key is gone."
  type        = number
  default     = 30

  validation {
    condition     = var.deletion_window_days >= 7 && var.deletion_window_days <= 30
    error_message = "The window must be 7 to 30 days."
  }
}

variable "user_arns" {
  description = "ARNs of principals that may use the key."
  type        = list(string)
  default     = []
}

variable "services" {
  description = "Services that may use the key."
  type        = list(string)
  default     = []
}

variable "tags" {
  description = "Tags to add to all resources."
  type        = map(string)
  default     = {}
}

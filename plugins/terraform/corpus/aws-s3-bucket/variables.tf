variable "project" {
  description = "Name of the project, used as a prefix of all names."
  type        = string
}

variable "environment" {
  description = "Environment this bucket belongs to."
  type        = string
}

variable "name" {
  description = "Last part of the bucket's name."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9-]{3,32}$", var.name))
    error_message = "The name must be 3 to 32 lower case letters, digits or dashes."
  }
}

variable "force_destroy" {
  description = "Delete the bucket even if it still holds objects."
  type        = bool
  default     = false
}

variable "versioning_enabled" {
  description = "Keep old versions of objects."
  type        = bool
  default     = true
}

variable "kms_key_arn" {
  description = "ARN of the key to encrypt objects with. Null uses a key of the service."
  type        = string
  default     = null
}

variable "lifecycle_rules" {
  description = "Rules for moving and deleting objects, by name."
  type = map(object({
    prefix          = string
    transition_days = optional(number)
    expiration_days = number
  }))
  default = {}
}

variable "reader_arns" {
  description = "ARNs of principals that may read objects."
  type        = list(string)
  default     = []
}

variable "tags" {
  description = "Tags to add to all resources."
  type        = map(string)
  default     = {}
}

variable "project_id" {
  description = "ID of the project."
  type        = string
}

variable "name_prefix" {
  description = "Prefix of all names."
  type        = string
}

variable "environment" {
  description = "Environment this bucket belongs to."
  type        = string
}

variable "name" {
  description = "Last part of the bucket's name."
  type        = string
}

variable "location" {
  description = "Region or multi-region of the bucket."
  type        = string
  default     = "EU"
}

variable "storage_class" {
  description = "Storage class of new objects."
  type        = string
  default     = "STANDARD"
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

variable "kms_key_id" {
  description = "ID of the key to encrypt objects with. Null uses a key of the service."
  type        = string
  default     = null
}

variable "lifecycle_rules" {
  description = "Rules for moving and deleting objects."
  type = list(object({
    age_days      = number
    prefixes      = optional(list(string), [])
    storage_class = optional(string)
  }))
  default = []
}

variable "log_bucket" {
  description = "Name of the bucket to write access logs to."
  type        = string
  default     = null
}

variable "readers" {
  description = "Members that may read objects."
  type        = list(string)
  default     = []
}

variable "writers" {
  description = "Members that may read and write objects."
  type        = list(string)
  default     = []
}

variable "labels" {
  description = "Labels to add to the bucket."
  type        = map(string)
  default     = {}
}

variable "name_prefix" {
  description = "Prefix of all names."
  type        = string
}

variable "environment" {
  description = "Environment this account belongs to."
  type        = string
}

variable "name" {
  description = "Last part of the account's name."
  type        = string
}

variable "resource_group_name" {
  description = "Name of the resource group."
  type        = string
}

variable "location" {
  description = "Region of the account."
  type        = string
  default     = "westeurope"
}

variable "replication_type" {
  description = "How data is replicated."
  type        = string
  default     = "ZRS"

  validation {
    condition     = contains(["LRS", "ZRS", "GRS", "GZRS"], var.replication_type)
    error_message = "The replication type must be LRS, ZRS, GRS or GZRS."
  }
}

variable "access_keys_enabled" {
  description = "Allow access with the keys of the account."
  type        = bool
  default     = false
}

variable "versioning_enabled" {
  description = "Keep old versions of objects."
  type        = bool
  default     = true
}

variable "retention_days" {
  description = "Days to keep deleted objects."
  type        = number
  default     = 7
}

variable "archive_after_days" {
  description = "Days after which objects are archived. Null archives nothing."
  type        = number
  default     = null
}

variable "containers" {
  description = "Names of the containers."
  type        = list(string)
  default     = []
}

variable "subnet_ids" {
  description = "IDs of the subnets that may reach the account. Empty allows all."
  type        = list(string)
  default     = []
}

variable "reader_ids" {
  description = "IDs of principals that may read objects."
  type        = list(string)
  default     = []
}

variable "tags" {
  description = "Tags to add to all resources."
  type        = map(string)
  default     = {}
}

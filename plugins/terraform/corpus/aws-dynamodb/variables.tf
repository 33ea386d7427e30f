variable "project" {
  description = "Name of the project, used as a prefix of all names."
  type        = string
}

variable "environment" {
  description = "Environment this table belongs to."
  type        = string
}

variable "name" {
  description = "Name of the table."
  type        = string
}

variable "hash_key" {
  description = "Attribute that items are spread by."
  type = object({
    name = string
    type = optional(string, "S")
  })
}

variable "range_key" {
  description = "Attribute that items are sorted by."
  type = object({
    name = string
    type = optional(string, "S")
  })
  default = null
}

variable "global_indexes" {
  description = "Further indexes of the table, by name."
  type = map(object({
    hash_key      = string
    hash_key_type = optional(string, "S")
  }))
  default = {}
}

variable "ttl_attribute" {
  description = "Attribute with the time at which an item is deleted."
  type        = string
  default     = null
}

variable "read_capacity" {
  description = "Read units. Null pays for each request."
  type        = number
  default     = null
}

variable "write_capacity" {
  description = "Write units. Null pays for each request."
  type        = number
  default     = null
}

variable "kms_key_arn" {
  description = "ARN of the key to encrypt items with. Null uses a key of the service."
  type        = string
  default     = null
}

variable "tags" {
  description = "Tags to add to all resources."
  type        = map(string)
  default     = {}
}

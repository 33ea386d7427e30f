variable "name" {
  description = "Name of the namespace."
  type        = string
}

variable "environment" {
  description = "Environment this namespace belongs to."
  type        = string
}

variable "quota" {
  description = "Most that all pods together may ask for."
  type = object({
    cpu    = number
    memory = string
    pods   = number
  })
  default = {
    cpu    = 4
    memory = "8Gi"
    pods   = 40
  }
}

variable "allowed_namespaces" {
  description = "Namespaces that may reach the pods."
  type        = list(string)
  default     = []
}

variable "service_accounts" {
  description = "Service accounts of the namespace, by name."
  type = map(object({
    annotations = optional(map(string), {})
  }))
  default = {}
}

variable "admin_groups" {
  description = "Groups that may change everything in the namespace."
  type        = list(string)
  default     = []
}

variable "annotations" {
  description = "Annotations of the namespace."
  type        = map(string)
  default     = {}
}

variable "labels" {
  description = "Labels to add to all objects."
  type        = map(string)
  default     = {}
}

variable "name_prefix" {
  description = "Prefix of all names."
  type        = string
}

variable "environment" {
  description = "Environment this network belongs to."
  type        = string
}

variable "location" {
  description = "Region of the network."
  type        = string
  default     = "westeurope"
}

variable "address_space" {
  description = "Address ranges of the network."
  type        = list(string)
  default     = ["10.0.0.0/16"]
}

variable "dns_servers" {
  description = "Addresses of name servers. Empty uses those of the platform."
  type        = list(string)
  default     = []
}

variable "subnets" {
  description = "Subnets of the network, by name."
  type = map(object({
    address_prefix    = string
    service_endpoints = optional(list(string), [])
    open_ports        = optional(list(number), [])
  }))
}

variable "tags" {
  description = "Tags to add to all resources."
  type        = map(string)
  default     = {}
}

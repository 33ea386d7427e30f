variable "project" {
  description = "Name of the project this zone belongs to."
  type        = string
}

variable "domain_name" {
  description = "Domain name of the zone."
  type        = string

  validation {
    condition     = !endswith(var.domain_name, ".")
    error_message = "Write the domain name without a dot at the end."
  }
}

variable "records" {
  description = "Records of the zone. The name @ is the zone itself."
  type = list(object({
    name   = string
    type   = string
    ttl    = optional(number, 300)
    values = list(string)
  }))
  default = []
}

variable "private_vpc_ids" {
  description = "IDs of the networks that see the zone. Empty makes it public."
  type        = list(string)
  default     = []
}

variable "certificate_enabled" {
  description = "Ask for a certificate for the zone and all names in it."
  type        = bool
  default     = true
}

variable "mail_enabled" {
  description = "Mail is sent from this domain."
  type        = bool
  default     = false
}

variable "tags" {
  description = "Tags to add to all resources."
  type        = map(string)
  default     = {}
}

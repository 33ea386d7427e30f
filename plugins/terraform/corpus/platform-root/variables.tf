variable "region" {
  description = "Region to run in."
  type        = string
  default     = "eu-central-1"
}

variable "cidr_block" {
  description = "Address range of the network."
  type        = string
  default     = "10.20.0.0/16"
}

variable "domain_name" {
  description = "Domain name that services are reached under."
  type        = string
}

variable "services" {
  description = "Services to run, by name."
  type = map(object({
    image       = string
    image_tag   = optional(string, "latest")
    port        = optional(number, 8080)
    priority    = number
    environment = optional(map(string), {})
  }))
}

variable "alarm_addresses" {
  description = "Addresses to send alarms to."
  type        = list(string)
  default     = []
}

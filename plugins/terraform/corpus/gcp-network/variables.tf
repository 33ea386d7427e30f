variable "project_id" {
  description = "ID of the project."
  type        = string
}

variable "name_prefix" {
  description = "Prefix of all names."
  type        = string
}

variable "environment" {
  description = "Environment this network belongs to."
  type        = string
}

variable "subnets" {
  description = "Subnets of the network, by name."
  type = map(object({
    region           = string
    cidr_range       = string
    secondary_ranges = optional(map(string), {})
  }))
}

variable "firewall_rules" {
  description = "Rules for incoming traffic, by name."
  type = map(object({
    description   = optional(string)
    priority      = optional(number, 1000)
    protocol      = optional(string, "tcp")
    ports         = list(string)
    source_ranges = list(string)
    target_tags   = optional(list(string), [])
  }))
  default = {}
}

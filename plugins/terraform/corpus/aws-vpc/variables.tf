variable "project" {
  description = "Name of the project, used as a prefix of all names."
  type        = string
}

variable "environment" {
  description = "Environment this network belongs to."
  type        = string

  validation {
    condition     = contains(["dev", "staging", "prod"], var.environment)
    error_message = "The environment must be dev, staging or prod."
  }
}

variable "cidr_block" {
  description = "Address range of the network."
  type        = string
  default     = "10.0.0.0/16"

  validation {
    condition     = can(cidrnetmask(var.cidr_block))
    error_message = "The address range must be an IPv4 CIDR block."
  }
}

variable "availability_zones" {
  description = "Zones to spread subnets over."
  type        = list(string)
}

variable "single_nat_gateway" {
  description = "Share one NAT gateway between all zones."
  type        = bool
  default     = true
}

variable "flow_logs_enabled" {
  description = "Write flow logs to CloudWatch."
  type        = bool
  default     = false
}

variable "log_retention_days" {
  description = "Days to keep flow logs."
  type        = number
  default     = 30
}

variable "tags" {
  description = "Tags to add to all resources."
  type        = map(string)
  default     = {}
}

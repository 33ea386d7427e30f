variable "project" {
  description = "Name of the project, used as a prefix of all names."
  type        = string
}

variable "environment" {
  description = "Environment this host belongs to."
  type        = string
}

variable "vpc_id" {
  description = "ID of the network."
  type        = string
}

variable "subnet_id" {
  description = "ID of the subnet to run in."
  type        = string
}

variable "public" {
  description = "Give the host a public address."
  type        = bool
  default     = true
}

variable "allowed_cidr_blocks" {
  description = "Address ranges that may log in."
  type        = list(string)
  default     = []
}

variable "instance_type" {
  description = "Size of the host."
  type        = string
  default     = "t4g.nano"
}

variable "instance_profile_name" {
  description = "Name of the instance profile."
  type        = string
  default     = null
}

variable "key_name" {
  description = "Name of the key pair to log in with."
  type        = string
  default     = null
}

variable "packages" {
  description = "Packages to install."
  type        = list(string)
  default     = ["postgresql16", "jq"]
}

variable "idle_timeout" {
  description = "Seconds after which an idle session ends. Zero never ends it."
  type        = number
  default     = 900
}

variable "tags" {
  description = "Tags to add to all resources."
  type        = map(string)
  default     = {}
}

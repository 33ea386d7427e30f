variable "project" {
  description = "Name of the project, used as a prefix of all names."
  type        = string
}

variable "environment" {
  description = "Environment this load balancer belongs to."
  type        = string
}

variable "vpc_id" {
  description = "ID of the network."
  type        = string
}

variable "subnet_ids" {
  description = "IDs of the subnets to run in."
  type        = list(string)
}

variable "internal" {
  description = "Answer inside the network only."
  type        = bool
  default     = false
}

variable "allowed_cidr_blocks" {
  description = "Address ranges that may reach the load balancer."
  type        = list(string)
  default     = ["0.0.0.0/0"]
}

variable "certificate_arn" {
  description = "ARN of the certificate."
  type        = string
}

variable "services" {
  description = "Services behind the load balancer, by name."
  type = map(object({
    port        = optional(number, 8080)
    priority    = number
    host_names  = list(string)
    health_path = optional(string, "/healthz")
  }))
  default = {}
}

variable "idle_timeout" {
  description = "Seconds after which an idle connection is closed."
  type        = number
  default     = 60
}

variable "log_bucket" {
  description = "Name of the bucket to write access logs to."
  type        = string
  default     = null
}

variable "tags" {
  description = "Tags to add to all resources."
  type        = map(string)
  default     = {}
}

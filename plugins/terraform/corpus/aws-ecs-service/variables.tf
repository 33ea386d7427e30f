variable "project" {
  description = "Name of the project, used as a prefix of all names."
  type        = string
}

variable "environment" {
  description = "Environment this service belongs to."
  type        = string
}

variable "name" {
  description = "Name of the service and of its container."
  type        = string
}

variable "cluster_arn" {
  description = "ARN of the cluster to run in."
  type        = string
}

variable "vpc_id" {
  description = "ID of the network."
  type        = string
}

variable "subnet_ids" {
  description = "IDs of the private subnets to run in."
  type        = list(string)
}

variable "ingress_security_group_ids" {
  description = "IDs of the security groups that may reach the container."
  type        = list(string)
  default     = []
}

variable "target_group_arn" {
  description = "ARN of the target group to register with. Null registers nowhere."
  type        = string
  default     = null
}

variable "image" {
  description = "Image to run, without its tag."
  type        = string
}

variable "image_tag" {
  description = "Tag of the image."
  type        = string
  default     = "latest"
}

variable "container_port" {
  description = "Port that the container listens on."
  type        = number
  default     = 8080
}

variable "cpu" {
  description = "CPU units of a task."
  type        = number
  default     = 256
}

variable "memory" {
  description = "Memory of a task in MiB."
  type        = number
  default     = 512
}

variable "desired_count" {
  description = "Number of tasks to start with, and the fewest to run."
  type        = number
  default     = 2
}

variable "max_count" {
  description = "Most tasks to run."
  type        = number
  default     = 6
}

variable "environment_variables" {
  description = "Environment of the container."
  type        = map(string)
  default     = {}
}

variable "secrets" {
  description = "ARNs of secrets to pass to the container, by variable name."
  type        = map(string)
  default     = {}
}

variable "task_policies" {
  description = "Policies of the task role as JSON, by name."
  type        = map(string)
  default     = {}
}

variable "log_retention_days" {
  description = "Days to keep logs."
  type        = number
  default     = 30
}

variable "tags" {
  description = "Tags to add to all resources."
  type        = map(string)
  default     = {}
}

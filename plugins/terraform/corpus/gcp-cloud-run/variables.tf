variable "project_id" {
  description = "ID of the project."
  type        = string
}

variable "name_prefix" {
  description = "Prefix of all names."
  type        = string
}

variable "environment" {
  description = "Environment this service belongs to."
  type        = string
}

variable "name" {
  description = "Name of the service."
  type        = string
}

variable "region" {
  description = "Region to run in."
  type        = string
  default     = "europe-west1"
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
  description = "CPUs of an instance."
  type        = string
  default     = "1"
}

variable "memory" {
  description = "Memory of an instance."
  type        = string
  default     = "512Mi"
}

variable "concurrency" {
  description = "Requests that an instance works on at the same time."
  type        = number
  default     = 80
}

variable "timeout" {
  description = "Seconds after which a request is stopped."
  type        = number
  default     = 60
}

variable "min_instances" {
  description = "Fewest instances to run."
  type        = number
  default     = 0
}

variable "max_instances" {
  description = "Most instances to run."
  type        = number
  default     = 5
}

variable "environment_variables" {
  description = "Environment of the container."
  type        = map(string)
  default     = {}
}

variable "secrets" {
  description = "IDs of secrets to pass to the container, by variable name."
  type        = map(string)
  default     = {}
}

variable "roles" {
  description = "Roles of the service account in the project."
  type        = list(string)
  default     = []
}

variable "health_path" {
  description = "Path that answers when the container is ready."
  type        = string
  default     = "/healthz"
}

variable "public" {
  description = "Let everyone call the service."
  type        = bool
  default     = false
}

variable "labels" {
  description = "Labels to add to the service."
  type        = map(string)
  default     = {}
}

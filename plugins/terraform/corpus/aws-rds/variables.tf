variable "project" {
  description = "Name of the project, used as a prefix of all names."
  type        = string
}

variable "environment" {
  description = "Environment this database belongs to."
  type        = string
}

variable "name" {
  description = "Name of the database instance."
  type        = string
}

variable "vpc_id" {
  description = "ID of the network."
  type        = string
}

variable "subnet_ids" {
  description = "IDs of the private subnets to run in."
  type        = list(string)

  validation {
    condition     = length(var.subnet_ids) >= 2
    error_message = "A database needs subnets in at least two zones."
  }
}

variable "client_security_group_ids" {
  description = "IDs of the security groups that may reach the database."
  type        = list(string)
  default     = []
}

variable "engine" {
  description = "Database engine."
  type        = string
  default     = "postgres"

  validation {
    condition     = contains(["postgres", "mysql"], var.engine)
    error_message = "The engine must be postgres or mysql."
  }
}

variable "engine_version" {
  description = "Version of the engine."
  type        = string
  default     = "16.3"
}

variable "parameter_group_family" {
  description = "Family of the parameter group."
  type        = string
  default     = "postgres16"
}

variable "parameters" {
  description = "Parameters of the engine, by name."
  type        = map(string)
  default     = {}
}

variable "instance_class" {
  description = "Size of the instance."
  type        = string
  default     = "db.t4g.micro"
}

variable "allocated_storage" {
  description = "Storage to start with in GiB."
  type        = number
  default     = 20
}

variable "max_allocated_storage" {
  description = "Most storage to grow to in GiB."
  type        = number
  default     = 100
}

variable "kms_key_arn" {
  description = "ARN of the key to encrypt storage with. Null uses a key of the service."
  type        = string
  default     = null
}

variable "database_name" {
  description = "Name of the first database."
  type        = string
  default     = "app"
}

variable "username" {
  description = "Name of the master user."
  type        = string
  default     = "master"
}

variable "backup_retention_days" {
  description = "Days to keep backups."
  type        = number
  default     = 7
}

variable "tags" {
  description = "Tags to add to all resources."
  type        = map(string)
  default     = {}
}

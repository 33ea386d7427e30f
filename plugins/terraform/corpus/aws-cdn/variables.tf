variable "project" {
  description = "Name of the project, used as a prefix of all names."
  type        = string
}

variable "environment" {
  description = "Environment this distribution belongs to."
  type        = string
}

variable "name" {
  description = "Name of the distribution."
  type        = string
}

variable "domain_names" {
  description = "Domain names to answer to."
  type        = list(string)
}

variable "zone_id" {
  description = "ID of the DNS zone that holds the domain names."
  type        = string
}

variable "certificate_arn" {
  description = "ARN of the certificate for the domain names."
  type        = string
}

variable "bucket_domain_name" {
  description = "Regional domain name of the bucket with the content."
  type        = string
}

variable "price_class" {
  description = "Which locations to serve from."
  type        = string
  default     = "PriceClass_100"
}

variable "single_page" {
  description = "Answer unknown paths with the start page."
  type        = bool
  default     = false
}

variable "allowed_countries" {
  description = "Codes of the countries to serve. Empty serves all."
  type        = list(string)
  default     = []
}

variable "tags" {
  description = "Tags to add to all resources."
  type        = map(string)
  default     = {}
}

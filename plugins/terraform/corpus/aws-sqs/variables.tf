variable "project" {
  description = "Name of the project, used as a prefix of all names."
  type        = string
}

variable "environment" {
  description = "Environment this queue belongs to."
  type        = string
}

variable "name" {
  description = "Name of the queue."
  type        = string
}

variable "fifo" {
  description = "Keep messages in order."
  type        = bool
  default     = false
}

variable "visibility_timeout" {
  description = "Seconds that a message is hidden while it is worked on."
  type        = number
  default     = 60
}

variable "retention_days" {
  description = "Days to keep messages."
  type        = number
  default     = 4
}

variable "max_receive_count" {
  description = "How often a message may fail."
  type        = number
  default     = 5
}

variable "topic_arns" {
  description = "ARNs of the topics to subscribe to."
  type        = list(string)
  default     = []
}

variable "alarm_topic_arns" {
  description = "ARNs of the topics to send alarms to."
  type        = list(string)
  default     = []
}

variable "tags" {
  description = "Tags to add to all resources."
  type        = map(string)
  default     = {}
}

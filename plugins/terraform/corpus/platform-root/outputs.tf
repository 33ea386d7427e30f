output "load_balancer_dns_name" {
  description = "Host name of the load balancer."
  value       = module.load_balancer.dns_name
}

output "name_servers" {
  description = "Name servers of the zone."
  value       = module.dns.name_servers
}

output "database_secret_arn" {
  description = "ARN of the secret with the master user of the database."
  value       = module.database.secret_arn
  sensitive   = true
}

output "uploads_bucket" {
  description = "Name of the bucket for uploads."
  value       = module.uploads.bucket_id
}

output "dashboard_arn" {
  description = "ARN of the dashboard."
  value       = module.monitoring.dashboard_arn
}

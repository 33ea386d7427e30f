output "address" {
  description = "Host name of the database."
  value       = aws_db_instance.this.address
}

output "port" {
  description = "Port of the database."
  value       = local.port
}

output "secret_arn" {
  description = "ARN of the secret with the master user."
  value       = aws_secretsmanager_secret.master.arn
}

output "security_group_id" {
  description = "ID of the security group of the database."
  value       = aws_security_group.this.id
}

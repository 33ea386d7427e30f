output "instance_id" {
  description = "ID of the host."
  value       = aws_instance.this.id
}

output "public_ip" {
  description = "Public address of the host, or null if there is none."
  value       = one(aws_eip.this[*].public_ip)
}

output "security_group_id" {
  description = "ID of the security group of the host."
  value       = aws_security_group.this.id
}

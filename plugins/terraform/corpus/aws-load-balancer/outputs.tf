output "dns_name" {
  description = "Host name of the load balancer."
  value       = aws_lb.this.dns_name
}

output "zone_id" {
  description = "ID of the DNS zone of the load balancer."
  value       = aws_lb.this.zone_id
}

output "security_group_id" {
  description = "ID of the security group of the load balancer."
  value       = aws_security_group.this.id
}

output "target_group_arns" {
  description = "ARNs of the target groups, by name of the service."
  value       = { for name, group in aws_lb_target_group.this : name => group.arn }
}

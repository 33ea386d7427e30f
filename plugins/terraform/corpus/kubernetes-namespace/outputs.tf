output "name" {
  description = "Name of the namespace."
  value       = kubernetes_namespace.this.metadata[0].name
}

output "service_account_names" {
  description = "Names of the service accounts."
  value       = [for account in kubernetes_service_account.this : account.metadata[0].name]
}

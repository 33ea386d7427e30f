output "account_id" {
  description = "ID of the account."
  value       = azurerm_storage_account.this.id
}

output "account_name" {
  description = "Name of the account."
  value       = azurerm_storage_account.this.name
}

output "blob_endpoint" {
  description = "URL of the objects."
  value       = azurerm_storage_account.this.primary_blob_endpoint
}

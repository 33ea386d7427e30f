output "network_id" {
  description = "ID of the network."
  value       = azurerm_virtual_network.this.id
}

output "resource_group_name" {
  description = "Name of the resource group."
  value       = azurerm_resource_group.this.name
}

output "subnet_ids" {
  description = "IDs of the subnets, by name."
  value       = { for name, subnet in azurerm_subnet.this : name => subnet.id }
}

output "network_id" {
  description = "ID of the network."
  value       = google_compute_network.this.id
}

output "network_name" {
  description = "Name of the network."
  value       = google_compute_network.this.name
}

output "subnet_ids" {
  description = "IDs of the subnets, by name."
  value       = { for name, subnet in google_compute_subnetwork.this : name => subnet.id }
}

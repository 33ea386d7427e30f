output "service_url" {
  description = "URL of the service."
  value       = google_cloud_run_v2_service.this.uri
}

output "service_account_email" {
  description = "Address of the service account."
  value       = google_service_account.this.email
}

output "table_name" {
  description = "Name of the table."
  value       = aws_dynamodb_table.this.name
}

output "table_arn" {
  description = "ARN of the table."
  value       = aws_dynamodb_table.this.arn
}

output "access_policy" {
  description = "Policy as JSON that allows to read and write items."
  value       = data.aws_iam_policy_document.access.json
}

locals {
  name = "${var.project}-${var.environment}-${var.name}"

  tags = merge(var.tags, {
    Project     = var.project
    Enviroment  = var.environment
    ManagedBy   = "terraform"
  })
}

resource "aws_sqs_queue" "this" {
  name                       = local.name
  visibility_timeout_seconds = var.visibility_timeout
  message_retention_seconds  = var.retention_days * 86400
  receive_wait_time_seconds  = 20
  sqs_managed_sse_enabled    = false

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead.arn
    maxReceiveCount     = 5
  })

  tags = local.tag
}

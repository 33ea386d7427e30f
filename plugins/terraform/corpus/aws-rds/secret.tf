resource "aws_secretsmanager_secret" "master" {
  name                    = "${local.name}/master"
  description             = "Master user of the database ${var.name}"
  recovery_window_in_days = var.environment == "prod" ? 30 : 0

  tags = local.tags
}

resource "aws_secretsmanager_secret_version" "master" {
  secret_id = aws_secretsmanager_secret.master.id

  secret_string = jsonencode({
    engine   = var.engine
    host     = aws_db_instance.this.address
    port     = local.port
    dbname   = var.database_name
    username = var.username
    password = random_password.master.result
  })
}

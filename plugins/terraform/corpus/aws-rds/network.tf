resource "aws_security_group" "this" {
  name        = "${local.name}-db"
  description = "Traffic to the database ${var.name}"
  vpc_id      = var.vpc_id

  tags = merge(local.tags, {
    Name = "${local.name}-db"
  })
}

resource "aws_security_group_rule" "ingress" {
  for_each = toset(var.client_security_group_ids)

  type                     = "ingress"
  description              = "Traffic from clients"
  from_port                = local.port
  to_port                  = local.port
  protocol                 = "tcp"
  source_security_group_id = each.value
  security_group_id        = aws_security_group.this.id
}

locals {
  name = "${var.project}-${var.environment}-bastion"

  tags = merge(var.tags, {
    Project     = var.project
    Environment = var.environment
    ManagedBy   = "terraform"
  })

  user_data = <<-EOT
    #!/bin/bash
    set -euo pipefail
    hostnamectl set-hostname ${local.name}
    %{for package in var.packages~}
    dnf install -y ${package}
    %{endfor~}
    cat > /etc/motd <<'MOTD'
    This host belongs to ${var.project} (${var.environment}).
    MOTD
    %{if var.idle_timeout > 0~}
    echo "TMOUT=${var.idle_timeout}" > /etc/profile.d/timeout.sh
    %{else~}
    echo "no timeout" > /etc/issue.net
    %{endif~}
  EOT
}

data "aws_ami" "linux" {
  most_recent = true
  owners      = ["amazon"]

  filter {
    name   = "name"
    values = ["al2023-ami-2023.*-arm64"]
  }

  filter {
    name   = "virtualization-type"
    values = ["hvm"]
  }
}

resource "aws_security_group" "this" {
  name        = local.name
  description = "Traffic of the bastion host"
  vpc_id      = var.vpc_id

  dynamic "ingress" {
    for_each = length(var.allowed_cidr_blocks) > 0 ? [22] : []

    content {
      description = "Secure shell"
      from_port   = ingress.value
      to_port     = ingress.value
      protocol    = "tcp"
      cidr_blocks = var.allowed_cidr_blocks
    }
  }

  egress {
    description = "All outgoing traffic"
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }

  tags = merge(local.tags, {
    Name = local.name
  })
}

resource "aws_instance" "this" {
  ami                    = data.aws_ami.linux.id
  instance_type          = var.instance_type
  subnet_id              = var.subnet_id
  vpc_security_group_ids = [aws_security_group.this.id]
  iam_instance_profile   = var.instance_profile_name
  key_name               = var.key_name
  user_data              = local.user_data

  metadata_options {
    http_endpoint = "enabled"
    http_tokens   = "required"
  }

  root_block_device {
    volume_type = "gp3"
    volume_size = 16
    encrypted   = true
  }

  lifecycle {
    ignore_changes = [ami]
  }

  tags = merge(local.tags, {
    Name = local.name
  })
}

resource "aws_eip" "this" {
  count = var.public ? 1 : 0

  domain   = "vpc"
  instance = aws_instance.this.id

  tags = merge(local.tags, {
    Name = local.name
  })
}

terraform {
  required_version = ">= 1.5.0"
  required_providers {
    aws = { source = "hashicorp/aws", version = "~> 5.0" }
  }
}
resource "aws_instance" "web" {
  for_each = toset(["a", "b"])
  ami      = data.aws_ami.this.id
  dynamic "ebs_block_device" {
    for_each = var.disks
    content {
      device_name = ebs_block_device.value.name
    }
  }
  lifecycle { create_before_destroy = true }
  provisioner "local-exec" { command = "echo ${self.id}" }
  tags = merge(local.tags, {
    Name = each.key
  })
}
empty {}
bare label "quoted" {
}
locals {
  é_name = 1
  a-b    = 2
  _x     = local.a-b
  日本    = 3
}

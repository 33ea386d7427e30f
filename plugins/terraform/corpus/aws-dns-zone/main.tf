locals {
  tags = merge(var.tags, {
    Project   = var.project
    ManagedBy = "terraform"
  })

  records = {
    for record in var.records : "${record.name} ${record.type}" => record
  }
}

resource "aws_route53_zone" "this" {
  name          = var.domain_name
  comment       = "Zone of ${var.project}"
  force_destroy = false

  dynamic "vpc" {
    for_each = toset(var.private_vpc_ids)

    content {
      vpc_id = vpc.value
    }
  }

  tags = local.tags
}

resource "aws_route53_record" "this" {
  for_each = local.records

  zone_id = aws_route53_zone.this.zone_id
  name    = each.value.name == "@" ? var.domain_name : "${each.value.name}.${var.domain_name}"
  type    = each.value.type
  ttl     = each.value.ttl
  records = each.value.values
}

resource "aws_acm_certificate" "this" {
  count = var.certificate_enabled ? 1 : 0

  domain_name               = var.domain_name
  subject_alternative_names = ["*.${var.domain_name}"]
  validation_method         = "DNS"

  lifecycle {
    create_before_destroy = true
  }

  tags = local.tags
}

resource "aws_route53_record" "validation" {
  for_each = {
    for option in flatten(aws_acm_certificate.this[*].domain_validation_options) : option.domain_name => option
  }

  allow_overwrite = true
  zone_id         = aws_route53_zone.this.zone_id
  name            = each.value.resource_record_name
  type            = each.value.resource_record_type
  ttl             = 60
  records         = [each.value.resource_record_value]
}

resource "aws_acm_certificate_validation" "this" {
  count = var.certificate_enabled ? 1 : 0

  certificate_arn         = aws_acm_certificate.this[0].arn
  validation_record_fqdns = [for record in aws_route53_record.validation : record.fqdn]
}

# Mail is not sent from this domain unless records say otherwise.
resource "aws_route53_record" "no_mail" {
  count = var.mail_enabled ? 0 : 1

  zone_id = aws_route53_zone.this.zone_id
  name    = var.domain_name
  type    = "TXT"
  ttl     = 3600
  records = ["v=spf1 -all"]
}

terraform {
  required_version = ">= 1.6.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.60"
    }
  }

  backend "s3" {
    key          = "platform/terraform.tfstate"
    use_lockfile = true
    encrypt      = true
  }
}

provider "aws" {
  region = var.region

  default_tags {
    tags = local.tags
  }
}

# Certificates of the CDN must be in this region.
provider "aws" {
  alias  = "global"
  region = "us-east-1"

  default_tags {
    tags = local.tags
  }
}

locals {
  project     = "platform"
  environment = terraform.workspace == "default" ? "dev" : terraform.workspace

  settings = {
    dev     = { task_count = 1, instance_class = "db.t4g.micro" }
    staging = { task_count = 1, instance_class = "db.t4g.small" }
    prod    = { task_count = 3, instance_class = "db.m7g.large" }
  }

  tags = {
    Project     = local.project
    Environment = local.environment
    ManagedBy   = "terraform"
  }
}

data "aws_availability_zones" "available" {
  state = "available"
}

module "vpc" {
  source = "../aws-vpc"

  project            = local.project
  environment        = local.environment
  cidr_block         = var.cidr_block
  availability_zones = slice(data.aws_availability_zones.available.names, 0, 3)
  single_nat_gateway = local.environment != "prod"
  flow_logs_enabled  = local.environment == "prod"
}

module "dns" {
  source = "../aws-dns-zone"

  project     = local.project
  domain_name = var.domain_name
}

module "load_balancer" {
  source = "../aws-load-balancer"

  project         = local.project
  environment     = local.environment
  vpc_id          = module.vpc.vpc_id
  subnet_ids      = module.vpc.public_subnet_ids
  certificate_arn = module.dns.certificate_arn

  services = {
    for name, service in var.services : name => {
      port       = service.port
      priority   = service.priority
      host_names = ["${name}.${var.domain_name}"]
    }
  }
}

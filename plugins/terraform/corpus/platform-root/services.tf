resource "aws_ecs_cluster" "this" {
  name = "${local.project}-${local.environment}"

  setting {
    name  = "containerInsights"
    value = "enabled"
  }
}

module "database" {
  source = "../aws-rds"

  project                   = local.project
  environment               = local.environment
  name                      = "main"
  vpc_id                    = module.vpc.vpc_id
  subnet_ids                = module.vpc.private_subnet_ids
  instance_class            = local.settings[local.environment].instance_class
  client_security_group_ids = [for service in module.service : service.security_group_id]
}

module "service" {
  source   = "../aws-ecs-service"
  for_each = var.services

  project                    = local.project
  environment                = local.environment
  name                       = each.key
  cluster_arn                = aws_ecs_cluster.this.arn
  vpc_id                     = module.vpc.vpc_id
  subnet_ids                 = module.vpc.private_subnet_ids
  ingress_security_group_ids = [module.load_balancer.security_group_id]
  target_group_arn           = module.load_balancer.target_group_arns[each.key]
  image                      = each.value.image
  image_tag                  = each.value.image_tag
  container_port             = each.value.port
  desired_count              = local.settings[local.environment].task_count

  environment_variables = merge(each.value.environment, {
    LOG_LEVEL = local.environment == "prod" ? "info" : "debug"
  })
}

module "uploads" {
  source = "../aws-s3-bucket"

  project     = local.project
  environment = local.environment
  name        = "uploads"
  reader_arns = [for service in module.service : service.task_role_arn]

  lifecycle_rules = {
    temporary = {
      prefix          = "tmp/"
      expiration_days = 7
    }
  }
}

module "monitoring" {
  source = "../aws-monitoring"

  project         = local.project
  environment     = local.environment
  email_addresses = var.alarm_addresses

  services = {
    for name, service in module.service : service.service_name => {
      cluster_name = aws_ecs_cluster.this.name
    }
  }

  log_groups = { for name, service in module.service : name => service.log_group_name }
}

moved {
  from = module.app
  to   = module.service
}

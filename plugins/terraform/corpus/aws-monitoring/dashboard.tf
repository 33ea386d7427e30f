locals {
  widgets = [
    for index, name in sort(keys(var.services)) : {
      type   = "metric"
      x      = index % 2 * 12
      y      = floor(index / 2) * 6
      width  = 12
      height = 6

      properties = {
        title  = name
        region = data.aws_region.current.name
        stat   = "Average"
        period = 60

        metrics = [
          ["AWS/ECS", "CPUUtilization", "ClusterName", var.services[name].cluster_name, "ServiceName", name],
          [".", "MemoryUtilization", ".", ".", ".", "."],
        ]
      }
    }
  ]
}

data "aws_region" "current" {}

resource "aws_cloudwatch_dashboard" "this" {
  dashboard_name = local.name

  dashboard_body = jsonencode({
    widgets = local.widgets
  })
}

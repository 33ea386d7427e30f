locals {
  labels = merge(var.labels, {
    "app.kubernetes.io/managed-by" = "terraform"
    "environment"                  = var.environment
  })
}

resource "kubernetes_namespace" "this" {
  metadata {
    name        = var.name
    labels      = local.labels
    annotations = var.annotations
  }
}

resource "kubernetes_resource_quota" "this" {
  metadata {
    name      = "quota"
    namespace = kubernetes_namespace.this.metadata[0].name
    labels    = local.labels
  }

  spec {
    hard = {
      "requests.cpu"    = var.quota.cpu
      "requests.memory" = var.quota.memory
      "limits.cpu"      = var.quota.cpu * 2
      "limits.memory"   = var.quota.memory
      "pods"            = var.quota.pods
    }
  }
}

resource "kubernetes_limit_range" "this" {
  metadata {
    name      = "defaults"
    namespace = kubernetes_namespace.this.metadata[0].name
    labels    = local.labels
  }

  spec {
    limit {
      type = "Container"

      default = {
        cpu    = "500m"
        memory = "256Mi"
      }

      default_request = {
        cpu    = "100m"
        memory = "128Mi"
      }
    }
  }
}

# Nothing comes in but from the namespaces that are named.
resource "kubernetes_network_policy" "ingress" {
  metadata {
    name      = "ingress"
    namespace = kubernetes_namespace.this.metadata[0].name
    labels    = local.labels
  }

  spec {
    policy_types = ["Ingress"]

    pod_selector {}

    dynamic "ingress" {
      for_each = concat([var.name], var.allowed_namespaces)

      content {
        from {
          namespace_selector {
            match_labels = {
              "kubernetes.io/metadata.name" = ingress.value
            }
          }
        }
      }
    }
  }
}

resource "kubernetes_service_account" "this" {
  for_each = var.service_accounts

  metadata {
    name        = each.key
    namespace   = kubernetes_namespace.this.metadata[0].name
    labels      = local.labels
    annotations = each.value.annotations
  }
}

resource "kubernetes_role_binding" "admin" {
  count = length(var.admin_groups) > 0 ? 1 : 0

  metadata {
    name      = "admin"
    namespace = kubernetes_namespace.this.metadata[0].name
    labels    = local.labels
  }

  role_ref {
    api_group = "rbac.authorization.k8s.io"
    kind      = "ClusterRole"
    name      = "admin"
  }

  dynamic "subject" {
    for_each = var.admin_groups

    content {
      api_group = "rbac.authorization.k8s.io"
      kind      = "Group"
      name      = subject.value
    }
  }
}

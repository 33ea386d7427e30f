locals {
  name = "${var.name_prefix}-${var.environment}"

  tags = merge(var.tags, {
    environment = var.environment
    managed_by  = "terraform"
  })

  # One rule for each subnet and port, with priorities that do not meet.
  rules = flatten([
    for subnet_name, subnet in var.subnets : [
      for index, port in subnet.open_ports : {
        key      = "${subnet_name}-${port}"
        subnet   = subnet_name
        port     = port
        priority = 100 + index * 10
      }
    ]
  ])
}

resource "azurerm_resource_group" "this" {
  name     = "${local.name}-network"
  location = var.location

  tags = local.tags
}

resource "azurerm_virtual_network" "this" {
  name                = local.name
  resource_group_name = azurerm_resource_group.this.name
  location            = azurerm_resource_group.this.location
  address_space       = var.address_space
  dns_servers         = var.dns_servers

  tags = local.tags
}

resource "azurerm_subnet" "this" {
  for_each = var.subnets

  name                 = each.key
  resource_group_name  = azurerm_resource_group.this.name
  virtual_network_name = azurerm_virtual_network.this.name
  address_prefixes     = [each.value.address_prefix]
  service_endpoints    = each.value.service_endpoints
}

resource "azurerm_network_security_group" "this" {
  for_each = var.subnets

  name                = "${local.name}-${each.key}"
  resource_group_name = azurerm_resource_group.this.name
  location            = azurerm_resource_group.this.location

  tags = local.tags
}

resource "azurerm_network_security_rule" "ingress" {
  for_each = { for rule in local.rules : rule.key => rule }

  name                        = "allow-${each.value.port}"
  resource_group_name         = azurerm_resource_group.this.name
  network_security_group_name = azurerm_network_security_group.this[each.value.subnet].name
  priority                    = each.value.priority
  direction                   = "Inbound"
  access                      = "Allow"
  protocol                    = "Tcp"
  source_port_range           = "*"
  destination_port_range      = each.value.port
  source_address_prefix       = "*"
  destination_address_prefix  = "*"
}

resource "azurerm_subnet_network_security_group_association" "this" {
  for_each = var.subnets

  subnet_id                 = azurerm_subnet.this[each.key].id
  network_security_group_id = azurerm_network_security_group.this[each.key].id
}

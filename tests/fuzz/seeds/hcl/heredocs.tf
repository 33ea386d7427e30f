plain = <<EOT
first line
  second "line" with \n no escapes
EOT
flush = <<-EOT
    indented ${var.name} by four
      and six
    $${not.a.template} and %%{not.either}
    EOT
directives = <<-SCRIPT
  %{ for host in var.hosts ~}
  server ${host.name}:${host.port};
  %{ if host.backup }backup%{ else }main%{ endif }
  %{~ endfor ~}
  SCRIPT
in_list = [<<ONE
a
ONE
  , <<TWO
b
TWO
]
in_call = jsonencode(<<EOT
{"a": ${1 + 2}}
EOT
)
nested = <<OUTER
${<<INNER
x
INNER
}
OUTER
empty = <<E
E
marker_inside = <<EOT
 EOTX
not EOT
EOT

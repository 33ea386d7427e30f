a = 1 b = 2
resource "x" "y" { a = 1
  b = 2 }
c = [1 2]

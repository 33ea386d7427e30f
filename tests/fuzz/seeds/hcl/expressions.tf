sum = 1 + 2 - 3 * 4 / 5 % 6
logic = !a && b || c
compare = a == b && c != d || e < f && g <= h || i > j && k >= l
minus = -a - -b
numbers = [0, 1, 1.5, 1e3, 1.5E-3, 2e+7, 007]
words = [true, false, null, for_each, in_name, if_x]
choose = a ? b : c ? d : e
paths = a.b.c[0]["k"].d[e.f].g
splats = [a.*.b, a[*].b.c[0], a.*.b[0], a[*][*]]
legacy = a.0.b.1
calls = f(g(h(), 1), [2]...)
parens = (
  a
  + b
)
for_list = [for x in xs : upper(x) if x != ""]
for_pair = [for i, x in xs : "${i}-${x}"]
for_object = { for k, v in m : k => v... if v != null }
tuple = [
  1,
  2, # two
  3,
]
object = {
  a = 1
  b : 2, "c" = 3
  (d.e) = 4
  "${f}" = 5
  1 = 6
  nested = { x = [{ y = {} }] }
}
one_line = { a = 1, b = 2 }
empty = {}
none = []
index = m["a${b}c"]

# one
// two
/* three */ a = 1 # four
b /* inside */ = /* before */ 2 // five
/* several
 * lines
 */
block { # after the brace
  # alone
}
list = [ # open
  1, // one
  /* two */ 2,
  # last
]
c = f( # call
  1
)
#
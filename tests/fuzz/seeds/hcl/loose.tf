resource   "a"    "b"{
a=1
      bbb    =   [1,2 ,   3]
 c={d=1,e:2}
	tab	=	true


  nested{x=1}
long_name = 1 # one
b = 22  // two
f = fn ( a , b ... )
g = a ? b:c
h = ! x
i = [for x in[1,2]:x]
j = x [ 0 ] . y
k = (  1+2  )*3
}

// A translation unit of the C++ glue and one use of each template.
#include <pastiche/plugin.hpp>

pst_status UseGuard(pst_sink* sink);
pst_status UseGuard(pst_sink* sink) {
  const pst_status first = pst::Guard(sink, [] {});
  return first == PST_OK ? pst::Guard(sink, [] { return PST_NO; }) : first;
}

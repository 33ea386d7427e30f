// Ours against the best baseline, document by document: documents differ more
// than methods do.

#ifndef PASTICHE_FRAMEWORK_EVALUATE_PAIRED_H_
#define PASTICHE_FRAMEWORK_EVALUATE_PAIRED_H_

#include <span>

#include "framework/evaluate/comparison.h"

namespace pastiche {

// Sets `versus` of every metric in bits of our methods: the baseline with the
// least mean that was scored on the same documents. Documents that one
// of the two did not score are left out.
void CompareWithBestBaseline(std::span<MethodResult> methods);

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_EVALUATE_PAIRED_H_

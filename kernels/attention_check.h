// Argument checks shared by Attend and its scalar twin. Internal.

#ifndef PASTICHE_KERNELS_ATTENTION_CHECK_H_
#define PASTICHE_KERNELS_ATTENTION_CHECK_H_

#include <span>

#include "kernels/attention.h"

namespace pastiche::kernels {

// The errors documented at Attend.
Status CheckAttend(const ConstMatrix& queries, const ConstMatrix& keys,
                   const ConstMatrix& values, const AttendOptions& options,
                   const MutableMatrix& out, std::span<const float> lse);

}  // namespace pastiche::kernels

#endif  // PASTICHE_KERNELS_ATTENTION_CHECK_H_

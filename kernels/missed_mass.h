// How much of exact attention's mass may lie in blocks that routed attention
// did not open. Internal.

#ifndef PASTICHE_KERNELS_MISSED_MASS_H_
#define PASTICHE_KERNELS_MISSED_MASS_H_

#include <cstddef>
#include <cstdint>
#include <span>

namespace pastiche::kernels {

// Notation, for one query q, all scores in log2 units: s*_j = log2(e) (scale
// <q, k_j> + b_j) is key j's exact score, O the opened keys, m an integer,
// E = sum_{j in O} 2^(s*_j - m), A = sum_{j not in O} 2^(s*_j - m). The missed
// mass is A / (A + E), and grows with A and falls with E. So it is at most
// U / (U + L) for any U >= A and L <= E.
//
// U. Let segment l have mean m_l (any point, in fact), radius r_l >= |k_j -
// m_l| and weight w_l = sum_j e^b_j over its keys j. By Cauchy and Schwarz
//   s*_j - log2(e) b_j <= log2(e) (scale <q, m_l> + |scale| |q| r_l);
// and, q_c k_jc being linear in k_jc, <= log2(e) sum_c max(scale q_c low_c,
// scale q_c high_c) for the box of its block. With bound_l the smaller one,
//   sum_{j in l} 2^s*_j <= 2^bound_l sum_j e^b_j = 2^(bound_l + log2 w_l).
//
// L. The kernel's own sum over O, in the same units.
//
// Rounding, u = 2^-24. Let Q = log2(e) |scale| |q| max_j |k_j|. A kernel's
// score is a sum of d products in any order, each of a query component scaled
// with three roundings: it is off by at most (d + 6) u (Q + |log2(e) b_j|). The
// box's sum has terms up to 8 times larger (a column's extreme is at most the
// root of the sum of 64 squares). Where a key counts for E, its score is in [m
// - 127, m], so |log2(e) b_j| <= |m| + 128 + Q. All this, with forming bound_l
// + log2 w_l - m in float, is below
//   slack = (d + 16) u (9 Q + |m| + 128 + W) + 2^-18,   W = max |log2 w_l|,
// which is added to every exponent of U, so stands for the errors of L as well.
// Query components that scaling makes denormal lose up to 2^-150 each, times
// |k_jc|, in four places: d 2^-147 max |k_j| is added too. 2^x is within 3 ULP
// and 0 below -126; sums in L round at most 64 + opened times per term.
// Infinite or NaN bounds count as +infinity, and then the result is 1.
struct MassQuery {
  std::size_t key_dim = 0;
  double score_norm = 0.0;    // Q, rounded up.
  double max_norm = 0.0;      // max |k_j|, rounded up.
  double weight_range = 0.0;  // W
};

// log2(e) * (largest |log_weights| that is finite); ln(segment) if empty.
[[nodiscard]] double WeightRange(std::span<const float> log_weights,
                                 std::size_t segment);

// terms[l] = an upper bound on 2^(bounds[l] + log2 w_l - exponent), slack for
// every rounding included; 0 only where no key counts, +infinity where nothing
// is known. Empty log_weights: all ln(segment). Sizes equal (asserted).
void MassTerms(const MassQuery& query, std::span<const float> bounds,
               std::span<const float> log_weights, std::size_t segment,
               float exponent, std::span<float> terms);

// The bound U / (U + L), in [0, 1] and rounded up, from U = the sum of unopened
// segments' terms and the kernel's `sum` over `opened` blocks (or more). 0 only
// if U is: no segment is unopened, or none with a key that counts.
[[nodiscard]] float MissedMass(double unopened, double sum, std::size_t opened);

}  // namespace pastiche::kernels

#endif  // PASTICHE_KERNELS_MISSED_MASS_H_

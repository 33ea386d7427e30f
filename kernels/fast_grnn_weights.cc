// Checking, saving and loading FastGRNN weights.

#include <algorithm>

#include "kernels/fast_grnn.h"

namespace pastiche::kernels {
namespace {

bool IsFinite(float x) { return x - x == 0.0f; }

bool AreFinite(std::span<const float> x) {
  return std::all_of(x.begin(), x.end(), IsFinite);
}

std::size_t MatrixSize(std::size_t rows, std::size_t cols, std::size_t rank) {
  return rank == 0 ? rows * cols : rank * (rows + cols);
}

bool SizesInRange(std::size_t input, std::size_t hidden, std::size_t w_rank,
                  std::size_t u_rank) {
  return input >= 1 && input <= kMaxGrnnInput && hidden >= 1 &&
         hidden <= kMaxGrnnHidden && w_rank <= std::min(input, hidden) &&
         u_rank <= hidden;
}

Status CheckGrnnMatrix(std::string_view name, const GrnnMatrix& m,
                       std::size_t rows, std::size_t cols) {
  if (m.rank > std::min(rows, cols)) {
    return Status::Error(name, " has rank ", m.rank, " for ", rows, " by ",
                         cols);
  }
  const bool fits = m.rank == 0 ? m.full.size() == rows * cols
                                : m.left.size() == rows * m.rank &&
                                      m.right.size() == m.rank * cols;
  if (!fits) {
    return Status::Error(name, " of rank ", m.rank, " must hold ",
                         MatrixSize(rows, cols, m.rank), " floats");
  }
  const bool finite =
      m.rank == 0 ? AreFinite(m.full) : AreFinite(m.left) && AreFinite(m.right);
  if (!finite) return Status::Error(name, " has a number that is not finite");
  return {};
}

Status CheckVector(std::string_view name, std::span<const float> x,
                   std::size_t size) {
  if (x.size() != size) {
    return Status::Error(name, " has ", x.size(), " entries for ", size,
                         " hidden units");
  }
  if (!AreFinite(x)) {
    return Status::Error(name, " has a number that is not finite");
  }
  return {};
}

// Reads or writes the flat layout's parts in order.
class FlatWriter {
 public:
  explicit FlatWriter(std::span<float> flat) : rest_(flat) {}
  void Put(float x) { Put({&x, 1}); }
  void Put(std::span<const float> x) {
    std::copy(x.begin(), x.end(), rest_.begin());
    rest_ = rest_.subspan(x.size());
  }
  void Put(const GrnnMatrix& m) {
    if (m.rank == 0) return Put(m.full);
    Put(m.left);
    Put(m.right);
  }

 private:
  std::span<float> rest_;
};

class FlatReader {
 public:
  explicit FlatReader(std::span<const float> flat) : rest_(flat) {}
  std::span<const float> Take(std::size_t count) {
    const std::span<const float> taken = rest_.first(count);
    rest_ = rest_.subspan(count);
    return taken;
  }
  GrnnMatrix TakeMatrix(std::size_t rows, std::size_t cols, std::size_t rank) {
    GrnnMatrix m{.rank = rank, .full = {}, .left = {}, .right = {}};
    if (rank == 0) {
      m.full = Take(rows * cols);
    } else {
      m.left = Take(rows * rank);
      m.right = Take(rank * cols);
    }
    return m;
  }

 private:
  std::span<const float> rest_;
};

}  // namespace

Status CheckGrnn(const GrnnWeights& weights) {
  const std::size_t input = weights.input;
  const std::size_t hidden = weights.hidden;
  if (!SizesInRange(input, hidden, 0, 0)) {
    return Status::Error("input ", input, " and hidden ", hidden,
                         " must be 1 ... ", kMaxGrnnInput, " and 1 ... ",
                         kMaxGrnnHidden);
  }
  Status status = CheckGrnnMatrix("w", weights.w, hidden, input);
  if (status.ok()) status = CheckGrnnMatrix("u", weights.u, hidden, hidden);
  if (status.ok()) status = CheckVector("bias_z", weights.bias_z, hidden);
  if (status.ok()) status = CheckVector("bias_h", weights.bias_h, hidden);
  if (status.ok()) status = CheckVector("head", weights.head, hidden);
  if (!status.ok()) return status;
  if (!IsFinite(weights.zeta) || !IsFinite(weights.nu) ||
      !IsFinite(weights.head_bias)) {
    return Status::Error("zeta, nu or head_bias is not finite");
  }
  return status;
}

std::size_t GrnnFlatSize(std::size_t input, std::size_t hidden,
                         std::size_t w_rank, std::size_t u_rank) {
  if (!SizesInRange(input, hidden, w_rank, u_rank)) return 0;
  return kGrnnHeader + MatrixSize(hidden, input, w_rank) +
         MatrixSize(hidden, hidden, u_rank) + 3 * hidden + 3;
}

Status SaveGrnn(const GrnnWeights& weights, std::span<float> flat) {
  Status status = CheckGrnn(weights);
  if (!status.ok()) return status;
  const std::size_t size = GrnnFlatSize(weights.input, weights.hidden,
                                        weights.w.rank, weights.u.rank);
  if (flat.size() != size) {
    return Status::Error("flat has ", flat.size(), " floats; the weights need ",
                         size);
  }
  FlatWriter writer(flat);
  for (const std::size_t n :
       {weights.input, weights.hidden, weights.w.rank, weights.u.rank}) {
    writer.Put(static_cast<float>(n));
  }
  writer.Put(weights.w);
  writer.Put(weights.u);
  writer.Put(weights.bias_z);
  writer.Put(weights.bias_h);
  writer.Put(weights.zeta);
  writer.Put(weights.nu);
  writer.Put(weights.head);
  writer.Put(weights.head_bias);
  return status;
}

Status LoadGrnn(std::span<const float> flat, GrnnWeights& weights) {
  if (flat.size() < kGrnnHeader) {
    return Status::Error("flat has ", flat.size(), " floats; its header alone ",
                         "has ", kGrnnHeader);
  }
  std::size_t sizes[kGrnnHeader];
  for (std::size_t i = 0; i < kGrnnHeader; ++i) {
    const bool in_range = flat[i] >= 0.0f && flat[i] <= 4096.0f;
    sizes[i] = in_range ? static_cast<std::size_t>(flat[i]) : 0;
    if (!in_range || static_cast<float>(sizes[i]) != flat[i]) {
      return Status::Error("float ", i, " of the header is not a size");
    }
  }
  const auto& [input, hidden, w_rank, u_rank] = sizes;
  const std::size_t size = GrnnFlatSize(input, hidden, w_rank, u_rank);
  if (size == 0 || flat.size() != size) {
    return Status::Error("flat has ", flat.size(), " floats; input ", input,
                         ", hidden ", hidden, ", ranks ", w_rank, " and ",
                         u_rank, " need ", size);
  }
  FlatReader reader(flat.subspan(kGrnnHeader));
  GrnnWeights loaded;
  loaded.input = input;
  loaded.hidden = hidden;
  loaded.w = reader.TakeMatrix(hidden, input, w_rank);
  loaded.u = reader.TakeMatrix(hidden, hidden, u_rank);
  loaded.bias_z = reader.Take(hidden);
  loaded.bias_h = reader.Take(hidden);
  loaded.zeta = reader.Take(1)[0];
  loaded.nu = reader.Take(1)[0];
  loaded.head = reader.Take(hidden);
  loaded.head_bias = reader.Take(1)[0];
  Status status = CheckGrnn(loaded);
  if (status.ok()) weights = loaded;
  return status;
}

}  // namespace pastiche::kernels

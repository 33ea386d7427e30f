#include "kernels/attention_check.h"

#include <cmath>
#include <limits>

#include "kernels/plan.h"

namespace pastiche::kernels {
namespace {

Status CheckShapes(const ConstMatrix& queries, const ConstMatrix& keys,
                   const ConstMatrix& values, const MutableMatrix& out) {
  Status status = CheckMatrix("queries", queries, kMaxHeadDim);
  if (status.ok()) status = CheckMatrix("keys", keys, kMaxHeadDim);
  if (status.ok()) status = CheckMatrix("values", values, kMaxHeadDim);
  if (status.ok()) status = CheckMatrix("out", out, kMaxHeadDim);
  if (!status.ok()) return status;
  if (keys.cols != queries.cols) {
    return Status::Error("keys have ", keys.cols, " columns but queries have ",
                         queries.cols);
  }
  if (values.rows != keys.rows) {
    return Status::Error("values have ", values.rows, " rows but keys have ",
                         keys.rows);
  }
  if (out.rows != queries.rows) {
    return Status::Error("out has ", out.rows, " rows but queries have ",
                         queries.rows);
  }
  if (out.cols != values.cols) {
    return Status::Error("out has ", out.cols, " columns but values have ",
                         values.cols);
  }
  return {};
}

}  // namespace

Status CheckAttend(const ConstMatrix& queries, const ConstMatrix& keys,
                   const ConstMatrix& values, const AttendOptions& options,
                   const MutableMatrix& out, std::span<const float> lse) {
  Status status = CheckShapes(queries, keys, values, out);
  if (!status.ok()) return status;
  if (lse.size() != queries.rows) {
    return Status::Error("lse has ", lse.size(), " entries but queries have ",
                         queries.rows, " rows");
  }
  if (!options.key_bias.empty() && options.key_bias.size() != keys.rows) {
    return Status::Error("key_bias has ", options.key_bias.size(),
                         " entries but keys have ", keys.rows, " rows");
  }
  if (!std::isfinite(options.scale)) {
    return Status::Error("scale is not finite");
  }
  constexpr std::size_t kMaxRow = std::numeric_limits<std::size_t>::max() / 8;
  if (queries.rows > kMaxRow || keys.rows > kMaxRow ||
      options.query_position > kMaxRow) {
    return Status::Error("query_position ", options.query_position,
                         " is too large");
  }
  return {};
}

}  // namespace pastiche::kernels

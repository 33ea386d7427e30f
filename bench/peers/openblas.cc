#include "bench/peers/openblas.h"

#include <cblas.h>

#include <sstream>

namespace pastiche::bench {
namespace {

class OpenBlasPeer final : public AttentionPeer {
 public:
  // One thread inside each product: ours run beside each other.
  OpenBlasPeer() { openblas_set_num_threads(1); }

  [[nodiscard]] std::string name() const override { return "openblas"; }

  // "OpenBLAS 0.3.21 NO_LAPACKE ... Prescott MAX_THREADS=64"; the core it runs
  // on is chosen at start.
  [[nodiscard]] std::string version() const override {
    std::istringstream words(openblas_get_config());
    std::string library, number;
    words >> library >> number;
    return library + " " + number + " (" + core() + ")";
  }

  [[nodiscard]] std::string core() const override {
    return openblas_get_corename();
  }

 private:
  void Scores(const float* q, std::size_t rows, const float* k,
              std::size_t cols, std::size_t dim, float scale,
              float* scores) override {
    const auto m = static_cast<int>(rows), n = static_cast<int>(cols),
               d = static_cast<int>(dim);
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, m, n, d, scale, q, d,
                k, d, 0.0f, scores, n);
  }

  void Values(const float* p, std::size_t rows, std::size_t cols,
              const float* v, std::size_t dim, bool add, float* out) override {
    const auto m = static_cast<int>(rows), n = static_cast<int>(cols),
               d = static_cast<int>(dim);
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, m, d, n, 1.0f, p, n,
                v, d, add ? 1.0f : 0.0f, out, d);
  }
};

}  // namespace

std::shared_ptr<AttentionPeer> MakeOpenBlasPeer() {
  return std::make_shared<OpenBlasPeer>();
}

}  // namespace pastiche::bench

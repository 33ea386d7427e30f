// Attention built on other people's matrix products, for comparison: blocks of
// queries over blocks of keys, scores by their product, softmax by ours or
// theirs, values by their product.

#ifndef PASTICHE_BENCH_PEERS_PEER_H_
#define PASTICHE_BENCH_PEERS_PEER_H_

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace pastiche::bench {

// Dense, not causal, one head; all (n, dim) row-major.
struct PeerProblem {
  const float* queries;
  const float* keys;
  const float* values;
  std::size_t n, dim;
  float scale;
  float* out;
};

// How the score matrix is cut: the block of scores that stays in the caches.
struct PeerShape {
  std::size_t query_rows = 128;
  std::size_t key_rows = 1024;  // n or more: whole rows at once.
  bool own_softmax = false;  // The peer's, where it has one: whole rows only.
};

class AttentionPeer {
 public:
  virtual ~AttentionPeer() = default;
  [[nodiscard]] virtual std::string name() const = 0;     // "openblas"
  [[nodiscard]] virtual std::string version() const = 0;  // "OpenBLAS 0.3.21"
  // The name of the CPU core whose kernels it chose; empty if it has no such.
  [[nodiscard]] virtual std::string core() const { return {}; }
  [[nodiscard]] virtual bool has_softmax() const { return false; }
  // Blocks of queries run on the executor's threads, products on one thread
  // each: faster than the peers' own threads, which would leave the softmax
  // serial.
  void Attend(const PeerProblem& problem, const PeerShape& shape);

 private:
  // scores (rows, cols) = scale * q (rows, dim) * k (cols, dim)^T
  virtual void Scores(const float* q, std::size_t rows, const float* k,
                      std::size_t cols, std::size_t dim, float scale,
                      float* scores) = 0;
  // out (rows, dim) = (add ? out : 0) + p (rows, cols) * v (cols, dim)
  virtual void Values(const float* p, std::size_t rows, std::size_t cols,
                      const float* v, std::size_t dim, bool add,
                      float* out) = 0;
  virtual void Softmax(float*, std::size_t /*rows*/, std::size_t /*cols*/) {}
  void AttendRows(const PeerProblem& problem, const PeerShape& shape,
                  std::size_t first, std::size_t rows);
};

// Those this program was built with; empty without the libraries.
[[nodiscard]] const std::vector<std::shared_ptr<AttentionPeer>>& Peers();

// The shape of several that is fastest for this problem, on the executor's
// threads: the best of three calls each.
[[nodiscard]] PeerShape TunePeer(AttentionPeer& peer,
                                 const PeerProblem& problem);

}  // namespace pastiche::bench

#endif  // PASTICHE_BENCH_PEERS_PEER_H_

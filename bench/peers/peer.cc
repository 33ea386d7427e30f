#include "bench/peers/peer.h"

#include <algorithm>
#include <cmath>

#include "bench/peers/online_softmax.h"
#include "bench/protocol.h"
#include "kernels/executor.h"

namespace pastiche::bench {

void AttentionPeer::AttendRows(const PeerProblem& problem,
                               const PeerShape& shape, std::size_t first,
                               std::size_t rows) {
  const std::size_t dim = problem.dim;
  const std::size_t cols = std::min(shape.key_rows, problem.n);
  // Kept per thread, as a library would: not part of what is measured.
  thread_local std::vector<float> scores;
  thread_local SoftmaxRows state;
  scores.resize(std::max(scores.size(), rows * cols));
  state.Reset(rows);
  const float* const q = problem.queries + first * dim;
  float* const out = problem.out + first * dim;
  const float scale =
      shape.own_softmax ? problem.scale : problem.scale * 1.44269504f;
  for (std::size_t begin = 0; begin < problem.n; begin += cols) {
    const std::size_t count = std::min(cols, problem.n - begin);
    Scores(q, rows, problem.keys + begin * dim, count, dim, scale,
           scores.data());
    if (shape.own_softmax) {
      Softmax(scores.data(), rows, count);
    } else {
      UpdateSoftmax(scores.data(), rows, count, state, out, dim, begin > 0);
    }
    Values(scores.data(), rows, count, problem.values + begin * dim, dim,
           begin > 0, out);
  }
  if (!shape.own_softmax) DivideBySums(state, rows, out, dim);
}

void AttentionPeer::Attend(const PeerProblem& problem, const PeerShape& shape) {
  const std::size_t step = shape.query_rows;
  const std::size_t blocks = (problem.n + step - 1) / step;
  kernels::ParallelFor(blocks, 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t block = begin; block < end; ++block) {
      const std::size_t first = block * step;
      AttendRows(problem, shape, first, std::min(step, problem.n - first));
    }
  });
}

PeerShape TunePeer(AttentionPeer& peer, const PeerProblem& problem) {
  std::vector<PeerShape> shapes;
  for (const std::size_t query_rows : {32u, 64u, 128u, 256u}) {
    if (query_rows * static_cast<std::size_t>(kernels::thread_count()) >
        problem.n) {
      continue;
    }
    for (const std::size_t key_rows : {256u, 512u, 1024u, 2048u}) {
      if (key_rows < problem.n) shapes.push_back({query_rows, key_rows, false});
    }
    shapes.push_back({query_rows, problem.n, false});
    if (peer.has_softmax()) shapes.push_back({query_rows, problem.n, true});
  }
  const Clock clock = SteadyClock();
  PeerShape best;
  double least = INFINITY;
  for (const PeerShape& shape : shapes) {
    for (int call = 0; call < 4; ++call) {  // The first one warms up.
      const double begin = clock();
      peer.Attend(problem, shape);
      const double seconds = clock() - begin;
      if (call > 0 && seconds < least) {
        least = seconds;
        best = shape;
      }
    }
  }
  return best;
}

}  // namespace pastiche::bench

// Attention on OpenBLAS's sgemm.

#ifndef PASTICHE_BENCH_PEERS_OPENBLAS_H_
#define PASTICHE_BENCH_PEERS_OPENBLAS_H_

#include "bench/peers/peer.h"

namespace pastiche::bench {

[[nodiscard]] std::shared_ptr<AttentionPeer> MakeOpenBlasPeer();

}  // namespace pastiche::bench

#endif  // PASTICHE_BENCH_PEERS_OPENBLAS_H_

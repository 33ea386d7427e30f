// Attention on oneDNN's matmul, with its softmax as an alternative to ours.

#ifndef PASTICHE_BENCH_PEERS_ONEDNN_H_
#define PASTICHE_BENCH_PEERS_ONEDNN_H_

#include "bench/peers/peer.h"

namespace pastiche::bench {

[[nodiscard]] std::shared_ptr<AttentionPeer> MakeOneDnnPeer();

}  // namespace pastiche::bench

#endif  // PASTICHE_BENCH_PEERS_ONEDNN_H_

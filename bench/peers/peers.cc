// Which peers this program was built with.

#include "bench/peers/peer.h"

#ifdef PASTICHE_BENCH_OPENBLAS
#include "bench/peers/openblas.h"
#endif
#ifdef PASTICHE_BENCH_ONEDNN
#include "bench/peers/onednn.h"
#endif

namespace pastiche::bench {

const std::vector<std::shared_ptr<AttentionPeer>>& Peers() {
  static const std::vector<std::shared_ptr<AttentionPeer>> kPeers = [] {
    std::vector<std::shared_ptr<AttentionPeer>> peers;
#ifdef PASTICHE_BENCH_OPENBLAS
    peers.push_back(MakeOpenBlasPeer());
#endif
#ifdef PASTICHE_BENCH_ONEDNN
    peers.push_back(MakeOneDnnPeer());
#endif
    return peers;
  }();
  return kPeers;
}

}  // namespace pastiche::bench

#include "plugins/drums/performance.h"

#include <algorithm>
#include <cassert>

namespace pastiche::drums {

std::vector<Hit> HitsOf(TokenSpan tokens, Levels levels,
                        std::span<const double> payload, const Feel& feel) {
  assert(tokens.size() % TokensPerBar(feel.grid) == 0);
  assert(payload.empty() || payload.size() == tokens.size() * kChannelCount);
  assert(feel.swing >= 50.0 && feel.swing <= 75.0);
  assert(feel.swing == 50.0 || feel.grid == Grid::kSixteenths);
  const bool played = !payload.empty() && !feel.straight;
  const double swing_late = feel.swing / 50.0 - 1.0;
  std::vector<Hit> hits;
  for (std::size_t at = 0; at < tokens.size(); ++at) {
    if (tokens[at] == kRest) continue;
    assert(tokens[at] < VocabSize(levels));
    Hit hit{at / kInstrumentCount, at % kInstrumentCount,
            VelocityOfClass(ClassOfToken(levels, tokens[at])), 0.0};
    if (played && payload[at * kChannelCount + kVelocityChannel] > 0.0) {
      const double velocity = payload[at * kChannelCount + kVelocityChannel];
      hit.velocity =
          static_cast<unsigned>(std::clamp(velocity + 0.5, 1.0, 127.0));
      hit.late = payload[at * kChannelCount + kTimingChannel];
    }
    if (hit.step % 2 == 1) hit.late += swing_late;
    hits.push_back(hit);
  }
  return hits;
}

}  // namespace pastiche::drums

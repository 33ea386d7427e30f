// The head settings and sampling defaults that this plugin recommends, tuned by
// leave-one-level-out on ten VGLC levels of Super Mario Bros.

#ifndef PASTICHE_PLUGINS_MARIO_RECOMMEND_H_
#define PASTICHE_PLUGINS_MARIO_RECOMMEND_H_

#include <string>

namespace pastiche::mario {

// One object of the schema pastiche.recommend/1 (see plugin.h).
[[nodiscard]] const std::string& RecommendJson();

}  // namespace pastiche::mario

#endif  // PASTICHE_PLUGINS_MARIO_RECOMMEND_H_

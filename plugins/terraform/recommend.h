// The head settings and sampling defaults that this plugin recommends.

#ifndef PASTICHE_PLUGINS_TERRAFORM_RECOMMEND_H_
#define PASTICHE_PLUGINS_TERRAFORM_RECOMMEND_H_

#include <string>

namespace pastiche::terraform {

// One object of the schema pastiche.recommend/1 (see plugin.h).
[[nodiscard]] const std::string& RecommendJson();

}  // namespace pastiche::terraform

#endif  // PASTICHE_PLUGINS_TERRAFORM_RECOMMEND_H_

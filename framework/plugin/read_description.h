// Reads what an instance says of itself into plain structs, checked. Each
// function takes the extension's table, already copied; breaches go to `check`,
// after which the answer is incomplete.

#ifndef PASTICHE_FRAMEWORK_PLUGIN_READ_DESCRIPTION_H_
#define PASTICHE_FRAMEWORK_PLUGIN_READ_DESCRIPTION_H_

#include <pastiche/plugin.h>

#include <string>
#include <vector>

#include "framework/core/domain_description.h"
#include "framework/plugin/text_check.h"

namespace pastiche {

inline constexpr std::uint32_t kMaxVocabulary = 1 << 20;

// Required pointers of each table, and counts in their ranges. Called before
// the tables are used.
void CheckTable(const pst_codec& table, BoundaryCheck& check);
void CheckTable(const pst_corpus& table, BoundaryCheck& check);
void CheckTable(const pst_context& table, BoundaryCheck& check);
void CheckTable(const pst_cursor_table& table, BoundaryCheck& check);
void CheckTable(const pst_constraint& table, BoundaryCheck& check);
void CheckTable(const pst_metrics& table, BoundaryCheck& check);
void CheckTable(const pst_formats& table, BoundaryCheck& check);
void CheckTable(const pst_regions& table, BoundaryCheck& check);
void CheckTable(const pst_payload& table, BoundaryCheck& check);
void CheckTable(const pst_recommend& table, BoundaryCheck& check);

[[nodiscard]] std::vector<TokenInfo> ReadVocabulary(const pst_codec& codec,
                                                    const pst_instance* self,
                                                    BoundaryCheck& check);
[[nodiscard]] Geometry ReadGeometry(const pst_context& context,
                                    const pst_instance* self,
                                    BoundaryCheck& check);
// Where the plugin has no context extension: slots p1..p8 and n1..n8 along one
// axis, no features, no units.
[[nodiscard]] Geometry PlainGeometry();
[[nodiscard]] ConstraintInfo ReadConstraint(const pst_constraint& constraint);
[[nodiscard]] std::vector<MetricInfo> ReadMetrics(const pst_metrics& metrics,
                                                  const pst_instance* self,
                                                  BoundaryCheck& check);
[[nodiscard]] std::vector<FormatInfo> ReadFormats(const pst_formats& formats,
                                                  const pst_instance* self,
                                                  BoundaryCheck& check);
// Where the plugin has no formats: "text", by the codec.
[[nodiscard]] std::vector<FormatInfo> PlainFormats();
[[nodiscard]] std::vector<ChannelInfo> ReadChannels(const pst_payload& payload,
                                                    const pst_instance* self,
                                                    BoundaryCheck& check);
[[nodiscard]] std::vector<std::string> ReadRegionKinds(
    const pst_regions& regions, const pst_instance* self, BoundaryCheck& check);

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_PLUGIN_READ_DESCRIPTION_H_

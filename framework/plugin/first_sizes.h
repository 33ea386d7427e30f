// How long ABI 1.0 made each struct that may grow: the least that a plugin of
// any 1.x gives. Never changes; a struct added later is entered with its first
// size.

#ifndef PASTICHE_FRAMEWORK_PLUGIN_FIRST_SIZES_H_
#define PASTICHE_FRAMEWORK_PLUGIN_FIRST_SIZES_H_

#include <pastiche/plugin.h>

#include <cstdint>

namespace pastiche {

// A struct that is not listed has not grown.
template <typename Struct>
inline constexpr std::uint64_t kFirstSize = sizeof(Struct);

template <>
inline constexpr std::uint64_t kFirstSize<pst_diag> = 72;
template <>
inline constexpr std::uint64_t kFirstSize<pst_document_info> = 56;
template <>
inline constexpr std::uint64_t kFirstSize<pst_document> = 48;
template <>
inline constexpr std::uint64_t kFirstSize<pst_region> = 40;
template <>
inline constexpr std::uint64_t kFirstSize<pst_sink> = 80;
template <>
inline constexpr std::uint64_t kFirstSize<pst_host> = 56;
template <>
inline constexpr std::uint64_t kFirstSize<pst_domain_info> = 72;
template <>
inline constexpr std::uint64_t kFirstSize<pst_domain> = 40;
template <>
inline constexpr std::uint64_t kFirstSize<pst_entry> = 48;
template <>
inline constexpr std::uint64_t kFirstSize<pst_token_info> = 32;
template <>
inline constexpr std::uint64_t kFirstSize<pst_codec> = 40;
template <>
inline constexpr std::uint64_t kFirstSize<pst_corpus> = 32;
template <>
inline constexpr std::uint64_t kFirstSize<pst_slot_info> = 48;
template <>
inline constexpr std::uint64_t kFirstSize<pst_feature_info> = 32;
template <>
inline constexpr std::uint64_t kFirstSize<pst_context> = 88;
template <>
inline constexpr std::uint64_t kFirstSize<pst_cursor_table> = 56;
template <>
inline constexpr std::uint64_t kFirstSize<pst_constraint> = 48;
template <>
inline constexpr std::uint64_t kFirstSize<pst_metric_info> = 72;
template <>
inline constexpr std::uint64_t kFirstSize<pst_metrics> = 32;
template <>
inline constexpr std::uint64_t kFirstSize<pst_format_info> = 48;
template <>
inline constexpr std::uint64_t kFirstSize<pst_formats> = 40;
template <>
inline constexpr std::uint64_t kFirstSize<pst_regions> = 32;
template <>
inline constexpr std::uint64_t kFirstSize<pst_channel_info> = 48;
template <>
inline constexpr std::uint64_t kFirstSize<pst_payload> = 24;
template <>
inline constexpr std::uint64_t kFirstSize<pst_option_info> = 56;
template <>
inline constexpr std::uint64_t kFirstSize<pst_options> = 24;
template <>
inline constexpr std::uint64_t kFirstSize<pst_recommend> = 16;

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_PLUGIN_FIRST_SIZES_H_

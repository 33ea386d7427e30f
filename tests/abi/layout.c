/* Prints struct, field, offset and size of everything that crosses the plugin
 * boundary, and the value of every constant. Fails if a field is missing here:
 * the fields listed must tile their struct without gaps. compare_layout.cmake
 * compares with the records layout_<version>.txt. */
#include <pastiche/plugin.h>
#include <stdio.h>

static size_t next_offset = 0; /* Where the next field has to begin. */
static int gaps = 0;

static void Row(const char* type, const char* field, size_t offset,
                size_t size) {
  printf("%s %s %zu %zu\n", type, field, offset, size);
  if (offset != next_offset) ++gaps;
  next_offset = offset + size;
}
static void End(const char* type, size_t size) {
  printf("%s sizeof 0 %zu\n", type, size);
  if (size != next_offset) ++gaps;
  next_offset = 0;
}
/* Several rows to a line. */
/* clang-format off */
#define FIELD(T, f) Row(#T, #f, offsetof(T, f), sizeof(((T *)0)->f))
#define END(T) End(#T, sizeof(T))
#define VALUE(c) printf("%s = %lld\n", #c, (long long)(c))
#define TEXT(c) printf("%s = %s\n", #c, c)

static void PrintConstants(void) {
  VALUE(PST_OK); VALUE(PST_NO); VALUE(PST_E_INTERNAL); VALUE(PST_E_INVALID_INPUT); VALUE(PST_E_UNSUPPORTED);
  VALUE(PST_E_NO_MEMORY); VALUE(PST_E_CANCELLED); VALUE(PST_E_LIMIT); VALUE(PST_E_RANGE); VALUE(PST_TOKEN_UNKNOWN);
  VALUE(PST_DIAG_NOTE); VALUE(PST_DIAG_WARNING); VALUE(PST_DIAG_ERROR); VALUE(PST_F_CONCURRENT); VALUE(PST_TOK_END);
  VALUE(PST_SLOT_OUTSIDE); VALUE(PST_SLOT_UNKNOWN); VALUE(PST_SLOT_CAUSAL); VALUE(PST_SLOT_SYMBOL);
  VALUE(PST_FEATURE_HARD); VALUE(PST_MODE_CAUSAL); VALUE(PST_MODE_FILL); VALUE(PST_MODE_FILL_WRAP);
  VALUE(PST_TOKEN_PAD); VALUE(PST_CTX_KEY_PER_UNIT); VALUE(PST_CTX_WRAPS_BY_DEFAULT); VALUE(PST_SCOPE_SEQUENCE);
  VALUE(PST_SCOPE_SET); VALUE(PST_METRIC_GAMEABLE); VALUE(PST_FORMAT_EXPORT); VALUE(PST_FORMAT_IMPORT);
  VALUE(PST_FORMAT_PREVIEW); VALUE(PST_FORMAT_TEXT); VALUE(PST_FORMAT_ANSI); VALUE(PST_FORMAT_PROJECT);
  VALUE(PST_TYPE_INTEGER); VALUE(PST_TYPE_NUMBER); VALUE(PST_TYPE_BOOLEAN); VALUE(PST_TYPE_STRING);
  VALUE(PST_FOR_CREATE); VALUE(PST_FOR_CANVAS); VALUE(PST_FOR_RENDER); VALUE(PST_FOR_IMPORT);
  TEXT(PST_EXT_CODEC); TEXT(PST_EXT_CORPUS); TEXT(PST_EXT_CONTEXT); TEXT(PST_EXT_CURSOR); TEXT(PST_EXT_CONSTRAINT);
  TEXT(PST_EXT_METRICS); TEXT(PST_EXT_FORMATS); TEXT(PST_EXT_REGIONS); TEXT(PST_EXT_PAYLOAD); TEXT(PST_EXT_OPTIONS);
  TEXT(PST_EXT_RECOMMEND);
}

static void PrintValuesToCodec(void) {
  FIELD(pst_bytes, data); FIELD(pst_bytes, size); END(pst_bytes);
  FIELD(pst_tokens, ids); FIELD(pst_tokens, count); END(pst_tokens);
  FIELD(pst_token_set, items); FIELD(pst_token_set, count); END(pst_token_set);
  FIELD(pst_span, begin); FIELD(pst_span, end); END(pst_span);
  FIELD(pst_source_span, begin); FIELD(pst_source_span, end); FIELD(pst_source_span, file);
  FIELD(pst_source_span, reserved); END(pst_source_span);
  FIELD(pst_file, name); FIELD(pst_file, content); END(pst_file);
  FIELD(pst_diag, struct_size); FIELD(pst_diag, severity); FIELD(pst_diag, code); FIELD(pst_diag, begin);
  FIELD(pst_diag, end); FIELD(pst_diag, file); FIELD(pst_diag, reserved); FIELD(pst_diag, message);
  FIELD(pst_diag, mend); END(pst_diag);
  FIELD(pst_document_info, struct_size); FIELD(pst_document_info, name); FIELD(pst_document_info, license);
  FIELD(pst_document_info, group); END(pst_document_info);
  FIELD(pst_document, struct_size); FIELD(pst_document, name); FIELD(pst_document, tokens);
  FIELD(pst_document, payload); END(pst_document);
  FIELD(pst_region, struct_size); FIELD(pst_region, label); FIELD(pst_region, runs); FIELD(pst_region, run_count);
  END(pst_region);
  FIELD(pst_sink, struct_size); FIELD(pst_sink, ctx); FIELD(pst_sink, bytes); FIELD(pst_sink, tokens);
  FIELD(pst_sink, payload); FIELD(pst_sink, next_document); FIELD(pst_sink, next_file); FIELD(pst_sink, region);
  FIELD(pst_sink, diag); FIELD(pst_sink, progress); END(pst_sink);
  FIELD(pst_host, struct_size); FIELD(pst_host, abi_major); FIELD(pst_host, abi_minor); FIELD(pst_host, ctx);
  FIELD(pst_host, name); FIELD(pst_host, version); FIELD(pst_host, log); FIELD(pst_host, service); END(pst_host);
  FIELD(pst_domain_info, struct_size); FIELD(pst_domain_info, id); FIELD(pst_domain_info, name);
  FIELD(pst_domain_info, version); FIELD(pst_domain_info, vendor); FIELD(pst_domain_info, license);
  FIELD(pst_domain_info, description); FIELD(pst_domain_info, flags); FIELD(pst_domain_info, content_hash);
  END(pst_domain_info);
  FIELD(pst_domain, struct_size); FIELD(pst_domain, info); FIELD(pst_domain, create); FIELD(pst_domain, destroy);
  FIELD(pst_domain, extension); END(pst_domain);
  FIELD(pst_entry, struct_size); FIELD(pst_entry, abi_major); FIELD(pst_entry, abi_minor);
  FIELD(pst_entry, min_host_minor); FIELD(pst_entry, domain_count); FIELD(pst_entry, init); FIELD(pst_entry, deinit);
  FIELD(pst_entry, domain); END(pst_entry);
  FIELD(pst_token_info, struct_size); FIELD(pst_token_info, text); FIELD(pst_token_info, flags);
  FIELD(pst_token_info, category); END(pst_token_info);
  FIELD(pst_codec, struct_size); FIELD(pst_codec, vocab_size); FIELD(pst_codec, reserved);
  FIELD(pst_codec, token_info); FIELD(pst_codec, encode); FIELD(pst_codec, decode); END(pst_codec);
  FIELD(pst_corpus, struct_size); FIELD(pst_corpus, document_count); FIELD(pst_corpus, total_tokens);
  FIELD(pst_corpus, document); END(pst_corpus);
  FIELD(pst_slot_info, struct_size); FIELD(pst_slot_info, id); FIELD(pst_slot_info, family);
  FIELD(pst_slot_info, delta); FIELD(pst_slot_info, flags); FIELD(pst_slot_info, reserved); END(pst_slot_info);
  FIELD(pst_feature_info, struct_size); FIELD(pst_feature_info, id); FIELD(pst_feature_info, lo);
  FIELD(pst_feature_info, hi); FIELD(pst_feature_info, flags); FIELD(pst_feature_info, period); END(pst_feature_info);
  FIELD(pst_context, struct_size); FIELD(pst_context, axis_count); FIELD(pst_context, slot_count);
  FIELD(pst_context, feature_count); FIELD(pst_context, unit_length); FIELD(pst_context, flags);
  FIELD(pst_context, reserved); FIELD(pst_context, slot); FIELD(pst_context, feature); FIELD(pst_context, describe);
  FIELD(pst_context, mismatch); FIELD(pst_context, feature_distance); FIELD(pst_context, boundary);
  FIELD(pst_context, canvas); END(pst_context);
  FIELD(pst_cursor_table, struct_size); FIELD(pst_cursor_table, open); FIELD(pst_cursor_table, advance);
  FIELD(pst_cursor_table, rewind); FIELD(pst_cursor_table, describe); FIELD(pst_cursor_table, allowed);
  FIELD(pst_cursor_table, close); END(pst_cursor_table);
}

static void PrintExtensions(void) {
  FIELD(pst_constraint, struct_size); FIELD(pst_constraint, chunk_units); FIELD(pst_constraint, repair_units);
  FIELD(pst_constraint, allowed); FIELD(pst_constraint, check); FIELD(pst_constraint, prefix_ok);
  FIELD(pst_constraint, complete); END(pst_constraint);
  FIELD(pst_metric_info, struct_size); FIELD(pst_metric_info, id); FIELD(pst_metric_info, name);
  FIELD(pst_metric_info, unit); FIELD(pst_metric_info, description); FIELD(pst_metric_info, direction);
  FIELD(pst_metric_info, scope); FIELD(pst_metric_info, flags); FIELD(pst_metric_info, reserved);
  FIELD(pst_metric_info, lo); FIELD(pst_metric_info, hi); END(pst_metric_info);
  FIELD(pst_metrics, struct_size); FIELD(pst_metrics, metric_count); FIELD(pst_metrics, reserved);
  FIELD(pst_metrics, metric); FIELD(pst_metrics, compute); END(pst_metrics);
  FIELD(pst_format_info, struct_size); FIELD(pst_format_info, id); FIELD(pst_format_info, name);
  FIELD(pst_format_info, media_type); FIELD(pst_format_info, extension); FIELD(pst_format_info, flags);
  END(pst_format_info);
  FIELD(pst_formats, struct_size); FIELD(pst_formats, format_count); FIELD(pst_formats, reserved);
  FIELD(pst_formats, format); FIELD(pst_formats, render); FIELD(pst_formats, import_files); END(pst_formats);
  FIELD(pst_regions, struct_size); FIELD(pst_regions, kind_count); FIELD(pst_regions, reserved);
  FIELD(pst_regions, kind); FIELD(pst_regions, list); END(pst_regions);
  FIELD(pst_channel_info, struct_size); FIELD(pst_channel_info, id); FIELD(pst_channel_info, unit);
  FIELD(pst_channel_info, lo); FIELD(pst_channel_info, hi); FIELD(pst_channel_info, initial); END(pst_channel_info);
  FIELD(pst_payload, struct_size); FIELD(pst_payload, channel_count); FIELD(pst_payload, reserved);
  FIELD(pst_payload, channel); END(pst_payload);
  FIELD(pst_option_info, struct_size); FIELD(pst_option_info, id); FIELD(pst_option_info, description);
  FIELD(pst_option_info, initial); FIELD(pst_option_info, lo); FIELD(pst_option_info, hi);
  FIELD(pst_option_info, type); FIELD(pst_option_info, scope); END(pst_option_info);
  FIELD(pst_options, struct_size); FIELD(pst_options, option_count); FIELD(pst_options, reserved);
  FIELD(pst_options, option); END(pst_options);
  FIELD(pst_recommend, struct_size); FIELD(pst_recommend, json); END(pst_recommend);
}

/* clang-format on */

int main(void) {
  PrintConstants();
  PrintValuesToCodec();
  PrintExtensions();
  return gaps == 0 ? 0 : 1;
}

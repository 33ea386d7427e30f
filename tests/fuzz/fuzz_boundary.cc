// A plugin whose every answer is made of the input: statuses, numbers, and what
// it puts into its sinks. The first `honest` calls are answered well. The host
// finds an error, or an answer that keeps the contract.

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include "framework/plugin/abi_domain.h"
#include "tests/fuzz/call_all.h"
#include "tests/fuzz/patient_plugin.h"

namespace pastiche {
namespace {

using Self = const pst_instance*;

// What is left of the input, and of the patience.
std::string_view script;
int honest = 0;

bool Honest() { return honest > 0 && honest-- > 0; }

// The next bytes as a number; zeros at the end.
template <typename T>
T Take() {
  std::array<char, sizeof(T)> bytes = {};
  const std::size_t there = std::min(script.size(), sizeof(T));
  std::memcpy(bytes.data(), script.data(), there);
  script.remove_prefix(there);
  T value;
  std::memcpy(&value, bytes.data(), sizeof value);
  return value;
}
// Mostly a small number, sometimes any.
std::uint64_t Number() {
  const auto byte = Take<std::uint8_t>();
  return byte < 250 ? byte : Take<std::uint64_t>();
}
pst_status Status() {
  const auto byte = Take<std::int8_t>();
  return byte >= 16 ? PST_OK : byte;
}
// As long as it says, or NULL.
pst_bytes Piece() {
  const std::size_t size =
      std::min<std::size_t>(Take<std::uint8_t>(), script.size());
  const pst_bytes piece = {script.data(), size};
  script.remove_prefix(size);
  if (size == 7) return {nullptr, Number()};
  return piece;
}

pst_status Say(pst_sink* sink) {
  switch (Take<std::uint8_t>() % 8) {
    case 0: {
      const pst_bytes bytes = Piece();
      return sink->bytes(sink->ctx, bytes.data, bytes.size);
    }
    case 1: {
      std::vector<std::uint32_t> ids(Take<std::uint8_t>() % 8);
      std::vector<pst_source_span> where(ids.size());
      for (std::size_t i = 0; i < ids.size(); ++i) {
        ids[i] = static_cast<std::uint32_t>(Number() & 3);
        if (ids[i] > 1) ids[i] = Take<std::uint32_t>();
        where[i] = {Number(), Number(), Take<std::uint8_t>(), 0};
      }
      const bool placed = Take<std::uint8_t>() % 2 == 0;
      return sink->tokens(sink->ctx, ids.data(),
                          placed ? where.data() : nullptr, ids.size());
    }
    case 2: {
      std::vector<double> values(Take<std::uint8_t>() % 8);
      for (double& value : values) value = Take<double>();
      return sink->payload(sink->ctx, values.data(), values.size());
    }
    case 3: {
      const std::uint64_t size =
          Take<std::uint8_t>() % 8 == 0 ? Number() : sizeof(pst_document_info);
      const pst_document_info info = {size, Piece(), Piece(), Piece()};
      return sink->next_document(sink->ctx, &info);
    }
    case 4: {
      const pst_bytes name = Piece();
      return sink->next_file(sink->ctx, &name);
    }
    case 5: {
      std::vector<pst_span> runs(Take<std::uint8_t>() % 4);
      for (pst_span& run : runs) run = {Number(), Number()};
      const pst_region region = {sizeof region, Piece(), runs.data(),
                                 runs.size()};
      return sink->region(sink->ctx, &region);
    }
    case 6: {
      pst_diag diag = {};
      diag.struct_size = sizeof diag;
      diag.severity = Take<std::int8_t>() % 4;
      diag.begin = Number();
      diag.end = Number();
      diag.file = Take<std::uint8_t>() % 3;
      diag.message = Piece();
      diag.mend = Piece();
      return sink->diag(sink->ctx, &diag);
    }
    default:
      return sink->progress(sink->ctx, Take<double>());
  }
}

// Some sink calls; heeds a refusal, or does not.
pst_status Talk(pst_sink* sink) {
  for (int i = Take<std::uint8_t>() % 6; i > 0; --i) {
    const pst_status status = Say(sink);
    if (status != PST_OK && Take<std::uint8_t>() % 4 != 0) return status;
  }
  return Status();
}

const char* Id() {
  static constexpr std::array<const char*, 6> kIds = {
      "s", "a-1", "", "Bad id", "\xff", nullptr};
  return kIds[Take<std::uint8_t>() % kIds.size()];
}

// The patient plugin's table.
template <typename Table>
const Table& Patient(const char* id) {
  return *static_cast<const Table*>(
      fuzz::PatientDomains()[0].table.extension(nullptr, id));
}

// For functions that end in a sink: kMember of the patient's table of that id.
template <typename Table, const auto& kId, auto kMember, typename... Args>
pst_status Sinking(Args... args, pst_sink* sink) {
  if (Honest()) return (Patient<Table>(kId).*kMember)(args..., sink);
  return Talk(sink);
}
constexpr char kCodecId[] = PST_EXT_CODEC;
constexpr char kCorpusId[] = PST_EXT_CORPUS;
constexpr char kContextId[] = PST_EXT_CONTEXT;
constexpr char kConstraintId[] = PST_EXT_CONSTRAINT;
constexpr char kFormatsId[] = PST_EXT_FORMATS;
constexpr char kRegionsId[] = PST_EXT_REGIONS;
constexpr char kRecommendId[] = PST_EXT_RECOMMEND;

pst_status TokenInfo(Self self, std::uint32_t id, pst_token_info* out) {
  if (Honest()) {
    return Patient<pst_codec>(kCodecId).token_info(self, id, out);
  }
  static std::array<char, 256> text;
  const pst_bytes piece = Piece();
  out->text = piece;
  if (piece.data != nullptr && piece.size > 0) {  // Must outlive the call.
    std::memcpy(text.data(), piece.data, piece.size);
    out->text.data = text.data();
  }
  out->flags = Take<std::uint8_t>() % 4;
  if (Take<std::uint8_t>() % 8 == 0) out->struct_size = Number();
  return Status();
}
pst_status Slot(Self, std::uint32_t, pst_slot_info* out) {
  out->id = Honest() ? "s" : Id();
  if (!Honest()) {
    out->family = Id();
    out->delta[0] = Take<std::int32_t>();
    out->flags = Take<std::uint8_t>() % 8;
  }
  return Honest() ? PST_OK : Status();
}
pst_status Feature(Self, std::uint32_t, pst_feature_info* out) {
  if (Honest()) {
    out->id = "f";
    out->hi = 3;
    return PST_OK;
  }
  out->id = Id();
  out->lo = Take<std::int32_t>() >> (Take<std::uint8_t>() % 32);
  out->hi = Take<std::int32_t>() >> (Take<std::uint8_t>() % 32);
  out->period = Take<std::uint8_t>();
  return Status();
}
pst_status Describe(Self, std::uint32_t, const pst_tokens*, std::uint64_t begin,
                    std::uint64_t end, std::int64_t* slots,
                    std::int32_t* features) {
  for (std::uint64_t i = 0; i < end - begin; ++i) {
    slots[i] = Take<std::uint8_t>() % 8 == 0 ? Take<std::int64_t>()
                                             : Take<std::int8_t>() % 4;
    features[i] = Take<std::int8_t>() % 8;
  }
  return Status();
}
double Mismatch(Self, std::uint32_t, std::uint32_t, std::uint32_t) {
  return Take<std::uint8_t>() % 4 == 0 ? Take<double>() : 1;
}
double Distance(Self, std::uint32_t, std::int32_t, std::int32_t) {
  return Take<std::uint8_t>() % 4 == 0 ? Take<double>() : 1;
}
pst_status Allowed(Self, const pst_tokens*, std::uint64_t, std::uint64_t* bits,
                   std::uint64_t) {
  bits[0] = Take<std::uint8_t>() % 4 == 0 ? Take<std::uint64_t>() : 3;
  return Status();
}
pst_status Boundary(Self, const pst_tokens*, std::uint64_t begin,
                    std::uint64_t end, std::uint8_t* out) {
  for (std::uint64_t i = 0; i < end - begin; ++i) out[i] = Take<std::uint8_t>();
  return Status();
}
pst_status Compute(Self, std::uint32_t, const pst_token_set*,
                   const pst_token_set*, const pst_token_set*, double* out,
                   std::uint64_t count) {
  for (std::uint64_t i = 0; i < count; ++i) {
    out[i] = Take<std::uint8_t>() % 2 == 0 ? 0.5 : Take<double>();
  }
  return Status();
}

// Tables live as long as their instance, which is one input.
struct Tables {
  pst_codec codec;
  pst_corpus corpus;
  pst_context context;
  pst_constraint constraint;
  pst_metrics metrics;
  pst_formats formats;
  pst_regions regions;
  pst_recommend recommend;
};
Tables tables;

void FillTables() {
  tables.codec = Patient<pst_codec>(kCodecId);
  tables.codec.token_info = TokenInfo;
  tables.codec.encode =
      Sinking<pst_codec, kCodecId, &pst_codec::encode, Self, const pst_bytes*>;
  tables.codec.decode =
      Sinking<pst_codec, kCodecId, &pst_codec::decode, Self, const pst_tokens*>;
  tables.corpus = Patient<pst_corpus>(kCorpusId);
  tables.corpus.document = Sinking<pst_corpus, kCorpusId, &pst_corpus::document,
                                   Self, std::uint64_t>;
  tables.context = Patient<pst_context>(kContextId);
  tables.context.slot = Slot;
  tables.context.feature = Feature;
  tables.context.describe = Describe;
  tables.context.mismatch = Mismatch;
  tables.context.feature_distance = Distance;
  tables.context.boundary = Boundary;
  tables.context.unit_length = 0;
  tables.context.canvas = Sinking<pst_context, kContextId, &pst_context::canvas,
                                  Self, const pst_bytes*>;
  tables.constraint = Patient<pst_constraint>(kConstraintId);
  tables.constraint.allowed = Allowed;
  using C = pst_constraint;
  tables.constraint.check =
      Sinking<C, kConstraintId, &C::check, Self, const pst_tokens*>;
  tables.constraint.prefix_ok =
      Sinking<C, kConstraintId, &C::prefix_ok, Self, const pst_tokens*>;
  tables.constraint.complete =
      Sinking<C, kConstraintId, &C::complete, Self, const pst_tokens*>;
  tables.metrics = Patient<pst_metrics>(PST_EXT_METRICS);
  tables.metrics.compute = Compute;
  using F = pst_formats;
  tables.formats = Patient<F>(kFormatsId);
  tables.formats.render =
      Sinking<F, kFormatsId, &F::render, Self, std::uint32_t,
              const pst_document*, const pst_bytes*>;
  tables.formats.import_files =
      Sinking<F, kFormatsId, &F::import_files, Self, std::uint32_t,
              const pst_file*, std::uint64_t, const pst_bytes*>;
  tables.regions = Patient<pst_regions>(kRegionsId);
  tables.regions.list = Sinking<pst_regions, kRegionsId, &pst_regions::list,
                                Self, std::uint32_t, const pst_tokens*>;
  tables.recommend = Patient<pst_recommend>(kRecommendId);
  tables.recommend.json =
      Sinking<pst_recommend, kRecommendId, &pst_recommend::json, Self>;
}

const void* Extension(Self self, const char* id) {
  const std::pair<const char*, const void*> mine[] = {
      {PST_EXT_CODEC, &tables.codec},
      {PST_EXT_CORPUS, &tables.corpus},
      {PST_EXT_CONTEXT, &tables.context},
      {PST_EXT_CONSTRAINT, &tables.constraint},
      {PST_EXT_METRICS, &tables.metrics},
      {PST_EXT_FORMATS, &tables.formats},
      {PST_EXT_REGIONS, &tables.regions},
      {PST_EXT_RECOMMEND, &tables.recommend}};
  for (const auto& [name, table] : mine) {
    if (std::strcmp(name, id) == 0) return table;
  }
  // The patient's cursor would answer in our stead.
  return std::strcmp(id, PST_EXT_PAYLOAD) == 0
             ? fuzz::PatientDomains()[0].table.extension(self, id)
             : nullptr;
}

}  // namespace
}  // namespace pastiche

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  using namespace pastiche;
  if (size == 0) return 0;
  script = {reinterpret_cast<const char*>(data) + 1, size - 1};
  honest = data[0];
  FillTables();
  PluginDomain domain = fuzz::PatientDomains()[0];
  domain.table.extension = Extension;
  const auto opened =
      AbiDomain::OpenSource(domain, fuzz::PatientHost(), "erratic.so", {});
  if (opened) fuzz::CallAll(**opened);
  return 0;
}

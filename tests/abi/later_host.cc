// A host of a later minor version, its structs longer than those of ABI 1.0:
// loads every plugin given, opens its first domain, and makes it encode and
// decode.
//   later_host FILE.so|FOLDER...

#include <cstdio>
#include <filesystem>
#include <vector>

#include "framework/plugin/abi_domain.h"
#include "framework/plugin/library.h"

namespace pastiche {
namespace {

static_assert(PST_ABI_MINOR == 9);
static_assert(sizeof(pst_codec) > kFirstSize<pst_codec>);
static_assert(sizeof(pst_sink) > kFirstSize<pst_sink>);

template <typename T>
T Must(Result<T> result) {
  if (result) return std::move(*result);
  std::printf("FAILED: %s\n", result.error().message.c_str());
  std::exit(1);
}

void Use(const Domain& domain) {
  const std::vector<Document> corpus = Must(domain.Corpus());
  const Document& first = corpus.front();
  const std::string text = Must(domain.Decode(first.tokens));
  if (Must(domain.Encode(text)).tokens != first.tokens) {
    std::printf("FAILED: the document changed\n");
    std::exit(1);
  }
  const Geometry& geometry = domain.geometry();
  std::vector<std::int64_t> slots(geometry.slots.size());
  std::vector<std::int32_t> features(geometry.features.size());
  if (!domain.Describe(ContextMode::kCausal, first.tokens, 1, 2, slots,
                       features)) {
    std::printf("FAILED: describe()\n");
    std::exit(1);
  }
  static_cast<void>(Must(domain.Check(first.tokens)));
  for (std::size_t i = 0; i < domain.region_kinds().size(); ++i) {
    static_cast<void>(Must(domain.Regions(i, first.tokens)));
  }
  std::printf("%s: %zu documents, %zu tokens, %zu metrics, %zu formats\n",
              domain.info().id.c_str(), corpus.size(),
              domain.vocabulary().size(), domain.metrics().size(),
              domain.formats().size());
}

void Load(const std::filesystem::path& file) {
  std::printf("%s: ", file.filename().c_str());
  const PluginLibrary& library = *Must(PluginLibrary::Load(file, {}));
  Use(*Must(AbiDomain::Open(library, 0, {})));
}

}  // namespace
}  // namespace pastiche

int main(int argc, char** argv) {
  namespace fs = std::filesystem;
  for (int i = 1; i < argc; ++i) {
    if (!fs::is_directory(argv[i])) {
      pastiche::Load(argv[i]);
      continue;
    }
    for (const auto& entry : fs::directory_iterator(argv[i])) {
      if (entry.path().extension() == ".so") pastiche::Load(entry.path());
    }
  }
}

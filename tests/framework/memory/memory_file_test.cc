// Saved memories are read as they were; any cut or flipped bit is refused.

#include "framework/memory/memory_file.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "framework/memory/attention_model.h"
#include "tests/framework/memory/brute_chain.h"
#include "tests/framework/memory/saved_case.h"
#include "tests/support/run_program.h"

namespace pastiche {
namespace {

using test::AlignedBytes;
using test::SavedCase;
using test::SightDomain;

constexpr ContextMode kModes[] = {ContextMode::kCausal, ContextMode::kFill,
                                  ContextMode::kFillWrap};

Result<std::unique_ptr<const MemoryFile>> Read(const AlignedBytes& bytes) {
  return MemoryFile::Read(bytes.view(), "test.memory");
}

// Distributions of a walk or a fill along `asked`; empty where not finite.
std::vector<double> Predictions(const Memory& memory, TokenSpan asked) {
  std::vector<double> all, p(memory.vocabulary());
  if (memory.mode() == ContextMode::kCausal) {
    const AttentionSequenceModel model(memory, {}, {});
    auto walk = model.StartWalk({.own_cache = true}).value();
    for (const Token token : asked) {
      if (!walk->Predict(p)) return {};
      all.insert(all.end(), p.begin(), p.end());
      if (!walk->Advance(token)) return {};
    }
  } else {
    const AttentionFillModel model(memory, {});
    std::vector<Token> holes(asked.begin(), asked.end());
    for (std::size_t i = 0; i < holes.size(); i += 2) holes[i] = kUnknownToken;
    auto fill =
        model.StartFill(holes, memory.mode(), {.own_cache = true}).value();
    for (std::size_t i = 0; i < holes.size(); ++i) {
      const std::size_t at[] = {i};
      if (!fill->Predict(at, p)) return {};
      all.insert(all.end(), p.begin(), p.end());
    }
  }
  return all;
}

BOOST_AUTO_TEST_SUITE(memory_file)

BOOST_AUTO_TEST_CASE(what_was_saved_predicts_the_same_bits) {
  Rng rng(/*seed=*/1);
  for (int round = 0; round < 30; ++round) {
    const ContextMode mode = kModes[round % 3];
    SightDomain domain(2 + rng.NextBelow(80), {-1, -2, -4, 1, 3});
    const std::size_t vocabulary = domain.vocabulary().size();
    domain.Edit().has_mismatch = vocabulary <= 64 && rng.NextBelow(2) == 0;
    domain.AddSymbol();
    if (rng.NextBelow(2) == 0) domain.AddFeature(-3, 5);
    domain.Blind(rng.NextBelow(2) * 10);
    std::vector<Document> documents;
    for (int d = 0; d < 3; ++d) {
      documents.push_back(
          test::RandomDocument(1 + rng.NextBelow(150), vocabulary, rng));
    }
    UseSettings use;
    for (int h = 0; h < 2; ++h) {
      use.heads.push_back(test::RandomHead(domain.geometry(),
                                           mode == ContextMode::kCausal, rng));
      if (h == 1 && rng.NextBelow(2) == 0) use.heads.back().gate = 0;
    }
    const auto pointers = test::PointersTo(documents);
    const auto built = Memory::Build(domain, pointers, use, mode).value();
    const AlignedBytes image(built->Save());
    const auto loaded = Memory::Load(domain, pointers, use, mode, image.view());
    BOOST_REQUIRE(loaded.has_value());
    const auto asked = test::RandomDocument(30, vocabulary, rng).tokens;
    BOOST_TEST(Predictions(*built, asked) == Predictions(**loaded, asked));
    // And so does what is made of it, which leaves the image as it was.
    const std::size_t first[] = {0};
    const Document* more[] = {&documents[2]};
    BOOST_TEST(Predictions(*built->Without(first).value(), asked) ==
               Predictions(*(*loaded)->Without(first).value(), asked));
    BOOST_TEST(Predictions(*built->With(more).value(), asked) ==
               Predictions(*(*loaded)->With(more).value(), asked));
    BOOST_TEST(bool(built->Save() == (*loaded)->Save()));
    // Other heads or documents are refused.
    UseSettings other = use;
    other.heads.pop_back();
    BOOST_TEST(!Memory::Load(domain, pointers, other, mode, image.view()));
    BOOST_TEST(!Memory::Load(domain, std::span(pointers).first(2), use, mode,
                             image.view()));
  }
}

BOOST_AUTO_TEST_CASE(a_file_brings_its_documents_and_what_it_was_made_with) {
  const SavedCase saved;
  const AlignedBytes bytes(saved.Save({MemoryUse::kAr, MemoryUse::kFill}));
  const auto file = Read(bytes).value();
  BOOST_TEST(file->info().plugin == "memory");
  BOOST_TEST(file->info().plugin_version == "1");
  BOOST_TEST(file->info().content_hash == 7u);
  BOOST_TEST(file->info().heads_from == "test");
  BOOST_REQUIRE(file->documents().size() == 2u);
  for (std::size_t d = 0; d < 2; ++d) {
    BOOST_TEST(file->documents()[d].name == saved.documents[d].name);
    BOOST_TEST(file->documents()[d].license == saved.documents[d].license);
    BOOST_TEST(file->documents()[d].tokens == saved.documents[d].tokens);
  }
  BOOST_TEST(file->Has(MemoryUse::kAr));
  BOOST_TEST(!file->Has(MemoryUse::kSample));
  AttentionSuite built = saved.Suite(), adopting = saved.Suite();
  adopting.Adopt(MemoryUse::kAr, file->Load(saved.domain, MemoryUse::kAr,
                                            saved.recommendation.ar)
                                     .value());
  const std::vector<Token> asked = {0, 1, 2, 2, 0, 1};
  BOOST_TEST(Predictions(*built.MemoryFor(MemoryUse::kAr).value(), asked) ==
             Predictions(*adopting.MemoryFor(MemoryUse::kAr).value(), asked));
}

BOOST_AUTO_TEST_CASE(every_truncation_and_every_added_byte_is_refused) {
  const std::string whole = SavedCase().Save({MemoryUse::kAr});
  BOOST_REQUIRE(Read(AlignedBytes(whole)).has_value());
  for (std::size_t size = 0; size < whole.size(); ++size) {
    BOOST_REQUIRE(!Read(AlignedBytes(whole.substr(0, size))));
  }
  for (std::size_t more = 1; more < 200; ++more) {
    BOOST_REQUIRE(!Read(AlignedBytes(whole + std::string(more, '\0'))));
  }
}

BOOST_AUTO_TEST_CASE(every_flipped_bit_is_refused) {
  const std::string whole = SavedCase().Save({MemoryUse::kAr});
  AlignedBytes bytes(whole);
  auto* data = const_cast<std::byte*>(bytes.view().data());
  for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
    data[bit / 8] ^= std::byte{1} << (bit % 8);
    BOOST_REQUIRE_MESSAGE(!Read(bytes), "bit " << bit);
    data[bit / 8] ^= std::byte{1} << (bit % 8);
  }
  BOOST_TEST(Read(bytes).has_value());
}

// With right digests, changed bytes are refused or make a memory that answers.
BOOST_AUTO_TEST_CASE(what_digests_do_not_tell_is_checked) {
  const SavedCase saved;
  const std::string whole = saved.Save({MemoryUse::kAr, MemoryUse::kFill});
  Rng rng(/*seed=*/2);
  std::size_t refused = 0, answered = 0;
  const std::vector<Token> asked = {0, 1, 2, 2, 0, 1};
  for (int round = 0; round < 3000; ++round) {
    std::string changed = whole;
    for (std::size_t n = 1 + rng.NextBelow(3); n > 0; --n) {
      const std::size_t at = 32 + rng.NextBelow(changed.size() - 32);
      changed[at] = static_cast<char>(
          rng.NextBelow(2) == 0 ? rng.NextBelow(256)
                                : changed[at] ^ (1 << rng.NextBelow(8)));
    }
    test::MendDigests(changed);
    const AlignedBytes bytes(changed);
    const auto file = Read(bytes);
    for (const MemoryUse use : {MemoryUse::kAr, MemoryUse::kFill}) {
      if (!file || !(*file)->Has(use)) continue;
      const auto memory =
          (*file)->Load(saved.domain, use, saved.Suite().SettingsOf(use));
      (memory ? answered : refused) += 1;
      if (!memory) continue;
      for (const double p : Predictions(**memory, asked)) {
        BOOST_REQUIRE(std::isfinite(p));
      }
    }
  }
  BOOST_TEST(refused > 500u);
  BOOST_TEST(answered > 500u);
}

BOOST_AUTO_TEST_CASE(errors_say_what_is_wrong) {
  const auto message = [](const std::string& bytes) {
    return Read(AlignedBytes(bytes)).error().message;
  };
  std::string bytes = SavedCase().Save({MemoryUse::kAr});
  BOOST_TEST(message("hello") == "test.memory is no saved memory");
  BOOST_TEST(message(bytes.substr(0, 500)).find("it has 500 bytes, not ") !=
             std::string::npos);
  std::string next = bytes;
  next[8] = 3;
  BOOST_TEST(message(next) ==
             "test.memory is of version 3 of the format, this program reads "
             "version 2");
  bytes[bytes.size() - 1] ^= 1;
  BOOST_TEST(message(bytes) ==
             "test.memory is damaged: section 16 does not match its digest");
}

// The directory says of each section what it is, in 56 bytes from the 32nd on.
BOOST_AUTO_TEST_CASE(each_section_is_there_once) {
  const std::string whole =
      SavedCase().Save({MemoryUse::kAr, MemoryUse::kFill});
  const auto message = [&](std::size_t section, std::uint64_t kind) {
    std::string bytes = whole;
    std::memcpy(bytes.data() + 32 + 56 * section, &kind, sizeof kind);
    test::MendDigests(bytes);
    const auto file = Read(AlignedBytes(bytes));
    return file ? std::string() : file.error().message;
  };
  const std::string damaged = "test.memory is damaged: ";
  // Information, documents, two memories.
  BOOST_TEST(message(0, 1) == "");
  BOOST_TEST(message(0, 2) == damaged + "section 2 is not as it should be");
  BOOST_TEST(message(1, 1) == damaged + "section 1 is not as it should be");
  BOOST_TEST(message(2, 1) == damaged + "section 1 is not as it should be");
  BOOST_TEST(message(2, 2) == damaged + "section 2 is not as it should be");
  BOOST_TEST(message(0, 20) == damaged + "a section is missing");
  BOOST_TEST(message(1, 20) == damaged + "a section is missing");
  BOOST_TEST(message(3, 16) == damaged + "section 16 is not as it should be");
  for (const std::uint64_t kind : {0u, 3u, 15u, 200u}) {
    BOOST_TEST(message(2, kind) == damaged + "section " + std::to_string(kind) +
                                       " is not as it should be");
  }
  std::string many = whole;
  const std::uint64_t count = 1000;
  std::memcpy(many.data() + 24, &count, sizeof count);
  BOOST_TEST(Read(AlignedBytes(many)).error().message ==
             damaged + "its directory is cut off");
}

BOOST_AUTO_TEST_CASE(damaged_files_are_let_go) {
  const test::TemporaryFolder folder;
  for (const auto& file :
       {folder.Write("empty", ""),
        folder.Write("cut", SavedCase().Save({}).substr(0, 90))}) {
    const auto read = MemoryFile::Open(file);
    BOOST_REQUIRE(!read.has_value());
    BOOST_TEST(bool(read.error().code == ErrorCode::kInvalidArgument));
  }
}

BOOST_AUTO_TEST_CASE(files_are_mapped_and_folders_refused) {
  namespace fs = std::filesystem;
  const SavedCase saved;
  const fs::path path =
      fs::temp_directory_path() /
      ("pastiche_memory_file_" +
       std::to_string(std::hash<std::string>()(fs::current_path().string())));
  {
    std::ofstream out(path, std::ios::binary);
    out << saved.Save({MemoryUse::kAr});
  }
  const auto file = MemoryFile::Open(path.string());
  BOOST_REQUIRE(file.has_value());
  fs::remove(path);  // What is mapped stays.
  BOOST_TEST((*file)
                 ->Load(saved.domain, MemoryUse::kAr, saved.recommendation.ar)
                 .has_value());
  BOOST_TEST(bool(MemoryFile::Open(path.string()).error().code ==
                  ErrorCode::kNotFound));
  BOOST_TEST(bool(MemoryFile::Open("/").error().code == ErrorCode::kIo));
  BOOST_TEST(!MemoryFile::Open("/dev/null"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche

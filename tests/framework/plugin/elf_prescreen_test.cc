#include "framework/plugin/elf_prescreen.h"

#include <elf.h>

#include <boost/test/unit_test.hpp>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "framework/core/random.h"
#include "tests/framework/plugin/fixture_plugins.h"

namespace pastiche {
namespace {

using Bytes = std::vector<char>;

Bytes RealPlugin() {
  std::ifstream file(GoodPlugin("bits"), std::ios::binary);
  return Bytes(std::istreambuf_iterator<char>(file), {});
}

Result<void> Prescreen(const Bytes& bytes) {
  return PrescreenElf(bytes.size(),
                      [&](std::uint64_t at, std::span<std::byte> out) {
                        if (at > bytes.size()) return false;
                        if (out.size() > bytes.size() - at) return false;
                        std::memcpy(out.data(), bytes.data() + at, out.size());
                        return true;
                      });
}

// Where the last PT_LOAD ends in the file.
std::size_t LoadedEnd(const Bytes& bytes) {
  Elf64_Ehdr header;
  std::memcpy(&header, bytes.data(), sizeof header);
  std::size_t end = 0;
  for (std::size_t i = 0; i < header.e_phnum; ++i) {
    Elf64_Phdr segment;
    std::memcpy(&segment, bytes.data() + header.e_phoff + i * sizeof segment,
                sizeof segment);
    if (segment.p_type != PT_LOAD) continue;
    end = std::max(end, segment.p_offset + segment.p_filesz);
  }
  return end;
}

template <typename Change>
Result<void> PrescreenChanged(const Change& change) {
  Bytes bytes = RealPlugin();
  Elf64_Ehdr header;
  std::memcpy(&header, bytes.data(), sizeof header);
  change(header);
  std::memcpy(bytes.data(), &header, sizeof header);
  return Prescreen(bytes);
}

BOOST_AUTO_TEST_SUITE(elf_prescreen)

BOOST_AUTO_TEST_CASE(accepts_a_real_plugin) {
  BOOST_TEST(Prescreen(RealPlugin()).has_value());
  BOOST_TEST(PrescreenFile(GoodPlugin("bits")).has_value());
}

BOOST_AUTO_TEST_CASE(refuses_every_cut_into_what_is_loaded) {
  const Bytes whole = RealPlugin();
  const std::size_t end = LoadedEnd(whole);
  BOOST_REQUIRE_GT(end, 1000u);
  BOOST_REQUIRE_LT(end, whole.size());
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    const Bytes cut(whole.begin(),
                    whole.begin() + static_cast<std::ptrdiff_t>(size));
    BOOST_REQUIRE_EQUAL(Prescreen(cut).has_value(), size >= end);
  }
}

BOOST_AUTO_TEST_CASE(survives_every_flip_in_the_headers) {
  const Bytes whole = RealPlugin();
  std::size_t refused = 0;
  for (std::size_t bit = 0; bit < 8 * 1024; ++bit) {
    Bytes flipped = whole;
    flipped[bit / 8] =
        static_cast<char>(flipped[bit / 8] ^ (1 << static_cast<int>(bit % 8)));
    refused += Prescreen(flipped).has_value() ? 0 : 1;
  }
  // Most header bits matter; p_flags, p_align and p_paddr do not.
  BOOST_TEST(refused > 500u);
}

BOOST_AUTO_TEST_CASE(survives_random_bytes_behind_a_real_header) {
  const Bytes whole = RealPlugin();
  Rng rng(/*seed=*/3);
  for (int round = 0; round < 2000; ++round) {
    Bytes bytes = whole;
    const std::size_t from = round % 2 == 0 ? 16 : sizeof(Elf64_Ehdr);
    for (std::size_t i = from; i < 1024; ++i) {
      bytes[i] = static_cast<char>(rng.NextBits() & 0xFF);
    }
    static_cast<void>(Prescreen(bytes));  // Any answer, no crash.
  }
}

BOOST_AUTO_TEST_CASE(names_what_is_wrong) {
  struct Case {
    void (*change)(Elf64_Ehdr& header);
    const char* words;
  };
  const Case cases[] = {
      {[](Elf64_Ehdr& h) { h.e_ident[0] = 'M'; }, "no ELF header"},
      {[](Elf64_Ehdr& h) { h.e_ident[EI_CLASS] = ELFCLASS32; },
       "another kind of machine"},
      {[](Elf64_Ehdr& h) { h.e_ident[EI_DATA] ^= 3; },
       "another kind of machine"},
      {[](Elf64_Ehdr& h) { h.e_machine = EM_68K; }, "another processor"},
      {[](Elf64_Ehdr& h) { h.e_ident[EI_VERSION] = 9; }, "ELF version"},
      {[](Elf64_Ehdr& h) { h.e_version = 9; }, "ELF version"},
      {[](Elf64_Ehdr& h) { h.e_phentsize = 8; }, "make no sense"},
      {[](Elf64_Ehdr& h) { h.e_phnum = 0xFFFF; }, "make no sense"},
      {[](Elf64_Ehdr& h) { h.e_type = ET_REL; }, "not a shared library"},
      {[](Elf64_Ehdr& h) { h.e_phnum = 0; }, "program headers make no sense"},
      {[](Elf64_Ehdr& h) { h.e_phoff = UINT64_MAX - 8; }, "beyond the end"},
  };
  for (const Case& wrong : cases) {
    const Result<void> result = PrescreenChanged(wrong.change);
    BOOST_REQUIRE(!result.has_value());
    BOOST_TEST((result.error().code == ErrorCode::kIncompatible));
    BOOST_TEST(Contains(result.error().message, wrong.words));
    BOOST_TEST(!result.error().mend.empty());
  }
}

// As PrescreenChanged, of the program headers of a type.
template <typename Change>
std::string SegmentsRefused(std::uint32_t type, const Change& change) {
  Bytes bytes = RealPlugin();
  Elf64_Ehdr header;
  std::memcpy(&header, bytes.data(), sizeof header);
  for (std::size_t i = 0; i < header.e_phnum; ++i) {
    char* const at = bytes.data() + header.e_phoff + i * sizeof(Elf64_Phdr);
    Elf64_Phdr segment;
    std::memcpy(&segment, at, sizeof segment);
    if (segment.p_type == type) change(segment);
    std::memcpy(at, &segment, sizeof segment);
  }
  const auto refused = Prescreen(bytes);
  return refused ? "" : refused.error().message;
}

BOOST_AUTO_TEST_CASE(names_what_is_wrong_with_segments) {
  struct Case {
    std::uint32_t type;
    void (*change)(Elf64_Phdr& segment);
    const char* words;
  };
  const Case cases[] = {
      {PT_LOAD, [](Elf64_Phdr& s) { s.p_type = PT_NULL; }, "nothing to load"},
      {PT_LOAD, [](Elf64_Phdr& s) { s.p_offset = UINT64_MAX; }, "beyond"},
      {PT_LOAD, [](Elf64_Phdr& s) { s.p_filesz = s.p_memsz + 1; }, "overlap"},
      {PT_LOAD, [](Elf64_Phdr& s) { s.p_memsz = UINT64_MAX; }, "overlap"},
      {PT_LOAD, [](Elf64_Phdr& s) { s.p_vaddr = UINT64_MAX; }, "overlap"},
      {PT_LOAD, [](Elf64_Phdr& s) { s.p_vaddr = 0; }, "overlap"},
      {PT_DYNAMIC, [](Elf64_Phdr& s) { s.p_type = PT_NULL; }, "no dynamic"},
      {PT_DYNAMIC, [](Elf64_Phdr& s) { s.p_offset = UINT64_MAX; }, "outside"},
      {PT_DYNAMIC,
       [](Elf64_Phdr& s) {
         s.p_vaddr = 0;
         s.p_memsz = 1;
       },
       "outside"},
      {PT_DYNAMIC, [](Elf64_Phdr& s) { s.p_vaddr = UINT64_MAX; }, "outside"},
      {PT_DYNAMIC, [](Elf64_Phdr& s) { s.p_memsz = UINT64_MAX; }, "outside"},
      {PT_NOTE, [](Elf64_Phdr& s) { s.p_type = PT_DYNAMIC; }, "dynamic"},
  };
  for (const Case& wrong : cases) {
    const std::string refused = SegmentsRefused(wrong.type, wrong.change);
    BOOST_TEST(Contains(refused, wrong.words), refused);
  }
}

BOOST_AUTO_TEST_CASE(what_cannot_be_read_is_cut_off) {
  const Bytes bytes = RealPlugin();
  for (const std::uint64_t unreadable_from :
       {std::uint64_t{0}, sizeof(Elf64_Ehdr)}) {
    const auto refused = PrescreenElf(
        bytes.size(), [&](std::uint64_t at, std::span<std::byte> out) {
          if (at >= unreadable_from) return false;
          std::memcpy(out.data(), bytes.data() + at, out.size());
          return true;
        });
    BOOST_REQUIRE(!refused.has_value());
    BOOST_TEST((refused.error().code == ErrorCode::kIncompatible));
  }
}

BOOST_AUTO_TEST_CASE(refuses_files_that_are_no_library) {
  const ScratchFolder scratch;
  const auto path = scratch.path() / "a.so";
  BOOST_TEST((PrescreenFile(path).error().code == ErrorCode::kNotFound));
  std::ofstream(path) << "#!/bin/sh\n";
  BOOST_TEST((PrescreenFile(path).error().code == ErrorCode::kIncompatible));
  BOOST_TEST(Contains(PrescreenFile(scratch.path()).error().message,
                      "not a regular file"));
}

BOOST_AUTO_TEST_CASE(refuses_a_file_over_the_limit_without_reading_it) {
  const ScratchFolder scratch;
  const auto path = scratch.path() / "a.so";
  std::ofstream(path) << "x";
  std::filesystem::resize_file(path, kMaxPluginBytes + 1);  // Sparse.
  BOOST_TEST(Contains(PrescreenFile(path).error().message, "the limit is"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche

// 1,000 damaged files per reader, given to the plugins as the host gives them,
// and some of them to the program: an answer within a second, an error with a
// place, no half-written file.

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>
#include <cctype>
#include <ctime>
#include <filesystem>
#include <memory>
#include <random>
#include <regex>

#include "framework/plugin/registry.h"
#include "tests/support/run_program.h"

namespace pastiche::test {
namespace {

namespace fs = std::filesystem;

constexpr int kFiles = 1000;
constexpr int kRuns = 8;  // Of the program, a process each.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr double kLimitSeconds = 10.0;
#else
constexpr double kLimitSeconds = 1.0;
#endif

// A reader of files: the plugin's format, good files, and what the program can
// write them as.
struct Reader {
  const char* plugin;
  const char* format;
  const char* seeds;  // A folder of tests/fuzz/seeds.
  const char* extension;
  const char* written;  // Another extension.
};
constexpr Reader kReaders[] = {
    {"mario", "text", "mario_text", "txt", "tmx"},
    {"mario", "tmx", "mario_tmx", "tmx", "txt"},
    {"drums", "text", "drums_text", "drums", "mid"},
    {"drums", "midi", "drums_midi", "mid", "drums"},
    {"drums", "h2pattern", "drums_h2pattern", "h2pattern", "mid"},
    {"terraform", "text", "hcl", "tf", "html"},
};

std::unique_ptr<Domain> Open(const std::string& plugin) {
  auto opened = Registry::Scan({}).Open(
      BuildFolder() + "/lib/pastiche/plugins/" + plugin + ".so");
  BOOST_REQUIRE_MESSAGE(opened, plugin);
  return std::move(*opened);
}

std::vector<std::string> Seeds(const std::string& folder) {
  const char* source = std::getenv("PASTICHE_SOURCE");
  BOOST_REQUIRE(source != nullptr);
  std::vector<fs::path> paths;
  for (const auto& entry :
       fs::directory_iterator(fs::path(source) / "tests/fuzz/seeds" / folder)) {
    paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> seeds;
  for (const fs::path& path : paths) seeds.push_back(ReadWhole(path.string()));
  BOOST_REQUIRE(!seeds.empty());
  return seeds;
}

// Random bytes, a seed cut short, or one with some bits flipped, in turn.
std::string Damaged(const std::vector<std::string>& seeds, int round,
                    std::mt19937_64& engine) {
  std::string bytes = seeds[engine() % seeds.size()];
  if (round % 3 == 0) {
    bytes.resize(engine() % 2000);
    for (char& byte : bytes) byte = static_cast<char>(engine());
  } else if (round % 3 == 1) {
    bytes.resize(engine() % bytes.size());
  } else {
    for (std::size_t n = 1 + engine() % 8; n > 0; --n) {
      bytes[engine() % bytes.size()] ^= static_cast<char>(1 << engine() % 8);
    }
  }
  return bytes;
}

// What reading them said: it names a place, or leaves a file out with a reason.
void CheckAnswer(const Result<Import>& read, std::size_t size) {
  if (read) {
    BOOST_TEST((!read->documents.empty() || !read->diagnostics.empty()));
    return;
  }
  const Error& error = read.error();
  BOOST_TEST((error.code == ErrorCode::kInvalidArgument), error.message);
  bool placed = false;
  for (const Diagnostic& each : error.diagnostics) {
    BOOST_TEST(each.begin <= each.end, each.message);
    BOOST_TEST(each.end <= size, each.message);
    BOOST_TEST(!each.message.empty());
    placed = placed || each.severity == Severity::kError;
  }
  BOOST_TEST(placed, error.message);
}

BOOST_AUTO_TEST_SUITE(damaged_files)

BOOST_AUTO_TEST_CASE(every_reader_answers_a_thousand_with_a_place) {
  for (const Reader& reader : kReaders) {
    const auto domain = Open(reader.plugin);
    const auto& formats = domain->formats();
    const auto format = std::find_if(
        formats.begin(), formats.end(),
        [&](const auto& info) { return info.id == reader.format; });
    BOOST_REQUIRE(format != formats.end());
    const auto seeds = Seeds(reader.seeds);
    std::mt19937_64 engine(5);
    int refused = 0;
    for (int round = 0; round < kFiles; ++round) {
      BOOST_TEST_CONTEXT(reader.seeds << ", file " << round) {
        const File file[] = {{.name = std::string("f.") + reader.extension,
                              .content = Damaged(seeds, round, engine)}};
        const std::clock_t start = std::clock();
        const auto read = domain->ImportFiles(
            static_cast<std::size_t>(format - formats.begin()), file, "{}");
        const double seconds =
            static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
        BOOST_TEST(seconds < kLimitSeconds);
        CheckAnswer(read, file[0].content.size());
        refused += read ? 0 : 1;
      }
    }
    BOOST_TEST(refused > kFiles / 3, reader.seeds << ": " << refused);
  }
}

BOOST_AUTO_TEST_CASE(note_maps_are_refused_with_their_line) {
  const auto domain = Open("drums");
  const auto seeds = Seeds("drums_note_map");
  const auto midi = Seeds("drums_midi");
  std::size_t format = 0;
  while (domain->formats()[format].id != "midi") ++format;
  std::mt19937_64 engine(6);
  int refused = 0;
  for (int round = 0; round < kFiles; ++round) {
    // Options are JSON, hence text without control characters.
    std::string map = Damaged(seeds, round, engine);
    for (char& byte : map) {
      if (std::iscntrl(static_cast<unsigned char>(byte)) != 0) byte = '\n';
      if ((byte & 0x80) != 0) byte = '?';
    }
    const boost::json::object options = {{"note_map", map}};
    const File file[] = {{.name = "f.mid", .content = midi.back()}};
    const auto read =
        domain->ImportFiles(format, file, boost::json::serialize(options));
    if (read) continue;
    ++refused;
    BOOST_TEST((read.error().code == ErrorCode::kInvalidArgument));
    BOOST_TEST(read.error().message.find("note_map") != std::string::npos,
               read.error().message);
  }
  BOOST_TEST(refused > kFiles / 3);
}

BOOST_AUTO_TEST_CASE(the_program_says_where_and_writes_nothing) {
  for (const Reader& reader : kReaders) {
    const auto seeds = Seeds(reader.seeds);
    std::mt19937_64 engine(7);
    for (int round = 0; round < kRuns; ++round) {
      const TemporaryFolder folder;
      const std::string name = std::string("in.") + reader.extension;
      const std::string in = folder.Write(name, Damaged(seeds, round, engine));
      const std::string out =
          folder.path() + "/out." + std::string(reader.written);
      const Outcome outcome = Pastiche({"convert", reader.plugin, in, out});
      BOOST_TEST_CONTEXT(in << ", file " << round << ": " << outcome.err) {
        if (outcome.exit_code == 0) {
          BOOST_TEST(fs::file_size(out) > 0u);
          continue;
        }
        BOOST_TEST(outcome.exit_code == 1);
        BOOST_TEST(std::distance(fs::directory_iterator(folder.path()),
                                 fs::directory_iterator()) == 1);
        const std::regex place(R"(/in\.[a-z0-9]+(:\d+:\d+|: byte \d+): )");
        BOOST_TEST(std::regex_search(outcome.err, place));
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace pastiche::test

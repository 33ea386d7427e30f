// Runs a fuzz target without libFuzzer: every file of the folders given, then
// 1,000 files made from them (cut short, bits flipped, pieces moved, noise).
// Fails if one takes over a second (ten when instrumented); a target that
// aborts names the input in replay-<target>.bin of the working folder.

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size);

namespace {

namespace fs = std::filesystem;
using Bytes = std::vector<std::uint8_t>;

constexpr int kMadeFiles = 1000;
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr double kLimitSeconds = 10.0;
#else
constexpr double kLimitSeconds = 1.0;
#endif

Bytes running;        // What the target is given, for KeepInput.
std::string keep_as;  // Where KeepInput writes it.

extern "C" void KeepInput(int) {
  if (std::FILE* file = std::fopen(keep_as.c_str(), "wb")) {
    std::fwrite(running.data(), 1, running.size(), file);
    std::fclose(file);
    std::fprintf(stderr, "replay: the input is in %s\n", keep_as.c_str());
  }
  std::_Exit(1);
}

// False if it took too long.
bool RunOne(const Bytes& input, const std::string& name) {
  running = input;
  const auto start = std::chrono::steady_clock::now();
  LLVMFuzzerTestOneInput(running.data(), running.size());
  const std::chrono::duration<double> took =
      std::chrono::steady_clock::now() - start;
  if (took.count() <= kLimitSeconds) return true;
  std::fprintf(stderr, "replay: %s took %.1f s\n", name.c_str(), took.count());
  return false;
}

std::vector<fs::path> FilesOf(int argc, char** argv) {
  std::vector<fs::path> files;
  for (int i = 1; i < argc; ++i) {
    std::error_code error;
    for (fs::directory_iterator it(argv[i], error), end; !error && it != end;
         it.increment(error)) {
      if (it->is_regular_file()) files.push_back(it->path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

Bytes ReadAll(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::vector<char> chars{std::istreambuf_iterator<char>(file), {}};
  return {chars.begin(), chars.end()};
}

// A damaged copy of one of `seeds`.
Bytes Make(const std::vector<Bytes>& seeds, std::mt19937_64& engine) {
  const auto below = [&](std::size_t bound) {
    return bound == 0 ? 0 : static_cast<std::size_t>(engine() % bound);
  };
  Bytes bytes = seeds[below(seeds.size())];
  const auto at = static_cast<std::ptrdiff_t>(below(bytes.size()));
  switch (below(5)) {
    case 0:
      bytes.resize(static_cast<std::size_t>(at));
      break;
    case 1:
      for (std::size_t n = 1 + below(8); n > 0 && !bytes.empty(); --n) {
        bytes[below(bytes.size())] ^= static_cast<std::uint8_t>(1u << below(8));
      }
      break;
    case 2: {  // A piece again, elsewhere.
      const std::size_t length =
          below(bytes.size() - static_cast<std::size_t>(at));
      const Bytes piece(
          bytes.begin() + at,
          bytes.begin() + at + static_cast<std::ptrdiff_t>(length));
      const auto to = static_cast<std::ptrdiff_t>(below(bytes.size()));
      bytes.insert(bytes.begin() + to, piece.begin(), piece.end());
      break;
    }
    case 3: {  // The beginning of one, the end of another.
      const Bytes& other = seeds[below(seeds.size())];
      bytes.resize(static_cast<std::size_t>(at));
      bytes.insert(
          bytes.end(),
          other.begin() + static_cast<std::ptrdiff_t>(below(other.size())),
          other.end());
      break;
    }
    default:
      bytes.resize(below(300));
      for (std::uint8_t& byte : bytes) {
        byte = static_cast<std::uint8_t>(engine());
      }
  }
  return bytes;
}

}  // namespace

int main(int argc, char** argv) {
  keep_as = "replay-" + fs::path(argv[0]).filename().string() + ".bin";
  std::signal(SIGABRT, KeepInput);
  std::signal(SIGSEGV, KeepInput);
  std::vector<Bytes> seeds;
  bool fast = true;
  for (const fs::path& path : FilesOf(argc, argv)) {
    seeds.push_back(ReadAll(path));
    fast &= RunOne(seeds.back(), path.string());
  }
  if (seeds.empty()) {
    std::fprintf(stderr, "replay: no file in the folders given\n");
    return 1;
  }
  std::mt19937_64 engine(2024);
  for (int i = 0; i < kMadeFiles; ++i) {
    fast &= RunOne(Make(seeds, engine), "made file " + std::to_string(i));
  }
  std::printf("%zu files and %d made from them\n", seeds.size(), kMadeFiles);
  return fast ? 0 : 1;
}

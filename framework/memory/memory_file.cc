// The container: a directory of sections, each with its digest.

#include "framework/memory/memory_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "framework/core/sha256.h"
#include "framework/memory/image_archive.h"

namespace pastiche {
namespace {

constexpr char kMagic[8] = {'P', 'A', 'S', 'T', 'M', 'E', 'M', '\n'};
constexpr std::uint32_t kVersion = 2;
constexpr std::uint32_t kByteOrder = 0x01020304;
constexpr std::uint64_t kInfo = 1, kDocuments = 2, kFirstMemory = 16;
constexpr std::size_t kMaxSections = 2 + kMemoryUses;

struct Header {
  char magic[8];
  std::uint32_t version, byte_order;
  std::uint64_t file_size, section_count;
};
struct Entry {
  std::uint64_t kind, offset, size;
  Sha256Digest digest;  // Of the section and the zeros up to the next.
};
static_assert(sizeof(Header) == 32 && sizeof(Entry) == 56);

constexpr std::size_t Aligned(std::size_t size) {
  return (size + kImageAlignment - 1) / kImageAlignment * kImageAlignment;
}
// Where the first section begins: after header, directory and their digest.
constexpr std::size_t FirstSection(std::size_t sections) {
  return Aligned(sizeof(Header) + sections * sizeof(Entry) +
                 sizeof(Sha256Digest));
}

std::string_view Text(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

tl::unexpected<Error> Damaged(const std::string& name, std::string_view what) {
  return Fail(ErrorCode::kInvalidArgument,
              fmt::format("{} is damaged: {}", name, what),
              "copy it again, or make it anew with pastiche memory save");
}

std::string InfoSection(const MemoryFileInfo& info) {
  ImageWriter writer;
  for (const std::string* text :
       {&info.program, &info.plugin, &info.plugin_version, &info.options,
        &info.heads, &info.heads_from, &info.corpus_sha256}) {
    writer.Text(*text);
  }
  writer.Number(info.content_hash);
  return writer.bytes();
}

std::string DocumentsSection(std::span<const Document> documents) {
  ImageWriter writer;
  writer.Number(documents.size());
  for (const Document& document : documents) {
    writer.Text(document.name);
    writer.Text(document.license);
    writer.Text(document.group);
    writer.Array(document.tokens);
    writer.Array(document.payload);
  }
  return writer.bytes();
}

// The directory, once all that can be said of it without the sections is right.
Result<std::vector<Entry>> ReadDirectory(std::span<const std::byte> bytes,
                                         const std::string& name) {
  Header header;
  if (bytes.size() < sizeof(header) ||
      std::memcmp(bytes.data(), kMagic, sizeof(kMagic)) != 0) {
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("{} is no saved memory", name),
                "make one with pastiche memory save");
  }
  std::memcpy(&header, bytes.data(), sizeof(header));
  if (header.byte_order != kByteOrder || header.version != kVersion) {
    return Fail(ErrorCode::kIncompatible,
                fmt::format("{} is of version {} of the format, this program "
                            "reads version {}",
                            name, header.version, kVersion),
                "make it anew with pastiche memory save");
  }
  if (header.file_size != bytes.size()) {
    return Damaged(name, fmt::format("it has {} bytes, not {}", bytes.size(),
                                     header.file_size));
  }
  const std::size_t count = header.section_count;
  if (count > kMaxSections || FirstSection(count) > bytes.size()) {
    return Damaged(name, "its directory is cut off");
  }
  const std::size_t end = sizeof(Header) + count * sizeof(Entry);
  const Sha256Digest digest = Sha256(Text(bytes.first(end)));
  if (std::memcmp(digest.data(), bytes.data() + end, digest.size()) != 0) {
    return Damaged(name, "its directory does not match its digest");
  }
  const auto gap =
      bytes.first(FirstSection(count)).subspan(end + sizeof(Sha256Digest));
  if (std::any_of(gap.begin(), gap.end(),
                  [](std::byte each) { return each != std::byte{0}; })) {
    return Damaged(name, "there is something after its directory");
  }
  std::vector<Entry> entries(count);
  if (count > 0) {
    std::memcpy(entries.data(), bytes.data() + sizeof(Header),
                count * sizeof(Entry));
  }
  return entries;
}

}  // namespace

Result<std::string> WriteMemoryFile(const MemoryFileInfo& info,
                                    std::span<const Document> documents,
                                    const AttentionSuite& suite,
                                    std::span<const MemoryUse> uses) {
  std::vector<std::pair<std::uint64_t, std::string>> sections;
  sections.emplace_back(kInfo, InfoSection(info));
  sections.emplace_back(kDocuments, DocumentsSection(documents));
  for (const MemoryUse use : uses) {
    const auto memory = suite.MemoryFor(use);
    if (!memory) return Fail(memory);
    sections.emplace_back(kFirstMemory + static_cast<std::uint64_t>(use),
                          (*memory)->Save());
  }
  Header header{.magic = {},
                .version = kVersion,
                .byte_order = kByteOrder,
                .file_size = FirstSection(sections.size()),
                .section_count = sections.size()};
  std::memcpy(header.magic, kMagic, sizeof(kMagic));
  std::vector<Entry> entries;
  for (auto& [kind, bytes] : sections) {
    const std::size_t size = bytes.size();
    bytes.resize(Aligned(size), '\0');
    entries.push_back({.kind = kind,
                       .offset = header.file_size,
                       .size = size,
                       .digest = Sha256(bytes)});
    header.file_size += bytes.size();
  }
  std::string file;
  file.reserve(header.file_size);
  file.append(reinterpret_cast<const char*>(&header), sizeof(header));
  file.append(reinterpret_cast<const char*>(entries.data()),
              entries.size() * sizeof(Entry));
  const Sha256Digest digest = Sha256(file);
  file.append(reinterpret_cast<const char*>(digest.data()), digest.size());
  file.resize(FirstSection(sections.size()), '\0');
  for (auto& [kind, bytes] : sections) {
    file += bytes;
    bytes = {};  // The largest are much of what there is.
  }
  return file;
}

Result<std::unique_ptr<const MemoryFile>> MemoryFile::Read(
    std::span<const std::byte> bytes, const std::string& name) {
  const auto entries = ReadDirectory(bytes, name);
  if (!entries) return Fail(entries);
  std::unique_ptr<MemoryFile> file(new MemoryFile());
  std::size_t next = FirstSection(entries->size());
  bool has_info = false, has_documents = false;
  for (const Entry& entry : *entries) {
    if (entry.offset != next || entry.size > bytes.size() - next ||
        Aligned(entry.size) > bytes.size() - next) {
      return Damaged(name, fmt::format("section {} is cut off", entry.kind));
    }
    const auto whole = bytes.subspan(next, Aligned(entry.size));
    next += whole.size();
    if (Sha256(Text(whole)) != entry.digest) {
      return Damaged(name, fmt::format("section {} does not match its digest",
                                       entry.kind));
    }
    const auto section = whole.first(entry.size);
    bool fits = true;
    if (entry.kind == kInfo) {
      fits = !std::exchange(has_info, true) && file->ReadInfo(section);
    } else if (entry.kind == kDocuments) {
      fits =
          !std::exchange(has_documents, true) && file->ReadDocuments(section);
    } else {
      const std::uint64_t use = entry.kind - kFirstMemory;
      fits = use < kMemoryUses && file->images_[use].empty();
      if (fits) file->images_[use] = section;
    }
    if (!fits) {
      return Damaged(
          name, fmt::format("section {} is not as it should be", entry.kind));
    }
  }
  if (next != bytes.size() || !has_info || !has_documents) {
    return Damaged(name, "a section is missing");
  }
  return std::unique_ptr<const MemoryFile>(std::move(file));
}

Result<std::unique_ptr<const MemoryFile>> MemoryFile::Open(
    const std::string& path) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const auto refuse = [&](int number) {
    if (descriptor >= 0) close(descriptor);
    return Fail(number == ENOENT ? ErrorCode::kNotFound : ErrorCode::kIo,
                fmt::format("cannot open the memory {}: {}", path,
                            std::strerror(number)),
                "make one with pastiche memory save");
  };
  if (descriptor < 0) return refuse(errno);
  struct stat status {};
  if (fstat(descriptor, &status) != 0) return refuse(errno);
  if (!S_ISREG(status.st_mode)) return refuse(EISDIR);
  const auto size = static_cast<std::size_t>(status.st_size);
  void* address = nullptr;
  if (size > 0) {
    address = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
    if (address == MAP_FAILED) return refuse(errno);
  }
  close(descriptor);
  const std::span mapped(static_cast<const std::byte*>(address), size);
  auto file = Read(mapped, path);
  if (!file) {
    if (size > 0) munmap(address, size);
    return file;
  }
  const_cast<MemoryFile&>(**file).mapped_ = mapped;
  return file;
}

MemoryFile::~MemoryFile() {
  if (mapped_.empty()) return;
  munmap(const_cast<std::byte*>(mapped_.data()), mapped_.size());
}

bool MemoryFile::ReadInfo(std::span<const std::byte> section) {
  ImageReader reader(section);
  for (std::string* text :
       {&info_.program, &info_.plugin, &info_.plugin_version, &info_.options,
        &info_.heads, &info_.heads_from, &info_.corpus_sha256}) {
    *text = reader.Text();
  }
  info_.content_hash = reader.Number();
  return reader.done();
}

bool MemoryFile::ReadDocuments(std::span<const std::byte> section) {
  ImageReader reader(section);
  for (std::uint64_t left = reader.Number(); left > 0 && reader.ok(); --left) {
    Document& document = documents_.emplace_back();
    document.name = reader.Text();
    document.license = reader.Text();
    document.group = reader.Text();
    const auto tokens = reader.Array<Token>();
    document.tokens.assign(tokens.begin(), tokens.end());
    const auto payload = reader.Array<double>();
    document.payload.assign(payload.begin(), payload.end());
  }
  return reader.done();
}

Result<std::unique_ptr<const Memory>> MemoryFile::Load(
    const Domain& domain, MemoryUse use, const UseSettings& settings) const {
  std::vector<const Document*> documents;
  for (const Document& document : documents_) documents.push_back(&document);
  return Memory::Load(domain, documents, settings, ModeOf(use),
                      images_[static_cast<std::size_t>(use)]);
}

}  // namespace pastiche

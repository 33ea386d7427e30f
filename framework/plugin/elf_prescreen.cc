#include "framework/plugin/elf_prescreen.h"

#include <elf.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bit>
#include <cerrno>
#include <cstring>
#include <vector>

namespace pastiche {
namespace {

constexpr std::uint16_t kMaxProgramHeaders = 1024;

// 0 = a machine this table does not know: e_machine is not compared.
constexpr std::uint16_t ThisMachine() {
#if defined(__x86_64__)
  return EM_X86_64;
#elif defined(__aarch64__)
  return EM_AARCH64;
#elif defined(__riscv)
  return EM_RISCV;
#elif defined(__powerpc64__)
  return EM_PPC64;
#elif defined(__s390x__)
  return EM_S390;
#else
  return EM_NONE;
#endif
}

tl::unexpected<Error> Refuse(std::string reason, std::string mend) {
  return Fail(ErrorCode::kIncompatible, std::move(reason), std::move(mend));
}

tl::unexpected<Error> Cut(std::string reason) {
  return Refuse(std::move(reason),
                "the file is cut or damaged: build or copy it again");
}

Result<void> CheckHeader(const Elf64_Ehdr& header) {
  if (std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0) {
    return Refuse("not a shared library (no ELF header)",
                  "remove it from the plugin folder");
  }
  constexpr bool kLittle = std::endian::native == std::endian::little;
  if (header.e_ident[EI_CLASS] != ELFCLASS64 ||
      header.e_ident[EI_DATA] != (kLittle ? ELFDATA2LSB : ELFDATA2MSB)) {
    return Refuse("made for another kind of machine (word size or byte order)",
                  "build the plugin for this machine");
  }
  if (header.e_ident[EI_VERSION] != EV_CURRENT ||
      header.e_version != EV_CURRENT) {
    return Cut("its ELF version is unknown");
  }
  if (ThisMachine() != EM_NONE && header.e_machine != ThisMachine()) {
    return Refuse(fmt::format("made for another processor (ELF machine {}, "
                              "this one is {})",
                              header.e_machine, ThisMachine()),
                  "build the plugin for this machine");
  }
  if (header.e_type != ET_DYN) {
    return Refuse(
        fmt::format("not a shared library (ELF type {})", header.e_type),
        "link it with -shared");
  }
  if (header.e_phentsize != sizeof(Elf64_Phdr) || header.e_phnum == 0 ||
      header.e_phnum > kMaxProgramHeaders) {
    return Cut(fmt::format("its program headers make no sense ({} of {} bytes)",
                           header.e_phnum, header.e_phentsize));
  }
  return {};
}

bool Inside(std::uint64_t offset, std::uint64_t size, std::uint64_t whole) {
  return offset <= whole && size <= whole - offset;
}

Result<void> CheckSegments(std::span<const Elf64_Phdr> segments,
                           std::uint64_t file_size) {
  std::uint64_t last_end = 0;
  std::size_t loads = 0;
  for (const Elf64_Phdr& segment : segments) {
    if (segment.p_type != PT_LOAD) continue;
    ++loads;
    if (!Inside(segment.p_offset, segment.p_filesz, file_size)) {
      return Cut(
          fmt::format("a segment ends beyond the file: {} + {} bytes of {}",
                      segment.p_offset, segment.p_filesz, file_size));
    }
    if (segment.p_filesz > segment.p_memsz ||
        segment.p_memsz > kMaxPluginBytes * 4 ||
        segment.p_vaddr > UINT64_MAX - segment.p_memsz ||
        segment.p_vaddr < last_end) {
      return Cut("its segments overlap or make no sense");
    }
    last_end = segment.p_vaddr + segment.p_memsz;
  }
  if (loads == 0) return Cut("it has nothing to load");
  std::size_t dynamics = 0;
  for (const Elf64_Phdr& dynamic : segments) {
    if (dynamic.p_type != PT_DYNAMIC) continue;
    ++dynamics;
    bool held = Inside(dynamic.p_offset, dynamic.p_filesz, file_size);
    bool loaded = false;
    for (const Elf64_Phdr& load : segments) {
      loaded |=
          load.p_type == PT_LOAD && dynamic.p_vaddr >= load.p_vaddr &&
          Inside(dynamic.p_vaddr - load.p_vaddr, dynamic.p_memsz, load.p_memsz);
    }
    held &= loaded && dynamic.p_memsz >= sizeof(Elf64_Dyn);
    if (!held) return Cut("its dynamic section lies outside what is loaded");
  }
  if (dynamics != 1) return Cut("it has no dynamic section");
  return {};
}

// A descriptor closed at the end of its scope.
class FileDescriptor {
 public:
  explicit FileDescriptor(const std::filesystem::path& path)
      // Not blocking: opening a FIFO must return.
      : number_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  ~FileDescriptor() {
    if (number_ >= 0) ::close(number_);
  }
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

}  // namespace

Result<void> PrescreenElf(std::uint64_t file_size, const ReadAt& read) {
  Elf64_Ehdr header = {};
  if (file_size < sizeof header ||
      !read(0, std::as_writable_bytes(std::span(&header, 1)))) {
    return Cut(
        fmt::format("{} bytes are too few for a shared library", file_size));
  }
  if (Result<void> fine = CheckHeader(header); !fine) return fine;
  std::vector<Elf64_Phdr> segments(header.e_phnum);
  const auto bytes = std::as_writable_bytes(std::span(segments));
  if (!Inside(header.e_phoff, bytes.size(), file_size) ||
      !read(header.e_phoff, bytes)) {
    return Cut("its program headers lie beyond the end of the file");
  }
  return CheckSegments(segments, file_size);
}

Result<void> PrescreenFile(const std::filesystem::path& path) {
  const FileDescriptor file(path);
  struct stat status = {};
  if (file.number() < 0 || ::fstat(file.number(), &status) != 0) {
    return Fail(errno == ENOENT ? ErrorCode::kNotFound : ErrorCode::kIo,
                fmt::format("cannot be read: {}", std::strerror(errno)),
                "check that the file exists and may be read");
  }
  if (!S_ISREG(status.st_mode)) {
    return Refuse("not a regular file", "put the plugin's .so file there");
  }
  const auto size = static_cast<std::uint64_t>(status.st_size);
  if (size > kMaxPluginBytes) {
    return Refuse(
        fmt::format("{} bytes, the limit is {}", size, kMaxPluginBytes),
        "strip it, or keep data out of it");
  }
  return PrescreenElf(size, [&](std::uint64_t at, std::span<std::byte> out) {
    const ssize_t got =
        ::pread(file.number(), out.data(), out.size(), static_cast<off_t>(at));
    return got >= 0 && static_cast<std::size_t>(got) == out.size();
  });
}

}  // namespace pastiche

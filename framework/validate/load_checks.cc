// Checks of the file, of loading it, and of what it says of itself.

#include <dlfcn.h>
#include <elf.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <fstream>
#include <iterator>
#include <set>

#include "framework/plugin/abi_domain.h"
#include "framework/plugin/elf_prescreen.h"
#include "framework/validate/subject.h"

namespace pastiche {
namespace {

constexpr auto kMust = CheckLevel::kMust;
constexpr auto kShould = CheckLevel::kShould;

void Prescreen(CheckSubject& subject) {
  MustHave(PrescreenFile(subject.path()));
}

void Loads(CheckSubject& subject) { static_cast<void>(subject.library()); }

void Quick(CheckSubject& subject) {
  const auto begin = std::chrono::steady_clock::now();
  static_cast<void>(subject.library());
  const std::chrono::duration<double, std::milli> took =
      std::chrono::steady_clock::now() - begin;
  if (took.count() > 100) {
    throw Failed(
        fmt::format("loading and init() took {:.0f} ms, at most 100 "
                    "are wanted",
                    took.count()));
  }
}

void EnvironmentUnchanged(CheckSubject& subject) {
  const auto& changes = subject.library().disturbances();
  if (!changes.empty()) {
    throw Failed(
        fmt::format("loading it changed: {}", fmt::join(changes, ", ")));
  }
}

// Names of defined global symbols of the dynamic symbol table.
std::set<std::string> ExportedSymbols(const std::string& file) {
  Elf64_Ehdr header;
  std::memcpy(&header, file.data(), sizeof header);
  if (header.e_shoff == 0 || header.e_shentsize != sizeof(Elf64_Shdr)) {
    throw Skipped("the file has no section headers");
  }
  const auto read = [&](auto& out, std::uint64_t offset) {
    if (offset > file.size() || sizeof out > file.size() - offset) {
      throw Failed("its section headers lie outside the file");
    }
    std::memcpy(&out, file.data() + offset, sizeof out);
  };
  std::set<std::string> names;
  for (std::uint16_t i = 0; i < header.e_shnum; ++i) {
    Elf64_Shdr table, strings;
    read(table, header.e_shoff + i * sizeof table);
    if (table.sh_type != SHT_DYNSYM) continue;
    read(strings, header.e_shoff + table.sh_link * sizeof strings);
    for (std::uint64_t at = 0; at + sizeof(Elf64_Sym) <= table.sh_size;
         at += sizeof(Elf64_Sym)) {
      Elf64_Sym symbol;
      read(symbol, table.sh_offset + at);
      const auto binding = ELF64_ST_BIND(symbol.st_info);
      if (symbol.st_shndx == SHN_UNDEF || binding == STB_LOCAL) continue;
      if (ELF64_ST_VISIBILITY(symbol.st_other) != STV_DEFAULT) continue;
      const std::uint64_t name = strings.sh_offset + symbol.st_name;
      if (name < file.size()) names.insert(file.c_str() + name);
    }
  }
  return names;
}

void OneSymbol(CheckSubject& subject) {
  MustHave(PrescreenFile(subject.path()));
  std::ifstream stream(subject.path(), std::ios::binary);
  const std::string file{std::istreambuf_iterator<char>(stream), {}};
  std::set<std::string> names = ExportedSymbols(file);
  if (names.erase("pst_entry_v1") == 0) {
    throw Failed("it does not export pst_entry_v1");
  }
  // What a sanitizer adds to every library.
  std::erase_if(names, [](const std::string& name) {
    return name.starts_with("__asan") || name.starts_with("__odr_asan") ||
           name.starts_with("__ubsan") || name.starts_with("__tsan");
  });
  if (!names.empty()) {
    throw Failed(
        fmt::format("it also exports {} symbols, such as {}; link it "
                    "with a version script that keeps them local",
                    names.size(), *names.begin()));
  }
}

const pst_entry* Entry(CheckSubject& subject) {
  static_cast<void>(subject.library());
  void* const handle =
      ::dlopen(subject.path().c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NOLOAD);
  if (handle == nullptr) throw Skipped("it cannot be found a second time");
  const auto entry =
      reinterpret_cast<const pst_entry* (*)()>(::dlsym(handle, "pst_entry_v1"));
  if (entry == nullptr) throw Failed("it does not export pst_entry_v1");
  return entry();
}

void EntryIsStable(CheckSubject& subject) {
  const pst_entry* const first = Entry(subject);
  const pst_entry copy = *first;
  if (Entry(subject) != first ||
      std::memcmp(&copy, Entry(subject), sizeof copy) != 0) {
    throw Failed("pst_entry_v1() does not return one constant");
  }
}

void DomainOutOfRange(CheckSubject& subject) {
  const pst_entry* const entry = Entry(subject);
  for (const std::uint32_t index : {entry->domain_count, UINT32_MAX}) {
    if (entry->domain(index) != nullptr) {
      throw Failed(fmt::format("domain({}) is not NULL, but there are {}",
                               index, entry->domain_count));
    }
  }
}

// A host of a later minor: its structs are longer than the plugin knows.
void FutureHost(CheckSubject& subject) {
  const pst_domain& domain = subject.library().domains()[subject.index()].table;
  struct LongHost {
    pst_host host;
    std::uint64_t more[16];
  } later = {subject.library().host(), {}};
  later.host.struct_size = sizeof later;
  later.host.abi_minor += 7;
  const RawInstance instance(domain, later.host);
  struct LongInfo {
    pst_token_info info;
    std::uint64_t more[16];
  } info = {};
  info.info.struct_size = sizeof info;
  std::fill(std::begin(info.more), std::end(info.more), 0x5555u);
  if (instance.t.codec.token_info(instance.self, 0, &info.info) != PST_OK) {
    throw Failed("token_info() refuses a struct longer than it knows");
  }
}

void UnknownExtension(CheckSubject& subject) {
  const RawInstance& raw = subject.raw();
  for (const char* id : {"pastiche.nothing/9", "", "x"}) {
    if (raw.table.extension(raw.self, id) != nullptr ||
        raw.table.extension(nullptr, id) != nullptr) {
      throw Failed(fmt::format("extension(\"{}\") is not NULL", id));
    }
  }
  static_cast<void>(raw.table.extension(nullptr, PST_EXT_OPTIONS));
}

void Describes(CheckSubject& subject) { static_cast<void>(subject.domain()); }

void Presents(CheckSubject& subject) {
  const DomainInfo& info = subject.domain().info();
  const std::pair<const char*, const std::string*> texts[] = {
      {"vendor", &info.vendor},
      {"license", &info.license},
      {"description", &info.description}};
  for (const auto& [what, text] : texts) {
    if (text->empty()) throw Failed(fmt::format("its {} is empty", what));
  }
  if (info.version.empty() || info.version[0] < '0' || info.version[0] > '9') {
    throw Failed(
        fmt::format("version \"{}\" is not of the form 1.2.3", info.version));
  }
}

void OptionDefaults(CheckSubject& subject) {
  std::string options = "{";
  for (const OptionInfo& option : subject.domain().options()) {
    if (!option.create) continue;
    options += fmt::format("{}\"{}\":{}", options.size() > 1 ? "," : "",
                           option.id, option.initial);
  }
  if (options == "{") throw Skipped("create() takes no options");
  OpenOptions open;
  open.options = options + "}";
  const auto given =
      MustHave(AbiDomain::Open(subject.library(), subject.index(), open));
  if (given->vocabulary().size() != subject.domain().vocabulary().size()) {
    throw Failed("the defaults, given, make another vocabulary");
  }
}

void TwoInstances(CheckSubject& subject) {
  const std::unique_ptr<Domain> other = subject.OpenAnother();
  const std::string text = subject.Text();
  const auto tokens = MustHave(other->Encode(text)).tokens;
  if (tokens != MustHave(subject.domain().Encode(text)).tokens) {
    throw Failed("two instances encode one text differently");
  }
}

void ManyInstances(CheckSubject& subject) {
  for (int i = 0; i < 50; ++i) static_cast<void>(subject.OpenAnother());
  static_cast<void>(MustHave(subject.OpenAnother()->Corpus()));
}

}  // namespace

void AddLoadChecks(std::vector<Check>& checks) {
  const std::vector<Check> mine = {
      {"file.elf", kMust, "is a shared object of this machine, whole",
       Prescreen, false},
      {"load.resolves", kMust, "loads with all symbols bound, and initialises",
       Loads, false},
      {"load.one-symbol", kMust, "exports pst_entry_v1 and nothing else",
       OneSymbol, false},
      {"load.quick", kShould, "loads and initialises within 100 ms", Quick,
       false},
      {"load.environment", kMust,
       "leaves floating-point mode, locale, signals, folder and umask alone",
       EnvironmentUnchanged, false},
      {"entry.stable", kMust, "pst_entry_v1() returns one constant",
       EntryIsStable, false},
      {"entry.range", kMust, "domain() is NULL out of range", DomainOutOfRange,
       false},
      {"domain.future-host", kMust, "works with a later host's longer structs",
       FutureHost},
      {"domain.unknown-extension", kMust,
       "answers NULL for extensions it does not know", UnknownExtension},
      {"domain.describes", kMust, "describes itself within the contract",
       Describes},
      {"domain.presents", kShould,
       "has a vendor, a licence, a description and a version", Presents},
      {"domain.defaults", kMust, "accepts its own defaults as options",
       OptionDefaults},
      {"domain.two-instances", kMust, "two instances answer alike",
       TwoInstances},
      {"domain.many-instances", kMust, "can be created and destroyed 50 times",
       ManyInstances}};
  checks.insert(checks.end(), mine.begin(), mine.end());
}

}  // namespace pastiche

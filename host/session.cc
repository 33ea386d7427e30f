// Opening a plugin with the user's options; writing in its formats.

#include "host/session.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <cstdlib>

#include "framework/plugin/edit_distance.h"
#include "host/generation_options.h"
#include "host/ticker.h"

namespace pastiche::host {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using Kind = OptionSpec::Kind;

std::string Environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

bool HasScope(const OptionInfo& option, Session::Scope scope) {
  switch (scope) {
    case Session::Scope::kCreate:
      return option.create;
    case Session::Scope::kCanvas:
      return option.canvas;
    case Session::Scope::kRender:
      return option.render;
    case Session::Scope::kImport:
      return option.import;
  }
  return false;
}

// The value of `text` as the option's type.
Result<json::value> TypedValue(const OptionInfo& option,
                               const std::string& text) {
  const auto reject = [&](std::string_view what) {
    return Fail(
        ErrorCode::kUsage,
        fmt::format("--option {}: \"{}\" is not {}", option.id, text, what),
        option.description);
  };
  if (option.type == OptionInfo::Type::kString) {
    // A file's content; plugins see no paths.
    if (!text.starts_with('@')) return json::value(text);
    const auto loaded = ReadFile(text.substr(1));
    if (!loaded) return Fail(loaded);
    return json::value(loaded->file.content);
  }
  if (option.type == OptionInfo::Type::kBoolean) {
    if (text != "true" && text != "false") return reject("true or false");
    return json::value(text == "true");
  }
  double number = 0.0;
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, number);
  if (parsed.ec != std::errc() || parsed.ptr != end) return reject("a number");
  if (option.lo <= option.hi && (number < option.lo || number > option.hi)) {
    return reject(fmt::format("within {} to {}", option.lo, option.hi));
  }
  if (option.type == OptionInfo::Type::kNumber) return json::value(number);
  std::int64_t whole = 0;
  const auto integer = std::from_chars(text.data(), end, whole);
  if (integer.ec != std::errc() || integer.ptr != end) {
    return reject("a whole number");
  }
  return json::value(whole);
}

}  // namespace

void AddPluginOptions(std::vector<OptionSpec>& options) {
  options.push_back({.name = "option",
                     .kind = Kind::kList,
                     .value = "K=V",
                     .help = "option of the plugin, see inspect; a text may "
                             "be @FILE; repeatable"});
  options.push_back({.name = "format",
                     .kind = Kind::kText,
                     .value = "ID",
                     .help = "file format, see inspect"});
  AddContainmentOptions(options);
}

void AddCorpusOptions(std::vector<OptionSpec>& options) {
  options.push_back(
      {.name = "corpus",
       .kind = Kind::kList,
       .value = "PATH",
       .help = "files or folders instead of the plugin's corpus"});
  options.push_back({.name = "extend-corpus",
                     .kind = Kind::kList,
                     .value = "PATH",
                     .help = "files or folders added to the corpus"});
  options.push_back({.name = "memory",
                     .kind = Kind::kText,
                     .value = "FILE",
                     .help = "a saved memory (see pastiche memory) instead of "
                             "corpus and heads"});
  options.push_back({.name = "exclude",
                     .kind = Kind::kList,
                     .value = "NAME",
                     .help = "leave this document or group of the corpus out; "
                             "repeatable"});
  options.push_back({.name = "exclude-license",
                     .kind = Kind::kList,
                     .value = "ID",
                     .help = "leave out what is under this licence; "
                             "repeatable"});
  options.push_back({.name = "limit-units",
                     .kind = Kind::kInteger,
                     .value = "N",
                     .help = "use only the first N units of each document",
                     .lo = 1});
  options.push_back({.name = "heads",
                     .kind = Kind::kText,
                     .value = "FILE",
                     .help = "head settings (JSON) instead of the plugin's"});
}

SearchSources PluginSources(const Arguments& arguments) {
  SearchSources sources;
  for (const std::string& file : arguments.List("plugin")) {
    sources.files.emplace_back(file);
  }
  sources.plugin_path = Environment("PASTICHE_PLUGIN_PATH");
  sources.xdg_data_home = Environment("XDG_DATA_HOME");
  sources.home = Environment("HOME");
  sources.install_dir = PASTICHE_INSTALL_PLUGIN_DIR;
  std::error_code error;
  sources.executable = fs::read_symlink("/proc/self/exe", error);
  sources.disable = Environment("PASTICHE_PLUGIN_DISABLE");
  return sources;
}

Result<std::unique_ptr<Session>> Session::Open(const Console& console,
                                               const Arguments& arguments,
                                               std::string_view plugin) {
  std::unique_ptr<Session> session(new Session(console, arguments));
  session->containment_ = std::make_unique<Containment>(console, arguments);
  session->registry_ =
      std::make_unique<Registry>(session->containment_->Scan());
  OpenOptions open;
  open.progress = &MainProgress();
  const auto entry = session->registry_->Find(plugin);
  if (!entry) {
    Error error = entry.error();
    // A name that no plugin has is a slip of the command line.
    if (error.code == ErrorCode::kNotFound) error.code = ErrorCode::kUsage;
    return tl::unexpected<Error>(std::move(error));
  }
  session->entry_ = *entry;
  Result<void> done = session->OpenDomain(*entry, open);
  if (done) done = session->ReadOptions();
  if (done && session->options_[0] != "{}") {
    open.options = session->options_[0];
    done = session->OpenDomain(*entry, open);
  }
  if (done && arguments.Has("memory")) done = session->OpenMemory();
  if (done) done = session->ReadHeads();
  if (!done) return Fail(done);
  return session;
}

Result<void> Session::OpenDomain(const PluginEntry& entry,
                                 const OpenOptions& options) {
  if (IsolationOf(arguments_) == Isolation::kAll) {
    isolated_ = {};  // Before the next is started.
    auto isolated = containment_->OpenIsolated(entry, options);
    if (!isolated) return Fail(isolated);
    isolated_ = std::move(*isolated);
    domain_ = isolated_.domain.get();
    return {};
  }
  containment_->Guard(entry);
  auto domain = registry_->Open(entry, options);
  if (!domain) return Fail(domain);
  in_process_ = std::move(*domain);
  domain_ = in_process_.get();
  return {};
}

Result<const Domain*> Session::Reader() const {
  if (IsolationOf(arguments_) != Isolation::kImport) return domain_;
  if (isolated_.domain == nullptr) {
    OpenOptions open;
    open.progress = &MainProgress();
    open.options = Options(Scope::kCreate);
    auto isolated = containment_->OpenIsolated(entry_, open);
    if (!isolated) return Fail(isolated);
    isolated_ = std::move(*isolated);
  }
  return isolated_.domain.get();
}

Result<void> Session::ReadOptions() {
  json::object objects[4];
  std::vector<std::string> names;
  for (const OptionInfo& option : domain_->options()) {
    names.push_back(option.id);
  }
  for (const std::string& word : arguments_.List("option")) {
    const std::size_t equals = word.find('=');
    const std::string key = word.substr(0, equals);
    const auto option =
        std::find_if(domain_->options().begin(), domain_->options().end(),
                     [&](const OptionInfo& info) { return info.id == key; });
    if (option == domain_->options().end()) {
      return Fail(ErrorCode::kUsage,
                  fmt::format("--option: {} has no option \"{}\"",
                              domain_->info().id, key),
                  DidYouMean(key, names,
                             fmt::format("see pastiche inspect {}",
                                         domain_->info().id)));
    }
    if (equals == std::string::npos) {
      return Fail(ErrorCode::kUsage,
                  fmt::format("--option {} has no value", key),
                  fmt::format("write {}=VALUE", key));
    }
    const auto value = TypedValue(*option, word.substr(equals + 1));
    if (!value) return Fail(value);
    for (int scope = 0; scope < 4; ++scope) {
      if (HasScope(*option, static_cast<Scope>(scope))) {
        objects[scope][key] = *value;
      }
    }
  }
  for (int scope = 0; scope < 4; ++scope) {
    options_[scope] = json::serialize(objects[scope]);
  }
  return {};
}

Result<void> Session::ReadHeads() {
  const std::string file = arguments_.Text("heads");
  std::string text;
  if (memory_ != nullptr) {
    text = memory_->info().heads;
  } else if (file.empty()) {
    auto json = domain_->Recommend();
    if (!json) return Fail(json);
    text = std::move(*json);
  } else {
    auto loaded = ReadFile(file);
    if (!loaded) return Fail(loaded);
    text = std::move(loaded->file.content);
  }
  auto parsed = ParseRecommendation(text, domain_->geometry());
  if (!parsed) {
    Error error = parsed.error();
    error.message = fmt::format(
        "{}: {}", file.empty() ? domain_->info().id : file, error.message);
    return tl::unexpected<Error>(error);
  }
  recommendation_ = std::move(*parsed);
  if (!file.empty()) recommendation_.provenance = file;
  OverrideSharpening(arguments_, recommendation_.sampling);
  if (memory_ != nullptr) {
    recommendation_.provenance = memory_->info().heads_from;
  }
  heads_json_ = std::move(text);
  return {};
}

std::string Session::Options(Scope scope) const {
  return options_[static_cast<int>(scope)];
}

Result<std::size_t> Session::ExportFormat() const {
  const auto& formats = domain_->formats();
  const std::string& named = write_as_;
  std::vector<std::string> known;
  const std::string output = arguments_.Text("output");
  const std::string extension = fs::path(output).extension().string();
  for (std::size_t i = 0; named.empty() && i < formats.size(); ++i) {
    if (formats[i].can_export && extension == "." + formats[i].extension) {
      return i;
    }
  }
  for (std::size_t i = 0; i < formats.size(); ++i) {
    if (!formats[i].can_export) continue;
    if (named.empty() || formats[i].id == named) return i;
    known.push_back(formats[i].id);
  }
  return Fail(ErrorCode::kUsage,
              fmt::format("{} has no format \"{}\" that it can write",
                          domain_->info().id, named),
              DidYouMean(named, known,
                         fmt::format("it writes {}", fmt::join(known, ", "))));
}

std::optional<std::size_t> Session::PreviewFormat() const {
  const auto& formats = domain_->formats();
  std::optional<std::size_t> plain, colored;
  for (std::size_t i = 0; i < formats.size(); ++i) {
    if (!formats[i].can_export || !formats[i].text) continue;
    auto& kind = formats[i].ansi ? colored : plain;
    const bool better =
        !kind || (formats[i].preview && !formats[*kind].preview);
    if (better) kind = i;
  }
  return console_.stdout_color() && colored ? colored : plain;
}

bool Session::MarksSurprise() const {
  const auto& options = domain_->options();
  return std::any_of(options.begin(), options.end(), [](const auto& option) {
    return option.render && option.id == "surprise";
  });
}

Result<std::vector<File>> Session::Render(std::size_t format,
                                          const Document& document,
                                          const std::string& surprise) const {
  json::object options = json::parse(Options(Scope::kRender)).as_object();
  for (const OptionInfo& option : domain_->options()) {
    if (option.render && option.id == "width" && !options.contains("width")) {
      options["width"] = console_.width();
    }
  }
  if (!surprise.empty()) options["surprise"] = surprise;
  return domain_->Render(format, document, json::serialize(options));
}

Result<std::string> Session::Preview(const Document& document) const {
  const auto format = PreviewFormat();
  if (!format) return domain_->Decode(document.tokens);
  auto files = Render(*format, document);
  if (!files) return Fail(files);
  std::string text;
  for (const File& file : *files) text += file.content;
  if (!text.empty() && text.back() != '\n') text += '\n';
  return text;
}

}  // namespace pastiche::host

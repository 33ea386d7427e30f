// Reading and appending trials.

#include "host/trial_log.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cerrno>
#include <charconv>
#include <cstring>

#include "host/files.h"

namespace pastiche::host {
namespace {

namespace json = boost::json;

struct Line {
  std::string run;
  Trial trial;
};

// nullopt where the line is no trial.
std::optional<Line> ReadLine(std::string_view text) {
  boost::system::error_code error;
  json::parse_options options;
  options.max_depth = 8;
  const json::value value =
      json::parse({text.data(), text.size()}, error, {}, options);
  const json::object* object = error ? nullptr : value.if_object();
  if (object == nullptr) return std::nullopt;
  const auto text_of = [&](const char* key) -> const json::string* {
    const json::value* found = object->if_contains(key);
    return found == nullptr ? nullptr : found->if_string();
  };
  const json::string* run = text_of("run");
  const json::string* hash = text_of("settings");
  const json::string* changed = text_of("changed");
  const json::value* number = object->if_contains("trial");
  const json::value* losses = object->if_contains("nanobits");
  if (run == nullptr || hash == nullptr || changed == nullptr ||
      number == nullptr || !number->is_int64() || number->get_int64() < 0 ||
      losses == nullptr || !losses->is_array()) {
    return std::nullopt;
  }
  Line line{.run = std::string(*run), .trial = {}};
  line.trial.number = static_cast<std::size_t>(number->get_int64());
  line.trial.changed = std::string(*changed);
  const auto parsed = std::from_chars(hash->data(), hash->data() + hash->size(),
                                      line.trial.settings_hash, 16);
  if (parsed.ec != std::errc() || parsed.ptr != hash->data() + hash->size()) {
    return std::nullopt;
  }
  for (const json::value& loss : losses->get_array()) {
    if (!loss.is_int64()) return std::nullopt;
    line.trial.losses.push_back(loss.get_int64());
  }
  return line;
}

std::string LineOf(const std::string& run, const std::string& use,
                   const Trial& trial) {
  json::array losses;
  for (const std::int64_t loss : trial.losses) losses.emplace_back(loss);
  const json::object object = {
      {"run", run},
      {"use", use},
      {"trial", static_cast<std::int64_t>(trial.number)},
      {"settings", fmt::format("{:016x}", trial.settings_hash)},
      {"changed", trial.changed},
      {"nanobits", std::move(losses)},
      {"accepted", trial.accepted}};
  return json::serialize(object) + "\n";
}

tl::unexpected<Error> CannotWrite(const std::filesystem::path& path) {
  return Fail(ErrorCode::kIo, fmt::format("cannot append to {}: {}",
                                          path.string(), std::strerror(errno)));
}

}  // namespace

Result<TrialLog> TrialLog::Open(std::filesystem::path path) {
  TrialLog log;
  log.path_ = std::move(path);
  std::error_code error;
  if (!std::filesystem::exists(log.path_, error)) return log;
  const auto loaded = ReadFile(log.path_);
  if (!loaded) return Fail(loaded);
  std::string_view rest = loaded->file.content;
  for (std::size_t number = 1; !rest.empty(); ++number) {
    const std::size_t end = rest.find('\n');
    if (end == std::string_view::npos) {
      log.cut_short_ = true;
      break;
    }
    auto line = ReadLine(rest.substr(0, end));
    if (!line) {
      return Fail(ErrorCode::kInvalidArgument,
                  fmt::format("{}:{}: not a trial of pastiche tune",
                              log.path_.string(), number),
                  "name another file with --log, or remove the line");
    }
    log.runs_[line->run].try_emplace(line->trial.number,
                                     std::move(line->trial));
    log.whole_bytes_ += end + 1;
    rest.remove_prefix(end + 1);
  }
  return log;
}

std::vector<Trial> TrialLog::Known(const std::string& run) const {
  std::vector<Trial> trials;
  const auto found = runs_.find(run);
  if (found == runs_.end()) return trials;
  for (const auto& [number, trial] : found->second) {
    if (number != trials.size()) break;
    trials.push_back(trial);
  }
  return trials;
}

Result<void> TrialLog::Append(const std::string& run, const std::string& use,
                              std::span<const Trial> trials) {
  if (path_.empty()) return {};
  if (cut_short_) {
    std::error_code error;
    std::filesystem::resize_file(path_, whole_bytes_, error);
    if (error) {
      return Fail(ErrorCode::kIo, fmt::format("cannot mend {}: {}",
                                              path_.string(), error.message()));
    }
    cut_short_ = false;
  }
  std::string lines;
  for (const Trial& trial : trials) lines += LineOf(run, use, trial);
  const int file =
      ::open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (file < 0) return CannotWrite(path_);
  for (std::string_view left = lines; !left.empty();) {
    const ssize_t written = ::write(file, left.data(), left.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      auto failed = CannotWrite(path_);
      ::close(file);
      return failed;
    }
    left.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::close(file) != 0) return CannotWrite(path_);
  return {};
}

}  // namespace pastiche::host

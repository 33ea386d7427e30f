// Recursive descent without the recursion: values are never nested.

#include "plugins/drums/json_object.h"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <utility>

namespace pastiche::drums {
namespace {

constexpr std::string_view kSpace = " \t\r\n";
constexpr std::size_t kMaxBytes = std::size_t{1} << 20;

void AppendUtf8(std::uint32_t code, std::string& out) {
  const auto put = [&](std::uint32_t byte) {
    out += static_cast<char>(static_cast<unsigned char>(byte));
  };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | code >> 6);
    put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | code >> 12);
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | code >> 18);
    put(0x80 | (code >> 12 & 0x3F));
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  }
}

class Reader {
 public:
  Reader(std::string_view json, Findings& findings)
      : json_(json), findings_(findings) {}

  std::optional<std::vector<JsonMember>> Read() {
    if (json_.size() > kMaxBytes) {
      Fail(kMaxBytes, "the options are longer than a MiB");
      return std::nullopt;
    }
    Skip();
    if (at_ == json_.size()) return std::move(members_);
    if (!Expect('{')) return std::nullopt;
    if (!Accept('}')) {
      do {
        if (!ReadMember()) return std::nullopt;
      } while (Accept(','));
      if (!Expect('}')) return std::nullopt;
    }
    Skip();
    if (at_ != json_.size()) {
      Fail(at_, "something follows the options object");
      return std::nullopt;
    }
    return std::move(members_);
  }

 private:
  bool Fail(std::size_t begin, std::string message) {
    findings_.push_back({Severity::kError, FindingCode::kOption, begin, at_,
                         std::move(message),
                         "pass an object such as {\"bars\":2}"});
    findings_.back().end = std::max(begin, at_);
    return false;
  }

  void Skip() {
    while (at_ < json_.size() && kSpace.find(json_[at_]) != kSpace.npos) ++at_;
  }

  bool Accept(char c) {
    Skip();
    if (at_ == json_.size() || json_[at_] != c) return false;
    ++at_;
    return true;
  }

  bool Expect(char c) {
    if (Accept(c)) return true;
    return Fail(at_, std::string("the options are malformed: expected ") + c +
                         " at byte " + std::to_string(at_));
  }

  bool ReadMember() {
    JsonMember member;
    Skip();
    member.begin = at_;
    if (!ReadString(member.key)) return false;
    if (!Expect(':')) return false;
    Skip();
    if (!ReadValue(member.value)) return false;
    member.end = at_;
    members_.push_back(std::move(member));
    return true;
  }

  bool ReadValue(decltype(JsonMember::value)& value) {
    const std::string_view rest = json_.substr(at_);
    if (rest.starts_with('"')) return ReadString(value.emplace<std::string>());
    for (const auto& [word, meaning] :
         {std::pair<std::string_view, int>{"true", 1},
          {"false", 0},
          {"null", 2}}) {
      if (!rest.starts_with(word)) continue;
      at_ += word.size();
      if (meaning < 2) value = meaning == 1;
      return true;
    }
    double number = 0.0;
    const auto [stop, error] =
        std::from_chars(rest.data(), rest.data() + rest.size(), number);
    // from_chars also takes "inf" and "nan", which are not JSON.
    if (error != std::errc() || !std::isfinite(number)) {
      return Fail(at_, "the value at byte " + std::to_string(at_) +
                           " is not a number, a string, true or false");
    }
    at_ += static_cast<std::size_t>(stop - rest.data());
    value = number;
    return true;
  }

  bool ReadString(std::string& out) {
    if (!Expect('"')) return false;
    const std::size_t begin = at_ - 1;
    while (at_ < json_.size()) {
      const char c = json_[at_++];
      if (c == '"') return true;
      if (c != '\\') {
        out += c;
      } else if (!ReadEscape(out)) {
        return Fail(begin, "a string holds a malformed escape at byte " +
                               std::to_string(at_));
      }
    }
    return Fail(begin, "a string is not closed");
  }

  // What follows a backslash.
  bool ReadEscape(std::string& out) {
    constexpr std::string_view kLetters = "\"\\/bfnrt";
    constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    if (at_ == json_.size()) return false;
    const char c = json_[at_++];
    if (const auto found = kLetters.find(c); found != kLetters.npos) {
      out += kMeanings[found];
      return true;
    }
    std::uint32_t code = 0;
    if (c != 'u' || !ReadHex(code)) return false;
    if (code >= 0xD800 && code < 0xDC00) {
      std::uint32_t low = 0;
      if (json_.substr(at_, 2) != "\\u") return false;
      at_ += 2;
      if (!ReadHex(low) || low < 0xDC00 || low > 0xDFFF) return false;
      code = 0x10000 + ((code - 0xD800) << 10 | (low - 0xDC00));
    } else if (code >= 0xDC00 && code <= 0xDFFF) {
      return false;
    }
    AppendUtf8(code, out);
    return true;
  }

  bool ReadHex(std::uint32_t& code) {
    const std::string_view digits = json_.substr(at_, 4);
    const auto [stop, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
    if (error != std::errc() || stop != digits.data() + 4) return false;
    at_ += 4;
    return true;
  }

  std::string_view json_;
  Findings& findings_;
  std::size_t at_ = 0;
  std::vector<JsonMember> members_;
};

}  // namespace

std::optional<std::vector<JsonMember>> ReadJsonObject(std::string_view json,
                                                      Findings& findings) {
  return Reader(json, findings).Read();
}

}  // namespace pastiche::drums

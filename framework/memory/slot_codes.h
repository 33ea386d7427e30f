// Turns what a position sees in its slots (tokens, PAD, symbols) into 16-bit
// codes, the same for corpus and queries, and tabulates what a mismatch costs.

#ifndef PASTICHE_FRAMEWORK_MEMORY_SLOT_CODES_H_
#define PASTICHE_FRAMEWORK_MEMORY_SLOT_CODES_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "framework/core/domain.h"
#include "framework/core/result.h"
#include "framework/memory/image_archive.h"

namespace pastiche {

class SlotCodes {
 public:
  // A query's unknown slot is left out. One whose symbol the corpus never
  // showed is absent: it is compared as kNoKey, which no key holds.
  static constexpr std::uint16_t kUnknown = 0xFFFF;
  static constexpr std::uint16_t kAbsent = 0xFFFE;
  static constexpr std::uint16_t kNoKey = 0xFFFD;

  static constexpr std::size_t kMaxTableVocabulary = 64;

  // How the keys of a slot are compared.
  enum class Kind : std::uint8_t {
    kEqual,  // Differ = 1.
    kTable,  // Mismatch by table.
  };

  // For the slots `used` of the domain's geometry, ascending. kUnsupported if
  // the domain has mismatch costs over more than 64 tokens.
  [[nodiscard]] static Result<SlotCodes> Build(const Domain& domain,
                                               std::vector<std::size_t> used);

  [[nodiscard]] std::size_t size() const { return used_.size(); }
  [[nodiscard]] std::size_t slot(std::size_t i) const { return used_[i]; }
  [[nodiscard]] Kind kind(std::size_t i) const { return kinds_[i]; }
  [[nodiscard]] std::size_t code_count() const { return pad_code_ + 1; }
  // Codes of slot i lie below this, but for the constants above.
  [[nodiscard]] std::size_t used_codes(std::size_t i) const {
    return direct_ && !symbol_[i] ? code_count() : learnt_[i].size();
  }

  // True where codes are given in the order symbols come: Learn gives them.
  [[nodiscard]] bool learnt(std::size_t i) const {
    return symbol_[i] || !direct_;
  }

  // Entries of a mismatch table's row; the last stands for a key that does not
  // know. At least the kernel's kSmallTable.
  [[nodiscard]] std::size_t table_width() const { return table_width_; }

  // Mismatch of two codes of slot i (kTable), in [0, inf).
  [[nodiscard]] double Mismatch(std::size_t i, std::size_t a,
                                std::size_t b) const;

  // True for tokens of a small vocabulary: how often each is seen is counted.
  [[nodiscard]] bool small(std::size_t i) const {
    return direct_ && !symbol_[i] && pad_code_ <= kMaxTableVocabulary;
  }
  // The share of learnt rows that show `code`, below code_count(), in slot i;
  // half a row is imagined for each. Requires small(i).
  [[nodiscard]] double Share(std::size_t i, std::size_t code) const;

  // codes[i] for one row of Describe's slots (all slots of the geometry) over
  // `tokens`. Learn adds symbols that are new, Encode gives kAbsent for them.
  // Forget takes a row back that was learnt: what no row shows any more is
  // absent again, and keeps its code should it come back.
  void Learn(std::span<const std::int64_t> row, TokenSpan tokens,
             std::span<std::uint16_t> codes);
  void Encode(std::span<const std::int64_t> row, TokenSpan tokens,
              std::span<std::uint16_t> codes) const;
  void Forget(std::span<const std::int64_t> row, TokenSpan tokens);

  // What was learnt. Load: into codes just built, for the same slots; false if
  // the image is not of such.
  void Save(ImageWriter& image) const;
  [[nodiscard]] bool Load(ImageReader& image);

 private:
  enum class Mode : std::uint8_t { kLearn, kEncode, kForget };
  template <Mode kMode, typename Self>
  static void Convert(Self& self, std::span<const std::int64_t> row,
                      TokenSpan tokens, std::span<std::uint16_t> codes);

  std::vector<std::size_t> used_;
  std::vector<Kind> kinds_;
  std::vector<bool> symbol_;  // By used slot: gives symbols.
  bool direct_ = true;        // Token ids are their own codes.
  std::size_t pad_code_ = 0;  // The vocabulary size, if direct.
  std::size_t table_width_ = 0;
  std::vector<std::vector<double>> mismatch_;  // By used slot: (codes, codes).
  struct Symbol {
    std::uint16_t code = 0;
    std::uint32_t rows = 0;  // That show it; 0 = absent.
  };
  std::vector<std::unordered_map<std::int64_t, Symbol>> learnt_;
  std::vector<std::vector<double>> seen_;  // By used slot: rows by code.
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_MEMORY_SLOT_CODES_H_

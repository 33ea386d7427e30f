// The keys and values that the published system retrieves from: the corpus laid
// out once, and one canvas after it. Internal to PublishedMemory.

#ifndef PASTICHE_FRAMEWORK_GENERATE_PUBLISHED_LAYOUT_H_
#define PASTICHE_FRAMEWORK_GENERATE_PUBLISHED_LAYOUT_H_

#include <cstddef>
#include <span>
#include <vector>

#include "framework/core/document.h"
#include "framework/core/result.h"
#include "framework/generate/published.h"

namespace pastiche {

// What keys are made of. Immutable.
struct PublishedCodes {
  std::size_t vocabulary = 0;
  std::size_t unit_length = 1;  // Rows of a grid; 1 = a plain sequence.
  std::vector<float> codes;     // (vocabulary, head_dim), unit length.
  std::vector<Token> sequence;  // All documents, row-major.
  std::vector<double> rates;    // (head_dim): sinusoids, radians a position.

  // key (head_dim) = `scale` times the position's sinusoids.
  void WritePosition(std::size_t position, double scale,
                     std::span<float> key) const;
  // key += weight * code; an unknown token adds nothing.
  void AddCode(Token token, double weight, std::span<float> key) const;
};

// The corpus as keys and values, for queries that look back or around (in
// diffusion). Immutable.
struct PublishedCorpus {
  PublishedCorpus(const PublishedCodes& of, const PublishedOptions& with,
                  bool looks_around);

  // The token that row i has as its value, or kUnknownToken.
  [[nodiscard]] Token ValueOf(std::size_t i) const;

  const PublishedCodes& codes;
  PublishedOptions options;
  bool around;
  std::vector<float> keys;             // (sequence, head_dim)
  std::vector<float> landmark_keys;    // (blocks, head_dim): means.
  std::vector<float> landmark_values;  // (blocks, vocabulary): means.
  std::size_t tail = 0;  // Rows from here on may be in a query's window.
  std::vector<float> tail_values;  // (sequence - tail, vocabulary): one-hot.
};

// A canvas after the corpus, which must outlive it. Used by one thread.
class PublishedField {
 public:
  PublishedField(const PublishedCorpus& corpus, std::size_t canvas);

  // Sets canvas place `place` and refreshes the keys that see it; those of
  // canvas rows are zero before.
  void Set(std::size_t place, Token token);
  [[nodiscard]] Token At(std::size_t place) const { return canvas_[place]; }
  [[nodiscard]] std::size_t corpus() const { return count_; }

  // Rows that are asked for together, at most.
  static constexpr std::size_t kMostRows = 16;

  // p (rows, vocabulary): what the sparse windows of `rows`, ascending and each
  // >= corpus() - 1, retrieve: the window, powers of two beyond it, landmarks
  // of whole blocks before it. Errors: the kernel's.
  [[nodiscard]] Result<void> Retrieve(std::span<const std::size_t> rows,
                                      std::span<double> p);

 private:
  // Of some keys, those that a query sees.
  struct Seen {
    std::size_t begin = 0;
    std::size_t end = 0;
  };

  [[nodiscard]] Token TokenAt(std::size_t i) const;
  void WriteKey(std::size_t i);
  [[nodiscard]] std::span<const float> Keys(std::size_t begin,
                                            std::size_t end) const;
  // Adds keys to what `count` queries from `first` on retrieve; without values
  // they only take their share.
  [[nodiscard]] Result<void> Add(std::size_t first, std::size_t count,
                                 std::span<const float> keys,
                                 std::span<const float> values);
  // The same where query i sees the keys of seen[i]: those that all see at
  // once, then the others.
  [[nodiscard]] Result<void> AddSeen(std::span<const Seen> seen,
                                     std::span<const float> keys,
                                     std::span<const float> values);
  [[nodiscard]] Result<void> AddWindows(std::span<const std::size_t> rows);
  [[nodiscard]] Result<void> AddPowers(std::size_t query, std::size_t at);
  [[nodiscard]] Result<void> AddLandmarks(std::span<const std::size_t> rows);
  [[nodiscard]] std::size_t FirstInWindow(std::size_t at) const;

  const PublishedCorpus& corpus_;
  std::size_t dim_, width_, count_;
  std::vector<Token> canvas_;
  std::vector<float> keys_;  // (corpus + canvas, head_dim)
  std::vector<float>
      positions_;      // The same of positions alone, from shown_ on.
  std::size_t shown_;  // The first row that sees the canvas.
  std::vector<float> power_keys_, power_values_;
  std::vector<float> queries_;             // (kMostRows, head_dim)
  std::vector<float> sum_, part_;          // (kMostRows, vocabulary)
  std::vector<float> sum_lse_, part_lse_;  // (kMostRows)
  std::vector<Seen> seen_;
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_GENERATE_PUBLISHED_LAYOUT_H_

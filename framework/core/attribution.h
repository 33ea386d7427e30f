// Where the probability of one token came from: corpus positions, the document
// itself, or what lies under the memory. Shares are parts of that probability.

#ifndef PASTICHE_FRAMEWORK_CORE_ATTRIBUTION_H_
#define PASTICHE_FRAMEWORK_CORE_ATTRIBUTION_H_

#include <cstddef>
#include <vector>

namespace pastiche {

// The sum of documents, own, ngram and unigram is 1.
struct Attribution {
  struct Place {
    std::size_t document = 0;  // Index into the model's corpus.
    std::size_t position = 0;  // Of the token in that document.
    double share = 0.0;
  };
  double probability = 0.0;       // Before masks and sampling options; 0 = the
                                  // token was given, not drawn.
  std::vector<Place> places;      // Those that gave most, by falling share.
  std::vector<double> documents;  // By corpus document: all its positions.
  std::vector<double> heads;      // By head, corpus and own together.
  double own = 0.0;               // The document's own tokens.
  double ngram = 0.0;             // The n-gram models of a mixture.
  double unigram = 0.0;           // p_0, what is left when all heads back off.
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_CORE_ATTRIBUTION_H_

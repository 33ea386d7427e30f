// pastiche_terraform_count_pieces: prints piece_table.cc, counted from the
// embedded corpus. Run by hand when the corpus changes; see
// docs/domains/terraform.md. Not part of the plugin.

#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/terraform/corpus.h"
#include "plugins/terraform/piece_learning.h"
#include "plugins/terraform/vocabulary.h"

int main() {
  namespace terraform = pastiche::terraform;
  std::vector<std::string_view> texts;
  for (const terraform::CorpusModule& module : terraform::CorpusModules()) {
    for (const terraform::SourceFile& file : module.files) {
      texts.push_back(file.text);
    }
  }
  const std::vector<std::string> pieces = terraform::LearnPieces(
      texts, terraform::kMaxVocabulary - terraform::kFirstPiece);
  const std::string source = terraform::PieceTableSource(pieces);
  return std::fwrite(source.data(), 1, source.size(), stdout) == source.size()
             ? 0
             : 1;
}

// Checks of each piece that a plugin emits.

#include "framework/plugin/sinks.h"

#include <fmt/format.h>

#include <new>
#include <utility>

#include "framework/plugin/text_check.h"

namespace pastiche {
namespace {

const char* PartName(SinkPart part) {
  switch (part) {
    case kSinkBytes:
      return "bytes";
    case kSinkTokens:
      return "tokens";
    case kSinkPayload:
      return "payload";
    case kSinkDocuments:
      return "next_document";
    case kSinkFiles:
      return "next_file";
    case kSinkRegions:
      return "region";
    case kSinkDiagnostics:
      return "diag";
    case kSinkProgress:
      return "progress";
  }
  return "";
}

}  // namespace

// Every function of the table comes through here: one gate, and no exception
// of ours (bad_alloc) runs through the plugin's frames.
template <SinkPart kPart, auto kMethod, typename... Args>
pst_status PST_CALL SinkRecorder::Receive(void* ctx, Args... args) noexcept {
  auto& self = *static_cast<SinkRecorder*>(ctx);
  try {
    const pst_status status = self.Enter(kPart);
    return status == PST_OK ? (self.*kMethod)(args...) : status;
  } catch (const std::exception&) {
    return self.Refuse(PST_E_NO_MEMORY, "no memory for it", false);
  }
}

SinkRecorder::SinkRecorder(SinkUse use)
    : use_(std::move(use)),
      sink_{sizeof(pst_sink),
            this,
            Receive<kSinkBytes, &SinkRecorder::Bytes>,
            Receive<kSinkTokens, &SinkRecorder::Tokens>,
            Receive<kSinkPayload, &SinkRecorder::Payload>,
            Receive<kSinkDocuments, &SinkRecorder::NextDocument>,
            Receive<kSinkFiles, &SinkRecorder::NextFile>,
            Receive<kSinkRegions, &SinkRecorder::NextRegion>,
            Receive<kSinkDiagnostics, &SinkRecorder::Diag>,
            Receive<kSinkProgress, &SinkRecorder::Progress>} {
  if ((use_.parts & kSinkDocuments) == 0) documents.resize(1);
}

pst_status SinkRecorder::Enter(SinkPart part) {
  if (refusal_) {
    used_after_refusal_ = true;
    return refusal_->status;
  }
  if (use_.cancelled != nullptr && use_.cancelled->load()) {
    return Refuse(PST_E_CANCELLED, "was cancelled", false);
  }
  if ((use_.parts & part) == 0) {
    return Refuse(
        PST_E_UNSUPPORTED,
        fmt::format("called sink.{}, which it may not use", PartName(part)),
        true);
  }
  return PST_OK;
}

pst_status SinkRecorder::Refuse(pst_status status, std::string what,
                                bool breach) noexcept {
  refusal_.emplace(Refusal{status, std::move(what), breach});
  return status;
}

pst_status SinkRecorder::Breach(std::string what) noexcept {
  return Refuse(PST_E_RANGE, std::move(what), true);
}

pst_status SinkRecorder::Bytes(const void* data, std::uint64_t size) {
  if (size > use_.limits.bytes - byte_count_) {
    return Refuse(PST_E_LIMIT,
                  fmt::format("emitted more than {} bytes", use_.limits.bytes),
                  false);
  }
  if (size == 0) return PST_OK;
  if (data == nullptr) return Breach("emitted bytes from a NULL pointer");
  if (files.empty()) files.emplace_back();
  files.back().content.append(static_cast<const char*>(data),
                              static_cast<std::size_t>(size));
  byte_count_ += size;
  return PST_OK;
}

pst_status SinkRecorder::NextFile(const pst_bytes* name) {
  if (name == nullptr) return Breach("called next_file with NULL");
  if (files.size() >= use_.limits.files) {
    return Refuse(PST_E_LIMIT,
                  fmt::format("emitted more than {} files", use_.limits.files),
                  false);
  }
  BoundaryCheck check;
  std::string text = check.Text(*name, "a file name it emitted", 255);
  if (!check.ok()) return Breach("failed: " + check.breach());
  // The host writes below a folder the user named: no way out of it.
  if (text == "." || text == ".." ||
      text.find_first_of("/\\") != std::string::npos) {
    return Breach(fmt::format("named a file \"{}\", which is a path", text));
  }
  if (!file_names_.insert(text).second) {
    return Breach(fmt::format("emitted two files named \"{}\"", text));
  }
  files.push_back({std::move(text), {}});
  return PST_OK;
}

pst_status SinkRecorder::NextRegion(const pst_region* region) {
  if (region == nullptr) return Breach("emitted a NULL region");
  BoundaryCheck check;
  check.StructSize(region->struct_size, kFirstSize<pst_region>, "a region");
  if (!check.ok()) return Breach("failed: " + check.breach());
  Region kept;
  kept.label = check.Text(region->label, "a region's label", kMaxNameBytes);
  if (!check.ok()) return Breach("failed: " + check.breach());
  if (regions.size() >= use_.limits.regions ||
      region->run_count > use_.limits.region_runs - run_count_) {
    return Refuse(PST_E_LIMIT, "emitted too many regions", false);
  }
  if (region->run_count > 0 && region->runs == nullptr) {
    return Breach(fmt::format("gave region \"{}\" no runs", kept.label));
  }
  const std::uint64_t positions = use_.positions.value_or(0);
  std::uint64_t last = 0;
  kept.runs.reserve(static_cast<std::size_t>(region->run_count));
  for (std::uint64_t i = 0; i < region->run_count; ++i) {
    const pst_span& run = region->runs[i];
    if (run.begin < last || run.begin >= run.end || run.end > positions) {
      return Breach(fmt::format(
          "gave region \"{}\" the run [{}, {}): not ascending, or outside the "
          "{} positions",
          kept.label, run.begin, run.end, positions));
    }
    last = run.end;
    kept.runs.push_back({run.begin, run.end});
  }
  run_count_ += region->run_count;
  regions.push_back(std::move(kept));
  return PST_OK;
}

pst_status SinkRecorder::CheckDiagPlace(Diagnostic& diag) {
  std::uint64_t size = use_.positions.value_or(0);
  if (!use_.positions) {
    if (diag.file >= use_.file_sizes.size()) {
      return Breach(fmt::format("gave a diagnostic for file {} of {}",
                                diag.file, use_.file_sizes.size()));
    }
    size = use_.file_sizes[diag.file];
  }
  if (use_.loose_places) {
    diag.end = std::min(diag.end, size);
    diag.begin = std::min(diag.begin, diag.end);
    diag.file = 0;
  } else if (diag.begin > diag.end || diag.end > size) {
    return Breach(
        fmt::format("gave a diagnostic for [{}, {}), outside its input of {}",
                    diag.begin, diag.end, size));
  }
  return PST_OK;
}

pst_status SinkRecorder::Diag(const pst_diag* diag) {
  if (diag == nullptr) return Breach("emitted a NULL diagnostic");
  BoundaryCheck check;
  check.StructSize(diag->struct_size, kFirstSize<pst_diag>, "a diagnostic");
  if (!check.ok()) return Breach("failed: " + check.breach());
  if (++diagnostic_count_ > use_.limits.diagnostics) {
    return Refuse(PST_E_LIMIT, "emitted too many diagnostics", false);
  }
  if (diag->severity < PST_DIAG_NOTE || diag->severity > PST_DIAG_ERROR) {
    return Breach(
        fmt::format("gave a diagnostic of severity {}", diag->severity));
  }
  Diagnostic kept = {
      static_cast<Severity>(diag->severity),
      diag->code,
      diag->begin,
      diag->end,
      diag->file,
      check.Text(diag->message, "a diagnostic's message", kMaxProseBytes),
      check.Text(diag->mend, "a diagnostic's mend", kMaxProseBytes,
                 BoundaryCheck::Empty::kAllowed)};
  if (!check.ok()) return Breach("failed: " + check.breach());
  const pst_status status = CheckDiagPlace(kept);
  if (status != PST_OK) return status;
  if (diagnostics.size() < use_.limits.kept_diagnostics) {
    diagnostics.push_back(std::move(kept));
  }
  return PST_OK;
}

pst_status SinkRecorder::Progress(double fraction) {
  if (fraction >= 0 && fraction <= 1) return PST_OK;
  return Breach(fmt::format("reported progress {}, outside 0..1", fraction));
}

void SinkRecorder::Finish() {
  if (refusal_) return;
  if (CloseDocument() != PST_OK) return;
  if (use_.corpus && documents.size() != 1) {
    Breach("did not call next_document");
    return;
  }
  for (const File& file : files) {
    if (!use_.text) break;
    const std::size_t invalid = FindInvalidText(file.content);
    if (invalid == file.content.size()) continue;
    Breach(fmt::format("emitted text that is not UTF-8 without NUL (byte {})",
                       invalid));
    return;
  }
  if (diagnostic_count_ > diagnostics.size()) {
    Diagnostic note;
    note.severity = Severity::kNote;
    note.message = fmt::format("{} more findings are not shown",
                               diagnostic_count_ - diagnostics.size());
    diagnostics.push_back(std::move(note));
  }
}

}  // namespace pastiche

// C++11 glue over plugin.h, header only: exceptions become statuses with a
// diagnostic, sinks throw when the host says stop. Nothing here crosses the
// boundary; a plugin fills the C tables with functions whose body is
// `return pst::Guard(sink, [&] { ... });`.

#ifndef PASTICHE_PLUGIN_HPP_
#define PASTICHE_PLUGIN_HPP_

#include <pastiche/plugin.h>

#include <cstdint>
#include <exception>
#include <new>
#include <string>
#include <utility>
#include <vector>

namespace pst {

inline pst_bytes Bytes(const char* data, std::size_t size) {
  pst_bytes bytes = {data, size};
  return bytes;
}
inline pst_bytes Bytes(const std::string& text) {
  return Bytes(text.data(), text.size());
}
inline std::string ToString(const pst_bytes& bytes) {
  return bytes.size == 0 ? std::string()
                         : std::string(static_cast<const char*>(bytes.data),
                                       static_cast<std::size_t>(bytes.size));
}

// A problem with a place in the input. Thrown out of a guarded body it becomes
// `status` and one error diagnostic.
class Error : public std::exception {
 public:
  // [begin, end): bytes of the input, or token positions, as the function says.
  Error(pst_status status, std::string message, std::string mend = "",
        std::uint64_t begin = 0, std::uint64_t end = 0, std::uint32_t file = 0)
      : status_(status),
        message_(std::move(message)),
        mend_(std::move(mend)),
        begin_(begin),
        end_(end),
        file_(file) {}
  const char* what() const noexcept override { return message_.c_str(); }
  pst_status status() const { return status_; }
  pst_diag Diag(std::int32_t severity = PST_DIAG_ERROR,
                std::int32_t code = 0) const {
    pst_diag diag = {
        sizeof(pst_diag), severity,    code, begin_, end_, file_, 0,
        Bytes(message_),  Bytes(mend_)};
    return diag;
  }

 private:
  pst_status status_;
  std::string message_;
  std::string mend_;
  std::uint64_t begin_;
  std::uint64_t end_;
  std::uint32_t file_;
};

// Thrown by Sink when the host refuses; carries the status to return.
struct Stop {
  pst_status status;
};

// pst_sink whose functions throw Stop instead of returning a status.
class Sink {
 public:
  explicit Sink(pst_sink* sink) : sink_(sink) {}

  void Bytes(const std::string& text) const {
    Check(sink_->bytes(sink_->ctx, text.data(), text.size()));
  }
  void Tokens(const std::vector<std::uint32_t>& ids) const {
    Check(sink_->tokens(sink_->ctx, ids.data(), nullptr, ids.size()));
  }
  // Requires where.size() == ids.size().
  void Tokens(const std::vector<std::uint32_t>& ids,
              const std::vector<pst_source_span>& where) const {
    Check(sink_->tokens(sink_->ctx, ids.data(), where.data(), ids.size()));
  }
  // channel_count values for each token given since the document began.
  void Payload(const std::vector<double>& values) const {
    Check(sink_->payload(sink_->ctx, values.data(), values.size()));
  }
  void NextDocument(const std::string& name, const std::string& license,
                    const std::string& group = "") const {
    const pst_document_info info = {sizeof(pst_document_info), pst::Bytes(name),
                                    pst::Bytes(license), pst::Bytes(group)};
    Check(sink_->next_document(sink_->ctx, &info));
  }
  void NextFile(const std::string& name) const {
    const pst_bytes bytes = pst::Bytes(name);
    Check(sink_->next_file(sink_->ctx, &bytes));
  }
  void Region(const std::string& label,
              const std::vector<pst_span>& runs) const {
    const pst_region region = {sizeof(pst_region), pst::Bytes(label),
                               runs.data(), runs.size()};
    Check(sink_->region(sink_->ctx, &region));
  }
  void Diag(const Error& error, std::int32_t severity = PST_DIAG_ERROR,
            std::int32_t code = 0) const {
    const pst_diag diag = error.Diag(severity, code);
    Check(sink_->diag(sink_->ctx, &diag));
  }
  void Progress(double fraction) const {
    Check(sink_->progress(sink_->ctx, fraction));
  }

 private:
  static void Check(pst_status status) {
    if (status != PST_OK) throw Stop{status};
  }
  pst_sink* sink_;
};

// Runs body() and returns PST_OK, or the status of what it threw; an Error and
// an unknown exception also leave a diagnostic in `sink` (which may be NULL).
// A body that returns pst_status has that returned.
template <typename Body>
pst_status Guard(pst_sink* sink, const Body& body) noexcept;

namespace detail {
template <typename Body>
auto Run(const Body& body, int) -> decltype(static_cast<pst_status>(body())) {
  return body();
}
template <typename Body>
pst_status Run(const Body& body, long) {
  body();
  return PST_OK;
}
inline void Tell(pst_sink* sink, const Error& error) noexcept {
  if (sink == nullptr) return;
  const pst_diag diag = error.Diag();
  sink->diag(sink->ctx, &diag);
}
inline pst_status Internal(pst_sink* sink, const char* what) noexcept {
  try {
    Tell(sink, Error(PST_E_INTERNAL, std::string("internal error: ") + what,
                     "report this to the plugin's vendor"));
  } catch (...) {  // No memory for the message: the status says enough.
  }
  return PST_E_INTERNAL;
}
}  // namespace detail

template <typename Body>
pst_status Guard(pst_sink* sink, const Body& body) noexcept {
  try {
    return detail::Run(body, 0);
  } catch (const Stop& stop) {
    return stop.status;
  } catch (const Error& error) {
    detail::Tell(sink, error);
    return error.status();
  } catch (const std::bad_alloc&) {
    return PST_E_NO_MEMORY;
  } catch (const std::exception& error) {
    return detail::Internal(sink, error.what());
  } catch (...) {
    return detail::Internal(sink, "unknown exception");
  }
}

}  // namespace pst

#endif  // PASTICHE_PLUGIN_HPP_

// libsndfile's virtual I/O over a string: no file is touched.

#include "plugins/drums/wav_writer.h"

#include <sndfile.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <new>

namespace pastiche::drums {
namespace {

struct Buffer {
  std::string bytes;
  sf_count_t at = 0;
};

Buffer& Self(void* data) { return *static_cast<Buffer*>(data); }

sf_count_t Length(void* data) {
  return static_cast<sf_count_t>(Self(data).bytes.size());
}

sf_count_t Seek(sf_count_t offset, int whence, void* data) {
  Buffer& buffer = Self(data);
  if (whence == SEEK_CUR) offset += buffer.at;
  if (whence == SEEK_END) offset += Length(data);
  if (offset >= 0) buffer.at = offset;
  return buffer.at;
}

sf_count_t Read(void* to, sf_count_t count, void* data) {
  Buffer& buffer = Self(data);
  const sf_count_t size =
      std::clamp<sf_count_t>(Length(data) - buffer.at, 0, count);
  std::memcpy(to, buffer.bytes.data() + std::min(buffer.at, Length(data)),
              static_cast<std::size_t>(size));
  buffer.at += size;
  return size;
}

// An exception must not cross libsndfile: it is told that nothing was written.
sf_count_t Write(const void* from, sf_count_t count, void* data) {
  Buffer& buffer = Self(data);
  const auto end = static_cast<std::size_t>(buffer.at + count);
  try {
    if (end > buffer.bytes.size()) buffer.bytes.resize(end);
  } catch (const std::bad_alloc&) {
    return 0;
  }
  std::memcpy(buffer.bytes.data() + buffer.at, from,
              static_cast<std::size_t>(count));
  buffer.at += count;
  return count;
}

sf_count_t Tell(void* data) { return Self(data).at; }

bool Fail(Findings& findings, std::string message, std::string mend) {
  findings.push_back({Severity::kError, FindingCode::kUnwritten, 0, 0,
                      std::move(message), std::move(mend)});
  return false;
}

bool WriteInto(Buffer& buffer, std::span<const std::int16_t> samples,
               Findings& findings) {
  SF_VIRTUAL_IO io = {Length, Seek, Read, Write, Tell};
  SF_INFO info = {};
  info.samplerate = static_cast<int>(kSampleRate);
  info.channels = 2;
  info.format = SF_FORMAT_WAV | SF_FORMAT_PCM_16;
  const std::unique_ptr<SNDFILE, int (*)(SNDFILE*)> file(
      sf_open_virtual(&io, SFM_WRITE, &info, &buffer), sf_close);
  if (!file) {
    return Fail(
        findings,
        std::string("libsndfile opens no WAV file: ") + sf_strerror(nullptr),
        "");
  }
  const auto frames = static_cast<sf_count_t>(samples.size() / 2);
  SF_INSTRUMENT loop = {};
  loop.gain = 1;
  loop.basenote = 60;
  loop.velocity_hi = 127;
  loop.key_hi = 127;
  loop.loop_count = 1;
  loop.loops[0].mode = SF_LOOP_FORWARD;
  loop.loops[0].end = static_cast<std::uint32_t>(frames);
  sf_command(file.get(), SFC_SET_INSTRUMENT, &loop, sizeof(loop));
  if (sf_writef_short(file.get(), samples.data(), frames) == frames) {
    return true;
  }
  return Fail(findings,
              std::string("libsndfile could not write the samples: ") +
                  sf_strerror(file.get()),
              "");
}

}  // namespace

std::optional<std::string> WriteWav(std::span<const std::int16_t> samples,
                                    Findings& findings) {
  Buffer buffer;
  buffer.bytes.reserve(samples.size_bytes() + 1024);
  if (!WriteInto(buffer, samples, findings)) return std::nullopt;
  return std::move(buffer.bytes);
}

std::optional<std::string> WritePerformanceAsWav(std::span<const Hit> hits,
                                                 const MixLayout& layout,
                                                 Findings& findings) {
  const double seconds = SecondsOf(layout);
  if (seconds > kMaxSeconds) {
    Fail(findings,
         "the sound would last " +
             std::to_string(static_cast<std::uint64_t>(seconds)) +
             " seconds; WAV files of up to 300 are written",
         "write fewer bars or repeats, or raise the tempo");
    return std::nullopt;
  }
  return WriteWav(Mix(hits, layout), findings);
}

}  // namespace pastiche::drums

#include "audit/details.h"

#include <algorithm>
#include <cstdlib>

namespace relais::audit {
namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kMaxText = 255;
constexpr std::size_t kMaxObjects = 64;
constexpr std::size_t kMaxRules = 16;
constexpr std::size_t kMaxConsents = 64;

// Writer and DetailsReader name the fields in the same order: the order of details.md.
class Writer {
 public:
  void U8(std::uint8_t value) { out_.push_back(static_cast<char>(value)); }
  void U16(std::uint16_t value) { PutU16(out_, value); }
  void U32(std::uint32_t value) { PutU32(out_, value); }
  void U64(std::uint64_t value) { PutU64(out_, value); }
  template <std::size_t N>
  void Fixed(const Array<N>& bytes) {
    out_.append(View(bytes));
  }
  template <class E>
  void Enum(E value) {
    U8(static_cast<std::uint8_t>(value));
  }

  void Text(std::string_view text) {
    std::size_t size = std::min(text.size(), kMaxText);
    if (size < text.size()) {
      while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
    }
    U8(static_cast<std::uint8_t>(size));
    out_.append(text.substr(0, size));
  }

  template <class T, class Put>
  void List(const std::vector<T>& values, std::size_t max, Put put) {
    if (values.size() > max) std::abort();
    U8(static_cast<std::uint8_t>(values.size()));
    for (const T& value : values) put(value);
  }

  Bytes Take() && { return std::move(out_); }

 private:
  Bytes out_;
};

tl::unexpected<Error> Corrupt(const char* why) { return Fail(Reason::kCorrupt, why); }

// Reads one field after the other. The first failure is kept and the fields after it stay as they
// are, so that the order can be read in one place.
class DetailsReader {
 public:
  explicit DetailsReader(BytesView bytes) : reader_(bytes) {}

  void U8(std::uint8_t& out) { Keep(reader_.U8(), out); }
  void U16(std::uint16_t& out) { Keep(reader_.U16(), out); }
  void U32(std::uint32_t& out) { Keep(reader_.U32(), out); }
  void U64(std::uint64_t& out) { Keep(reader_.U64(), out); }
  void I64(std::int64_t& out) {
    std::uint64_t value = 0;
    U64(value);
    out = static_cast<std::int64_t>(value);
  }
  template <std::size_t N>
  void Fixed(Array<N>& out) {
    const auto bytes = reader_.Take(N);
    if (bytes)
      bytes->copy(reinterpret_cast<char*>(out.data()), N);
    else
      Note(bytes.error());
  }
  template <class E>
  void Enum(E& out, E first, E last) {
    std::uint8_t value = static_cast<std::uint8_t>(first);
    U8(value);
    const auto named = static_cast<E>(value);
    if (named < first || named > last)
      Note({Reason::kCorrupt, "the details hold an unknown enumerator"});
    else
      out = named;
  }
  void Text(std::string& out) {
    std::uint8_t size = 0;
    U8(size);
    const auto bytes = reader_.Take(size);
    if (bytes)
      out = *bytes;
    else
      Note(bytes.error());
  }
  template <class T, class Get>
  void List(std::vector<T>& out, std::size_t max, Get get) {
    std::uint8_t size = 0;
    U8(size);
    if (size > max) return Note({Reason::kCorrupt, "the details hold a list that is too long"});
    out.resize(size);
    for (T& value : out) get(value);
  }

  // Whether everything was read and nothing is left.
  Status Finish() {
    if (!status_) return status_;
    if (!reader_.rest().empty()) return Corrupt("the details have bytes after their end");
    return {};
  }

 private:
  template <class T>
  void Keep(const Result<T>& read, T& out) {
    if (read)
      out = *read;
    else
      Note(read.error());
  }
  void Note(const Error& error) {
    if (status_) status_ = tl::unexpected<Error>(error);
  }

  Reader reader_;
  Status status_;
};

}  // namespace

Bytes Encode(const Details& details) {
  Writer out;
  out.U8(kVersion);
  out.U64(details.number);
  out.U64(static_cast<std::uint64_t>(details.time_ms));
  out.Enum(details.subject);
  out.Fixed(details.subject_id);
  out.U8(details.caller_kind);
  out.Fixed(details.caller_id);
  out.Fixed(details.organisation_id);
  out.U8(details.action);
  out.U8(details.purpose);
  out.U16(details.asked);
  out.U16(details.granted);
  out.Enum(details.outcome);
  out.U32(details.count);
  out.Fixed(details.digest);
  out.Fixed(details.policy);
  out.Enum(details.telling);
  out.U64(details.refers_to);
  out.Text(details.caller_name);
  out.Text(details.organisation_name);
  out.Text(details.profession);
  out.Text(details.method);
  out.Text(details.reason);
  out.List(details.objects, kMaxObjects, [&](const auto& id) { out.Fixed(id); });
  out.List(details.rules, kMaxRules, [&](const auto& rule) { out.Text(rule); });
  out.List(details.consents, kMaxConsents, [&](const auto& id) { out.Fixed(id); });
  return std::move(out).Take();
}

Result<Details> DecodeDetails(BytesView bytes) {
  if (bytes.empty() || static_cast<std::uint8_t>(bytes.front()) != kVersion) {
    return Corrupt("the details are of an unknown version");
  }
  DetailsReader in(bytes.substr(1));
  Details details;
  in.U64(details.number);
  in.I64(details.time_ms);
  in.Enum(details.subject, Subject::kDossier, Subject::kSystem);
  in.Fixed(details.subject_id);
  in.U8(details.caller_kind);
  in.Fixed(details.caller_id);
  in.Fixed(details.organisation_id);
  in.U8(details.action);
  in.U8(details.purpose);
  in.U16(details.asked);
  in.U16(details.granted);
  in.Enum(details.outcome, Outcome::kOpened, Outcome::kNotApplied);
  in.U32(details.count);
  in.Fixed(details.digest);
  in.Fixed(details.policy);
  in.Enum(details.telling, Telling::kNothingOwed, Telling::kOwedAtOnce);
  in.U64(details.refers_to);
  in.Text(details.caller_name);
  in.Text(details.organisation_name);
  in.Text(details.profession);
  in.Text(details.method);
  in.Text(details.reason);
  in.List(details.objects, kMaxObjects, [&](auto& id) { in.Fixed(id); });
  in.List(details.rules, kMaxRules, [&](auto& rule) { in.Text(rule); });
  in.List(details.consents, kMaxConsents, [&](auto& id) { in.Fixed(id); });
  RETURN_IF_ERROR(in.Finish());
  return details;
}

}  // namespace relais::audit

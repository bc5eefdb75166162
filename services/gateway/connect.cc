#include "services/gateway/connect.h"

#include <jansson.h>

#include <algorithm>
#include <memory>

#include "google/rpc/error_details.pb.h"
#include "services/gateway/api.h"

namespace relais::gateway {
namespace {

constexpr char kCompressed = 0x01, kEnd = 0x02;
constexpr std::size_t kPrefix = 5;  // flags, and the size in four bytes

using Json = std::unique_ptr<json_t, decltype([](json_t* json) { json_decref(json); })>;

struct Spelling {
  Code code;
  const char* name;
  int http_status;
};
constexpr Spelling kSpellings[] = {
    {Code::kOk, "ok", 200},
    {Code::kCanceled, "canceled", 499},
    {Code::kUnknown, "unknown", 500},
    {Code::kInvalidArgument, "invalid_argument", 400},
    {Code::kDeadlineExceeded, "deadline_exceeded", 504},
    {Code::kNotFound, "not_found", 404},
    {Code::kAlreadyExists, "already_exists", 409},
    {Code::kPermissionDenied, "permission_denied", 403},
    {Code::kResourceExhausted, "resource_exhausted", 429},
    {Code::kFailedPrecondition, "failed_precondition", 400},
    {Code::kAborted, "aborted", 409},
    {Code::kOutOfRange, "out_of_range", 400},
    {Code::kUnimplemented, "unimplemented", 501},
    {Code::kInternal, "internal", 500},
    {Code::kUnavailable, "unavailable", 503},
    {Code::kDataLoss, "data_loss", 500},
    {Code::kUnauthenticated, "unauthenticated", 401},
};
const Spelling& SpellingOf(Code code) { return kSpellings[static_cast<std::size_t>(code)]; }

Bytes Frame(char flags, BytesView message) {
  const auto size = static_cast<std::uint32_t>(message.size());
  Bytes out(1, flags);
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(size >> shift & 0xff);
  out += message;
  return out;
}

// What is put into another is its own.
Json ErrorOf(const Failure& failure) {
  json_t* const details = json_array();
  for (const Detail& detail : failure.details) {
    // The protocol leaves the padding out.
    std::string value = ToBase64(detail.value);
    value.erase(std::min(value.size(), value.find('=')));
    Json one(json_pack("{s:s, s:s}", "type", detail.type.c_str(), "value", value.c_str()));
    if (const auto readable = ToJson(detail.type, detail.value))
      json_object_set_new(one.get(), "debug",
                          json_loadb(readable->data(), readable->size(), 0, nullptr));
    json_array_append(details, one.get());
  }
  // Null for what is not UTF-8, which no message of ours is.
  json_t* message = json_stringn(failure.message.data(), failure.message.size());
  if (message == nullptr) message = json_string("");
  return Json(json_pack("{s:s, s:o, s:o}", "code", NameOf(failure.code), "message", message,
                        "details", details));
}

Bytes Dump(const Json& json) {
  const std::unique_ptr<char, decltype([](char* p) { std::free(p); })> text(
      json_dumps(json.get(), JSON_COMPACT));
  return text ? Bytes(text.get()) : Bytes(R"({"code":"internal"})");
}

}  // namespace

const char* NameOf(Code code) { return SpellingOf(code).name; }
int HttpStatusOf(Code code) { return SpellingOf(code).http_status; }
Code CodeOfNumber(int number) {
  const bool known = number >= 0 && number < static_cast<int>(std::size(kSpellings));
  return known ? static_cast<Code>(number) : Code::kUnknown;
}

Failure Refuse(Code code, const char* reason, std::string message) {
  google::rpc::ErrorInfo info;
  info.set_reason(reason);
  info.set_domain("relais");
  return {code, std::move(message), {{info.GetTypeName(), info.SerializeAsString()}}};
}

std::optional<ContentType> ParseContentType(std::string_view header) {
  std::string text(header);
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  std::erase(text, ' ');
  if (text == "application/json" || text == "application/json;charset=utf-8")
    return ContentType{Encoding::kJson, false};
  if (text == "application/proto") return ContentType{Encoding::kBinary, false};
  if (text == "application/connect+json" || text == "application/connect+json;charset=utf-8")
    return ContentType{Encoding::kJson, true};
  if (text == "application/connect+proto") return ContentType{Encoding::kBinary, true};
  return std::nullopt;
}

const char* TextOf(ContentType type) {
  switch (type.encoding) {
    case Encoding::kJson:
      return type.stream ? "application/connect+json" : "application/json";
    case Encoding::kBinary:
      return type.stream ? "application/connect+proto" : "application/proto";
  }
  return "";
}

Result<std::optional<std::chrono::milliseconds>> ParseTimeout(std::string_view header) {
  if (header.empty()) return std::nullopt;
  if (header.size() > 10 || header.find_first_not_of("0123456789") != header.npos)
    return Fail(Reason::kInvalid, "Connect-Timeout-Ms: expected at most ten digits");
  return std::chrono::milliseconds(std::stoll(std::string(header)));
}

Result<Enveloped> OpenEnvelope(BytesView body) {
  const auto broken = [] {
    return Fail(Reason::kInvalid, "expected one message in its envelope: flags, size, bytes");
  };
  if (body.size() < kPrefix) return broken();
  std::size_t size = 0;
  for (std::size_t i = 1; i < kPrefix; ++i) size = size << 8 | static_cast<unsigned char>(body[i]);
  const char flags = body[0];
  if (body.size() != kPrefix + size || (flags & ~kCompressed) != 0) return broken();
  return Enveloped{(flags & kCompressed) != 0, Bytes(body.substr(kPrefix))};
}

Bytes Envelope(BytesView message) { return Frame(0, message); }

Bytes ErrorJson(const Failure& failure) { return Dump(ErrorOf(failure)); }

Bytes EndOfStream(const std::optional<Failure>& failure) {
  if (!failure) return Frame(kEnd, "{}");
  const Json error = ErrorOf(*failure);
  return Frame(kEnd, Dump(Json(json_pack("{s:O}", "error", error.get()))));
}

}  // namespace relais::gateway

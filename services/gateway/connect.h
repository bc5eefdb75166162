// The Connect protocol, a server's side of it, without sockets: what its headers say, how messages are
// framed, and how errors are spelt. Source: the protocol's reference at connectrpc.com/docs/protocol.
//
// Spoken: unary calls by POST and streams of a server, in JSON and in binary. Not spoken, and answered
// as the protocol says: calls by GET (what is asked here belongs in no URL), and compression (a
// compressed answer that holds both a secret and what its caller sent tells the secret by its size).
#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "crypto/bytes.h"
#include "crypto/result.h"

namespace relais::gateway {

// The codes that Connect and gRPC share, by gRPC's numbers.
enum class Code {
  kOk = 0,
  kCanceled = 1,
  kUnknown = 2,
  kInvalidArgument = 3,
  kDeadlineExceeded = 4,
  kNotFound = 5,
  kAlreadyExists = 6,
  kPermissionDenied = 7,
  kResourceExhausted = 8,
  kFailedPrecondition = 9,
  kAborted = 10,
  kOutOfRange = 11,
  kUnimplemented = 12,
  kInternal = 13,
  kUnavailable = 14,
  kDataLoss = 15,
  kUnauthenticated = 16,
};
const char* NameOf(Code code);     // as Connect writes it: "permission_denied"
int HttpStatusOf(Code code);       // of a unary answer
Code CodeOfNumber(int grpc_code);  // kUnknown for a number that there is not

// A message that says more about an error.
struct Detail {
  std::string type;  // its full name, "google.rpc.ErrorInfo"
  Bytes value;       // serialised
};
struct Failure {
  Code code;
  std::string message;
  std::vector<Detail> details = {};
};
// An error of the gateway's own, with its ErrorInfo.
Failure Refuse(Code code, const char* reason, std::string message);

enum class Encoding { kJson, kBinary };
struct ContentType {
  Encoding encoding;
  bool stream;
};
inline constexpr char kContentTypes[] =
    "application/json, application/proto, application/connect+json, application/connect+proto";
// nullopt for any other. A charset of utf-8 may follow JSON.
std::optional<ContentType> ParseContentType(std::string_view header);
const char* TextOf(ContentType type);

// Connect-Timeout-Ms: at most ten digits. nullopt when there is none.
Result<std::optional<std::chrono::milliseconds>> ParseTimeout(std::string_view header);

// The one message that a request of a stream holds. kInvalid when there is none, or more.
struct Enveloped {
  bool compressed;
  Bytes message;
};
Result<Enveloped> OpenEnvelope(BytesView body);
Bytes Envelope(BytesView message);

// {"code":...,"message":...,"details":[...]}
Bytes ErrorJson(const Failure& failure);
// The last message of a stream: empty when all went well.
Bytes EndOfStream(const std::optional<Failure>& failure);

}  // namespace relais::gateway

// Result<T>: a value or an Error; ignoring one is a compile error. Nothing of ours throws across a
// function that returns a Result. An Error's message is for the caller: it never holds a secret,
// personal data or a stored value.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace relais {

// The closed list of reasons a call can fail for. rpc/ maps each to one gRPC code; its name is the
// ErrorInfo reason.
enum class Reason {
  kInvalid,          // the request itself is malformed; `field` names where
  kNoSuchMethod,     // this server does not know the method: older, or newer, than its client
  kUnauthenticated,  // nobody proved who is calling
  kNotOpen,          // absent or refused: always the same answer (P3)
  kWrongState,       // the thing exists but does not allow this now
  kChanged,          // somebody changed it meanwhile: read again, then decide
  kRequestReused,    // this request id was used with another body
  kBusy,             // a queue is full: try again later
  kUnavailable,      // no log, no data (P1); or a dependency is away
  kCorrupt,          // stored bytes are not what was written
  kInternal,         // a bug of ours
};

struct Error {
  Reason reason;
  std::string message;
  std::string field = {};  // the request field or file position at fault, when there is one
};

template <class T>
class [[nodiscard]] Result : public tl::expected<T, Error> {
 public:
  using tl::expected<T, Error>::expected;
};

using Status = Result<void>;

inline tl::unexpected<Error> Fail(Reason reason, std::string message, std::string field = {}) {
  return tl::unexpected<Error>(Error{reason, std::move(message), std::move(field)});
}

}  // namespace relais

#define RELAIS_CONCAT_(a, b) a##b
#define RELAIS_CONCAT(a, b) RELAIS_CONCAT_(a, b)
#define RELAIS_ASSIGN_OR_RETURN_(tmp, lhs, expression)                      \
  auto tmp = (expression);                                                  \
  if (!tmp) return tl::unexpected<::relais::Error>(std::move(tmp).error()); \
  lhs = *std::move(tmp)

// ASSIGN_OR_RETURN(auto x, F()): x is F's value, or this function returns F's error.
#define ASSIGN_OR_RETURN(lhs, ...) \
  RELAIS_ASSIGN_OR_RETURN_(RELAIS_CONCAT(result_, __LINE__), lhs, (__VA_ARGS__))
// RETURN_IF_ERROR(F()): returns F's error, if any.
#define RETURN_IF_ERROR(...)                  \
  if (auto status_ = (__VA_ARGS__); !status_) \
  return tl::unexpected<::relais::Error>(std::move(status_).error())

#include "clients/cli/call_errors.h"

#include <grpcpp/support/status.h>

#include <optional>

#include "clients/cli/plain_text.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace relais::cli {
namespace {

struct Details {
  std::string reason;
  std::string field;  // the first violation, "field: description"
};

// What stands in grpc-status-details-bin; empty when there is nothing that is ours.
Details Parse(const grpc::Status& status) {
  Details out;
  google::rpc::Status details;
  if (!details.ParseFromString(status.error_details())) return out;
  for (const auto& any : details.details()) {
    google::rpc::ErrorInfo info;
    google::rpc::BadRequest bad;
    if (any.Is<google::rpc::ErrorInfo>() && any.UnpackTo(&info) && info.domain() == "relais") {
      out.reason = info.reason();
    } else if (any.Is<google::rpc::BadRequest>() && any.UnpackTo(&bad) &&
               bad.field_violations_size() > 0) {
      const auto& violation = bad.field_violations(0);
      out.field = violation.field() +
                  (violation.description().empty() ? "" : ": " + violation.description());
    }
  }
  return out;
}

struct Answer {
  std::string_view name;
  Reason reason;
  Say sentence;
};

// {0} is what the server said, {1} the server, {2} the token file.
constexpr Answer kAnswers[] = {
    {"INVALID", Reason::kInvalid, Say::kInvalid},
    {"NO_SUCH_METHOD", Reason::kNoSuchMethod, Say::kUnimplemented},
    {"UNAUTHENTICATED", Reason::kUnauthenticated, Say::kUnauthenticated},
    {"NOT_OPEN", Reason::kNotOpen, Say::kNotOpen},
    {"WRONG_STATE", Reason::kWrongState, Say::kWrongState},
    {"CHANGED", Reason::kChanged, Say::kChanged},
    {"REQUEST_REUSED", Reason::kRequestReused, Say::kRequestReused},
    {"BUSY", Reason::kBusy, Say::kBusy},
    {"UNAVAILABLE", Reason::kUnavailable, Say::kServerCannot},
    {"CORRUPT", Reason::kCorrupt, Say::kCorrupt},
    {"INTERNAL", Reason::kInternal, Say::kInternal},
};

// Why the server was not reached: TLS trouble deserves other advice than a server that is off.
Say Unreached(const grpc::Status& status) {
  const std::string said = Fold(status.error_message());
  for (const char* word : {"handshake", "certificate", "ssl", "tls", "tsi"}) {
    if (said.find(word) != std::string::npos) return Say::kTls;
  }
  for (const char* word : {"socket closed", "connection reset", "goaway", "broken pipe"}) {
    if (said.find(word) != std::string::npos) return Say::kClosed;
  }
  return Say::kUnreached;
}

// For an answer without a reason of ours: from gRPC itself, or from something between here and the
// server.
Answer WithoutReason(const grpc::Status& status) {
  switch (status.error_code()) {
    case grpc::StatusCode::INVALID_ARGUMENT:
      return {"", Reason::kInvalid, Say::kInvalid};
    case grpc::StatusCode::UNAUTHENTICATED:
      return {"", Reason::kUnauthenticated, Say::kUnauthenticated};
    case grpc::StatusCode::PERMISSION_DENIED:
      return {"", Reason::kNotOpen, Say::kNotOpen};
    case grpc::StatusCode::ABORTED:
      return {"", Reason::kChanged, Say::kChanged};
    case grpc::StatusCode::RESOURCE_EXHAUSTED:
      return {"", Reason::kBusy, Say::kBusy};
    case grpc::StatusCode::DEADLINE_EXCEEDED:
      return {"", Reason::kUnavailable, Say::kDeadline};
    case grpc::StatusCode::UNIMPLEMENTED:
      return {"", Reason::kNoSuchMethod, Say::kUnimplemented};
    case grpc::StatusCode::UNAVAILABLE:
      return {"", Reason::kUnavailable, Unreached(status)};
    default:
      return {"", Reason::kInternal, Say::kInternal};
  }
}

Answer AnswerTo(const grpc::Status& status, const std::string& reason) {
  for (const Answer& answer : kAnswers) {
    if (answer.name == reason) return answer;
  }
  return WithoutReason(status);
}

}  // namespace

Error ErrorOf(const grpc::Status& status, const Caller& caller, const Speech& say) {
  const Details details = Parse(status);
  const Answer answer = AnswerTo(status, details.reason);
  const std::string said = Clean(details.field.empty() ? status.error_message() : details.field);
  return Error{answer.reason, say(answer.sentence, said, caller.server, caller.token_file)};
}

}  // namespace relais::cli

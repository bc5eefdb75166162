#include "services/rpc/status.h"

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace relais::rpc {
namespace {

struct Named {
  grpc::StatusCode code;
  const char* reason;
};

Named NameOf(Reason reason) {
  switch (reason) {
    case Reason::kInvalid:
      return {grpc::StatusCode::INVALID_ARGUMENT, "INVALID"};
    case Reason::kNoSuchMethod:
      return {grpc::StatusCode::UNIMPLEMENTED, "NO_SUCH_METHOD"};
    case Reason::kUnauthenticated:
      return {grpc::StatusCode::UNAUTHENTICATED, "UNAUTHENTICATED"};
    case Reason::kNotOpen:
      return {grpc::StatusCode::PERMISSION_DENIED, "NOT_OPEN"};
    case Reason::kWrongState:
      return {grpc::StatusCode::FAILED_PRECONDITION, "WRONG_STATE"};
    case Reason::kChanged:
      return {grpc::StatusCode::ABORTED, "CHANGED"};
    case Reason::kRequestReused:
      return {grpc::StatusCode::ALREADY_EXISTS, "REQUEST_REUSED"};
    case Reason::kBusy:
      return {grpc::StatusCode::RESOURCE_EXHAUSTED, "BUSY"};
    case Reason::kUnavailable:
      return {grpc::StatusCode::UNAVAILABLE, "UNAVAILABLE"};
    case Reason::kCorrupt:
      return {grpc::StatusCode::DATA_LOSS, "CORRUPT"};
    case Reason::kInternal:
      return {grpc::StatusCode::INTERNAL, "INTERNAL"};
  }
  return {grpc::StatusCode::INTERNAL, "INTERNAL"};
}

}  // namespace

grpc::Status ToStatus(const Error& error) {
  const Named named = NameOf(error.reason);
  google::rpc::Status status;
  status.set_code(named.code);
  status.set_message(error.message);
  google::rpc::ErrorInfo info;
  info.set_reason(named.reason);
  info.set_domain("relais");
  status.add_details()->PackFrom(info);
  if (error.reason == Reason::kInvalid && !error.field.empty()) {
    google::rpc::BadRequest bad;
    auto* const violation = bad.add_field_violations();
    violation->set_field(error.field);
    violation->set_description(error.message);
    status.add_details()->PackFrom(bad);
  }
  return grpc::Status(named.code, error.message, status.SerializeAsString());
}

}  // namespace relais::rpc

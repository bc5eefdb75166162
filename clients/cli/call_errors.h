// What a failed call means, in one sentence that says what to do next.
#pragma once

#include "clients/cli/api.h"

namespace grpc {
class Status;
}

namespace relais::cli {

// By the ErrorInfo reason when the server gave one; by the canonical code and what gRPC says
// otherwise.
Error ErrorOf(const grpc::Status& status, const Caller& caller, const Speech& say);

}  // namespace relais::cli

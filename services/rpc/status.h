// An Error as gRPC sends it: canonical code, one ErrorInfo from the closed list of reasons, field
// violations for bad input.
#pragma once

#include <grpcpp/support/status.h>

#include "crypto/result.h"

namespace relais::rpc {

grpc::Status ToStatus(const Error& error);

}  // namespace relais::rpc

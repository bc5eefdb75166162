// What a privacy officer asks for: who, when and why, never content.
#pragma once

#include "services/rpc/method.h"

namespace relais::accesses {

inline rpc::Prepared AskAsOfficer() {
  rpc::Prepared prepared;
  prepared.ask.action = Action::kOversee;
  prepared.ask.purpose = Purpose::kOversight;
  prepared.ask.reason = "oversight";
  return prepared;
}

}  // namespace relais::accesses

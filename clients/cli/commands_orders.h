// relais orders enter, list, close: the privacy officer's register of legal orders; relais accesses orders: the person's own.
#pragma once

#include <string>

#include "clients/cli/session.h"

namespace relais::cli {

struct EnterOrderOptions {
  std::string dossier, authority, reference, compartments, lawyer, advice, silent_until;
};
struct CloseOrderOptions {
  std::string order, outcome, handed_over;
};

Status RunEnterOrder(Session& session, const EnterOrderOptions& options);
Status RunCloseOrder(Session& session, const CloseOrderOptions& options);
Status RunOrders(Session& session);
Status RunOwnOrders(Session& session);

}  // namespace relais::cli

// Authenticator: who is calling. Interfaces that rpc/ asks for and higher rooms implement; no gRPC
// here.
#pragma once

#include <variant>

#include "services/access/permit.h"

namespace relais::rpc {

// What came with a call and tells who makes it.
struct Credentials {
  std::string bearer;        // the token alone; empty: none
  std::string certificate;   // the device's, PEM; empty: the port asks for none
  std::string on_behalf_of;  // for whom a house's own system asks; empty: it does not
};

class Authenticator {
 public:
  virtual ~Authenticator() = default;
  // The caller that they stand for, as the directory knows them in this snapshot. kUnauthenticated
  // otherwise.
  virtual Result<Caller> Authenticate(const storage::Snapshot& snapshot,
                                      const Credentials& credentials, Instant now) const = 0;
};

// A card code, brought into its one spelling.
struct CardCode {
  std::string text;
};
// The dossier that a request names; monostate: none, or the person's own. Whoever reviews an objection, or
// witnesses a consent, names that alone, and never learns the dossier.
using Address =
    std::variant<std::monostate, DossierId, CardCode, ReviewId, ProposalId, HandoverId, ReferentId>;

// What limits count by: of a dossier its id; of a card, or of none, an id that nobody has, so that a card that there
// is not is counted like one that there is.
DossierId StandIn(const Address& address);

class AddressBook {
 public:
  virtual ~AddressBook() = default;
  // An id is taken at its word; a card, an objection or a
  // proposal that there is not is zero.
  virtual Result<DossierId> Find(storage::Connection& vault, const Address& address) const = 0;
  virtual Result<bool> Exists(storage::Connection& vault, const DossierId& id) const = 0;
};

}  // namespace relais::rpc

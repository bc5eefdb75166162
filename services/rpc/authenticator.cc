#include "services/rpc/authenticator.h"

#include "crypto/hash.h"

namespace relais::rpc {

DossierId StandIn(const Address& address) {
  if (const auto* const id = std::get_if<DossierId>(&address)) return *id;
  const auto* const card = std::get_if<CardCode>(&address);
  const Hash hash = Sha256(card != nullptr ? card->text : Bytes());
  return DossierId(ToArray<16>(View(hash).substr(0, 16)).value());
}

}  // namespace relais::rpc

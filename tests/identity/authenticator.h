// A passkey's device and its browser, in software: what WebAuthn says that they send, and whatever an
// attacker would send instead.
#pragma once

#include "crypto/openssl.h"
#include "services/identity/webauthn.h"

namespace relais::identity {

// What goes into the client's data and the authenticator's; each can be spoilt.
struct Ceremony {
  std::string type;  // empty: the right one
  Bytes challenge;
  std::string origin = "https://localhost";
  std::string rp_id = "localhost";
  std::string more = R"(,"crossOrigin":false)";  // members behind the origin
  unsigned flags = 0x05;                         // user present, user verified
  std::uint32_t counter = 0;
};

class Authenticator {
 public:
  Authenticator();
  const Bytes& credential_id() const { return credential_id_; }
  Registration Register(const Ceremony& ceremony) const;
  Assertion Assert(const Ceremony& ceremony) const;

 private:
  const Pkey key_;
  const Bytes credential_id_;
};

}  // namespace relais::identity

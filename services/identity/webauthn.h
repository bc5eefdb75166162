// Passkeys: WebAuthn (Level 2) as a relying party sees it. libfido2 verifies the signature, the relying
// party's id and the authenticator's flags; challenge, origin and type stand in the client's data and are
// checked here. No attestation is asked for: which make of device it is, is nobody's business.
#pragma once

#include <string>

#include "crypto/bytes.h"

namespace relais::identity {

// Where passkeys are good.
class RelyingParty {
 public:
  // "https://portal.example.org", as browsers write it. That of localhost, without a port, is good on
  // any port. kInvalid when it is not the origin of an HTTPS address.
  static Result<RelyingParty> Of(std::string origin);
  const std::string& origin() const { return origin_; }
  const std::string& id() const { return id_; }  // the host
  bool IsOrigin(std::string_view origin) const;

 private:
  RelyingParty(std::string origin, std::string id)
      : origin_(std::move(origin)), id_(std::move(id)) {}
  std::string origin_, id_;
};

// A credential's public half.
struct PasskeyKey {
  Bytes credential_id;  // 1 to 1,023 bytes
  int algorithm = 0;    // of COSE: -7 ES256, -8 EdDSA, -257 RS256
  Bytes public_key;     // as libfido2 keeps it
  std::uint32_t counter = 0;
};

// The public key as others read it: SubjectPublicKeyInfo, DER. kCorrupt when it is none.
Result<Bytes> PublicKeyOf(const PasskeyKey& key);

// What came from the browser.
struct Registration {
  Bytes client_data_json, authenticator_data;
};
struct Assertion {
  Bytes client_data_json, authenticator_data, signature;
};

// The challenge that stands in a client's data: to be looked at before anything is verified, and never
// believed for it. kUnauthenticated when there is none.
Result<Bytes> ChallengeIn(BytesView client_data_json);

// Both: kUnauthenticated, always with the same message, unless everything is right: the type, the challenge,
// the origin, no frame of another site, the relying party's id, that somebody was there and showed the
// device that it is them. The error's `field` names the check that failed: for tests and our log.
Result<PasskeyKey> VerifyRegistration(const RelyingParty& party, BytesView challenge,
                                      const Registration& registration);
// The counter that comes with a signature under `key`. A counter that goes back, from one that is not zero,
// is that of a copy: "counter".
Result<std::uint32_t> VerifyAssertion(const RelyingParty& party, BytesView challenge,
                                      const PasskeyKey& key, const Assertion& assertion);

}  // namespace relais::identity

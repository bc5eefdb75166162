// Signs whatever a test writes as header and claims, straight on OpenSSL: a second implementation
// of ES256, and the tool of an attacker who has a key.
#pragma once

#include <map>
#include <string>

#include "crypto/bytes.h"
#include "crypto/openssl.h"

namespace relais::identity {

// header.claims, both encoded.
std::string SigningInput(const std::string& header, const std::string& claims);
std::string SignedWith(EVP_PKEY* key, const std::string& header, const std::string& claims);
std::string SignedHs256(BytesView secret, const std::string& header, const std::string& claims);

// The raw r || s of an ES256 signature over `input`.
Bytes RawSignature(EVP_PKEY* key, const std::string& input);
// (r, n - s), which verifies as well.
Bytes TwinOf(const Bytes& signature);

// A JSON object of members whose values are JSON already; an empty one is left out.
using Members = std::map<std::string, std::string>;
std::string Json(const Members& members);
std::string Quoted(const std::string& text);

}  // namespace relais::identity

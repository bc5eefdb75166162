// Keys on the curve P-256, as PEM files and as the coordinates that JOSE writes. Inner part of
// identity/.
#pragma once

#include <filesystem>

#include "crypto/bytes.h"
#include "crypto/openssl.h"

namespace relais::identity {

struct EcPoint {
  Array<32> x, y;
};

Pkey NewEcKey();

// PKCS#8 and SubjectPublicKeyInfo, PEM. Wipe the first after use.
Bytes PrivatePem(EVP_PKEY* key);
std::string PublicPem(EVP_PKEY* key);

// Writes a new 0600 file; kWrongState when there is one.
Status WritePrivateKey(const std::filesystem::path& path, EVP_PKEY* key);
// kCorrupt when the file holds no unencrypted private key on P-256; the errors of ReadPrivateFile.
Result<Pkey> ReadPrivateKey(const std::filesystem::path& path);
// kInvalid when `pem` is not a public key on P-256.
Result<Pkey> ParsePublicKey(std::string_view pem);

// The curve's name as OpenSSL spells it ("prime256v1"); empty for any other kind of key and for a
// curve that the key describes with parameters of its own.
std::string CurveName(const EVP_PKEY* key);
// Requires a key on P-256.
EcPoint PointOf(const EVP_PKEY* key);
// The private number; requires a private key on P-256. Wipe it after use.
Bytes PrivateNumberOf(const EVP_PKEY* key);

}  // namespace relais::identity

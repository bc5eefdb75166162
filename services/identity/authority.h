// The certificate authority of one server: it answers for the server's own TLS name and for the
// devices that may open a connection at all. A certificate tells which device calls, never who:
// that is the token's part (tokens.h), but for those whom a certificate is pinned to: operators and systems.
//
// A directory ("tls/") holds ca, server, client, operator and gateway, each a .key (PKCS#8 PEM, 0600) and a
// .pem. All keys are on P-256. The authority is made for ten years, the server's and the gateway's certificates
// for 825 days, a device's for one year. Thread-safe. Not guaranteed: revocation; a lost device is stopped where
// its organisation is looked up.
#pragma once

#include <filesystem>
#include <span>
#include <string>

#include "crypto/bytes.h"
#include "services/base/clock.h"

namespace relais::identity {

// Makes a new authority in `tls_dir` (the directory itself when missing), the server's certificate
// for localhost, 127.0.0.1, ::1 and `server_names` (DNS names or IP addresses), that of the gateway
// beside it as a device, a first device's ("client") and the first operator's. kWrongState when a key exists there already: nothing is overwritten.
// kInvalid when a name is neither, before anything is written.
Status CreateAuthority(const std::filesystem::path& tls_dir,
                       std::span<const std::string> server_names, Instant now);

// A certificate, PEM, for the device that made `csr_pem` (PKCS#10). Taken from the request: the
// public key, once its owner has signed for it, on P-256, P-384 or P-521. Everything else it asks
// for is ignored. `name` is the device's, as operators will read it: 1 to 64 characters. kInvalid
// names the argument at fault; kWrongState once the authority itself has expired.
Result<std::string> SignDevice(const std::filesystem::path& tls_dir, std::string_view csr_pem,
                               std::string_view name, Instant now);

// SHA-256 of a certificate's DER, by which a device is known: "x5t#S256" of RFC 8705. kInvalid when
// `pem` holds no certificate.
Result<Hash> FingerprintOf(std::string_view pem);

}  // namespace relais::identity

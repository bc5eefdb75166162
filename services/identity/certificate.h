// X.509 certificates of the three kinds that a server needs. Inner part of identity/; the rules for
// who may have one are in authority.h.
#pragma once

#include <openssl/x509.h>

#include <filesystem>
#include <vector>

#include "crypto/openssl.h"
#include "crypto/result.h"
#include "services/base/clock.h"

namespace relais::identity {

using Certificate = std::unique_ptr<X509, OpensslDeleter<X509_free>>;

// kAuthority signs leaves and nothing else (pathlen 0); the two leaves differ in what TLS accepts
// them for.
enum class CertificateKind { kAuthority, kServer, kClient };

struct CertificateSpec {
  CertificateKind kind;
  std::string common_name;         // 1 to 64 characters of UTF-8
  std::vector<std::string> names;  // DNS names and IP addresses; a server's
  Instant now;
  int days;
};

// The authority that signs: both borrowed for the call. No certificate: it signs itself.
struct Signer {
  X509* certificate;
  EVP_PKEY* key;
};

// Valid from a little before `now`, for clocks that go slow, and never longer than the signer.
// Everything in it comes from `spec`. kInvalid when a name in `spec` cannot stand in a certificate.
Result<Certificate> MakeCertificate(const CertificateSpec& spec, EVP_PKEY* subject,
                                    const Signer& signer);

std::string CertificatePem(X509* certificate);
Result<Certificate> ParseCertificate(std::string_view pem);
Result<Certificate> ReadCertificate(const std::filesystem::path& path);

}  // namespace relais::identity

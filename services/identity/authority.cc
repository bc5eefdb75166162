#include "services/identity/authority.h"

#include <openssl/pem.h>

#include <algorithm>

#include "crypto/random.h"
#include "services/base/files.h"
#include "services/identity/certificate.h"
#include "services/identity/ec_key.h"
#include "services/identity/openssl_errors.h"

namespace relais::identity {
namespace {

namespace fs = std::filesystem;

using CertificateRequest = std::unique_ptr<X509_REQ, OpensslDeleter<X509_REQ_free>>;

constexpr std::size_t kMaxRequestSize = 16 << 10;
constexpr int kAuthorityDays = 3653, kServerDays = 825, kDeviceDays = 365;

struct KeyAndCertificate {
  Pkey key;
  Certificate certificate;

  Signer signer() const { return {certificate.get(), key.get()}; }
};

Result<KeyAndCertificate> New(const CertificateSpec& spec, const Signer& authority) {
  Pkey key = NewEcKey();
  ASSIGN_OR_RETURN(Certificate certificate, MakeCertificate(spec, key.get(), authority));
  return KeyAndCertificate{std::move(key), std::move(certificate)};
}

// Two servers' authorities must not share a name: a device may trust both.
Result<KeyAndCertificate> NewAuthority(Instant now) {
  SystemRandom random;
  const std::string name = "Relais authority " + ToHex(View(random.Next<4>()));
  Pkey key = NewEcKey();
  const CertificateSpec spec{CertificateKind::kAuthority, name, {}, now, kAuthorityDays};
  ASSIGN_OR_RETURN(Certificate certificate, MakeCertificate(spec, key.get(), {nullptr, key.get()}));
  return KeyAndCertificate{std::move(key), std::move(certificate)};
}

std::vector<std::string> WithLocalNames(std::span<const std::string> names) {
  std::vector<std::string> out = {"localhost", "127.0.0.1", "::1"};
  for (const std::string& name : names) {
    if (std::find(out.begin(), out.end(), name) == out.end()) out.push_back(name);
  }
  return out;
}

Status Write(const fs::path& tls_dir, const std::string& stem, const KeyAndCertificate& pair) {
  RETURN_IF_ERROR(WritePrivateKey(tls_dir / (stem + ".key"), pair.key.get()));
  return WriteFileAtomically(tls_dir / (stem + ".pem"), CertificatePem(pair.certificate.get()),
                             0644);
}

Result<KeyAndCertificate> ReadAuthority(const fs::path& tls_dir, Instant now) {
  const fs::path path = tls_dir / "ca.pem";
  ASSIGN_OR_RETURN(Pkey key, ReadPrivateKey(tls_dir / "ca.key"));
  ASSIGN_OR_RETURN(Certificate certificate, ReadCertificate(path));
  if (X509_check_private_key(certificate.get(), key.get()) != 1) {
    return Fail(Reason::kCorrupt, path.string() + " is not the certificate of the ca.key beside it",
                path.string());
  }
  std::time_t time = std::chrono::system_clock::to_time_t(now);
  if (X509_cmp_time(X509_get0_notAfter(certificate.get()), &time) < 0) {
    return Fail(Reason::kWrongState, path.string() + " has expired: make a new authority",
                path.string());
  }
  return KeyAndCertificate{std::move(key), std::move(certificate)};
}

tl::unexpected<Error> RefuseRequest(const char* why) { return Fail(Reason::kInvalid, why, "csr"); }

Result<CertificateRequest> ParseRequest(std::string_view pem) {
  if (pem.size() > kMaxRequestSize)
    return RefuseRequest("certificate request is larger than 16 KiB");
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  RequireOpenssl(bio != nullptr);
  CertificateRequest request(PEM_read_bio_X509_REQ(bio.get(), nullptr, nullptr, nullptr));
  if (!request) return RefuseRequest("expected a PEM certificate request");
  return request;
}

bool IsAcceptedCurve(const std::string& curve) {
  return curve == SN_X9_62_prime256v1 || curve == SN_secp384r1 || curve == SN_secp521r1;
}

// The requested key, once the request proves that its maker holds the private half. Borrowed from
// `request`.
Result<EVP_PKEY*> ProvenKey(X509_REQ* request) {
  EVP_PKEY* const key = X509_REQ_get0_pubkey(request);
  if (key == nullptr || !IsAcceptedCurve(CurveName(key))) {
    return RefuseRequest("expected a key on P-256, P-384 or P-521");
  }
  if (X509_REQ_verify(request, key) != 1)
    return RefuseRequest("certificate request is not signed by its own key");
  return key;
}

}  // namespace

Status CreateAuthority(const fs::path& tls_dir, std::span<const std::string> server_names,
                       Instant now) {
  const ScopedOpensslErrors errors;
  ASSIGN_OR_RETURN(const auto authority, NewAuthority(now));
  const CertificateSpec server{CertificateKind::kServer, "Relais server",
                               WithLocalNames(server_names), now, kServerDays};
  const CertificateSpec device{CertificateKind::kClient, "First device", {}, now, kDeviceDays};
  // Renewed by whoever renews the server's own.
  const CertificateSpec gateway{CertificateKind::kClient, "Gateway", {}, now, kServerDays};
  ASSIGN_OR_RETURN(const auto server_pair, New(server, authority.signer()));
  ASSIGN_OR_RETURN(const auto device_pair, New(device, authority.signer()));
  ASSIGN_OR_RETURN(const auto gateway_pair, New(gateway, authority.signer()));
  const CertificateSpec operators{CertificateKind::kClient, "Operator", {}, now, kDeviceDays};
  ASSIGN_OR_RETURN(const auto operator_pair, New(operators, authority.signer()));
  RETURN_IF_ERROR(MakePrivateDirectory(tls_dir));
  RETURN_IF_ERROR(Write(tls_dir, "ca", authority));
  RETURN_IF_ERROR(Write(tls_dir, "server", server_pair));
  RETURN_IF_ERROR(Write(tls_dir, "gateway", gateway_pair));
  RETURN_IF_ERROR(Write(tls_dir, "operator", operator_pair));
  return Write(tls_dir, "client", device_pair);
}

Result<std::string> SignDevice(const fs::path& tls_dir, std::string_view csr_pem,
                               std::string_view name, Instant now) {
  const ScopedOpensslErrors errors;
  ASSIGN_OR_RETURN(const CertificateRequest request, ParseRequest(csr_pem));
  ASSIGN_OR_RETURN(EVP_PKEY* const key, ProvenKey(request.get()));
  ASSIGN_OR_RETURN(const auto authority, ReadAuthority(tls_dir, now));
  const CertificateSpec spec{CertificateKind::kClient, std::string(name), {}, now, kDeviceDays};
  ASSIGN_OR_RETURN(const Certificate certificate, MakeCertificate(spec, key, authority.signer()));
  return CertificatePem(certificate.get());
}

Result<Hash> FingerprintOf(std::string_view pem) {
  const ScopedOpensslErrors errors;
  ASSIGN_OR_RETURN(const Certificate certificate, ParseCertificate(pem));
  Hash out;
  unsigned size = out.size();
  RequireOpenssl(X509_digest(certificate.get(), EVP_sha256(), out.data(), &size) == 1);
  return out;
}

}  // namespace relais::identity

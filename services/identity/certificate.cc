#include "services/identity/certificate.h"

#include <openssl/asn1.h>
#include <openssl/bn.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <cctype>

#include "crypto/random.h"
#include "services/base/files.h"

namespace relais::identity {
namespace {

using Extension = std::unique_ptr<X509_EXTENSION, OpensslDeleter<X509_EXTENSION_free>>;
using Names = std::unique_ptr<GENERAL_NAMES, OpensslDeleter<GENERAL_NAMES_free>>;
using BigNumber = std::unique_ptr<BIGNUM, OpensslDeleter<BN_free>>;

constexpr std::size_t kMaxFileSize = 64 << 10;
constexpr long kSlowClockSeconds = 5 * 60;

struct ExtensionText {
  int nid;
  const char* value;
};

// In the syntax of OpenSSL's configuration; constants only, since the syntax has commas that a name
// could abuse.
std::vector<ExtensionText> ExtensionsOf(CertificateKind kind) {
  switch (kind) {
    case CertificateKind::kAuthority:
      return {{NID_basic_constraints, "critical,CA:TRUE,pathlen:0"},
              {NID_key_usage, "critical,keyCertSign"}};
    case CertificateKind::kServer:
      return {{NID_basic_constraints, "critical,CA:FALSE"},
              {NID_key_usage, "critical,digitalSignature"},
              {NID_ext_key_usage, "serverAuth"}};
    case CertificateKind::kClient:
      return {{NID_basic_constraints, "critical,CA:FALSE"},
              {NID_key_usage, "critical,digitalSignature"},
              {NID_ext_key_usage, "clientAuth"}};
  }
  RequireOpenssl(false);
  return {};
}

void AddExtensions(X509* certificate, X509* issuer, std::vector<ExtensionText> extensions) {
  extensions.push_back({NID_subject_key_identifier, "hash"});
  extensions.push_back({NID_authority_key_identifier, "keyid:always"});
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  for (const auto& [nid, value] : extensions) {
    const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value));
    RequireOpenssl(extension && X509_add_ext(certificate, extension.get(), -1) == 1);
  }
}

void SetSerial(X509* certificate) {
  SystemRandom random;
  const auto bytes = random.Next<16>();
  const BigNumber number(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
  RequireOpenssl(number &&
                 BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr);
}

void SetPeriod(X509* certificate, const CertificateSpec& spec, X509* issuer) {
  std::time_t now = std::chrono::system_clock::to_time_t(spec.now);
  ASN1_TIME* const from = X509_getm_notBefore(certificate);
  ASN1_TIME* const until = X509_getm_notAfter(certificate);
  RequireOpenssl(X509_time_adj_ex(from, 0, -kSlowClockSeconds, &now) != nullptr);
  RequireOpenssl(X509_time_adj_ex(until, spec.days, 0, &now) != nullptr);
  if (issuer == nullptr || ASN1_TIME_compare(until, X509_get0_notAfter(issuer)) <= 0) return;
  RequireOpenssl(X509_set1_notAfter(certificate, X509_get0_notAfter(issuer)) == 1);
}

bool IsPrintable(std::string_view text) {
  return std::none_of(text.begin(), text.end(),
                      [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

Status SetSubject(X509* certificate, const std::string& common_name) {
  const auto refuse = [] {
    return Fail(Reason::kInvalid, "expected a name of 1 to 64 characters", "name");
  };
  if (common_name.empty() || common_name.size() > 256 || !IsPrintable(common_name)) return refuse();
  X509_NAME* const subject = X509_get_subject_name(certificate);
  const int size = static_cast<int>(common_name.size());
  // OpenSSL counts the characters and checks the UTF-8.
  if (X509_NAME_add_entry_by_NID(subject, NID_commonName, MBSTRING_UTF8, Data(common_name), size,
                                 -1, 0) != 1) {
    return refuse();
  }
  return {};
}

bool IsDnsName(const std::string& name) {
  const auto allowed = [](unsigned char c) { return std::isalnum(c) != 0 || c == '-' || c == '.'; };
  return !name.empty() && name.size() <= 253 && std::all_of(name.begin(), name.end(), allowed) &&
         name.front() != '.' && name.front() != '-' && name.find("..") == name.npos;
}

GENERAL_NAME* NewAlternativeName(int type, ASN1_STRING* value) {
  GENERAL_NAME* const out = GENERAL_NAME_new();
  RequireOpenssl(out != nullptr && value != nullptr);
  GENERAL_NAME_set0_value(out, type, value);
  return out;
}

Result<GENERAL_NAME*> AlternativeName(const std::string& name) {
  if (ASN1_OCTET_STRING* const address = a2i_IPADDRESS(name.c_str())) {
    return NewAlternativeName(GEN_IPADD, address);
  }
  if (!IsDnsName(name))
    return Fail(Reason::kInvalid, "expected a DNS name or an IP address", "names");
  ASN1_IA5STRING* const text = ASN1_IA5STRING_new();
  RequireOpenssl(text && ASN1_STRING_set(text, name.data(), static_cast<int>(name.size())) == 1);
  return NewAlternativeName(GEN_DNS, text);
}

Status AddAlternativeNames(X509* certificate, const std::vector<std::string>& names) {
  if (names.empty()) return {};
  const Names list(GENERAL_NAMES_new());
  RequireOpenssl(list != nullptr);
  for (const std::string& name : names) {
    ASSIGN_OR_RETURN(GENERAL_NAME* const entry, AlternativeName(name));
    RequireOpenssl(sk_GENERAL_NAME_push(list.get(), entry) > 0);
  }
  RequireOpenssl(
      X509_add1_ext_i2d(certificate, NID_subject_alt_name, list.get(), 0, X509V3_ADD_DEFAULT) == 1);
  return {};
}

}  // namespace

Result<Certificate> MakeCertificate(const CertificateSpec& spec, EVP_PKEY* subject,
                                    const Signer& signer) {
  Certificate out(X509_new());
  RequireOpenssl(out && X509_set_version(out.get(), X509_VERSION_3) == 1);
  RETURN_IF_ERROR(SetSubject(out.get(), spec.common_name));
  RETURN_IF_ERROR(AddAlternativeNames(out.get(), spec.names));
  X509* const issuer = signer.certificate != nullptr ? signer.certificate : out.get();
  RequireOpenssl(X509_set_issuer_name(out.get(), X509_get_subject_name(issuer)) == 1);
  RequireOpenssl(X509_set_pubkey(out.get(), subject) == 1);
  SetSerial(out.get());
  SetPeriod(out.get(), spec, signer.certificate);
  AddExtensions(out.get(), issuer, ExtensionsOf(spec.kind));
  RequireOpenssl(X509_sign(out.get(), signer.key, EVP_sha256()) > 0);
  return out;
}

std::string CertificatePem(X509* certificate) {
  const Bio bio(BIO_new(BIO_s_mem()));
  RequireOpenssl(bio && PEM_write_bio_X509(bio.get(), certificate) == 1);
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

Result<Certificate> ParseCertificate(std::string_view pem) {
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  RequireOpenssl(bio != nullptr);
  Certificate out(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  if (!out) return Fail(Reason::kInvalid, "not a PEM certificate");
  return out;
}

Result<Certificate> ReadCertificate(const std::filesystem::path& path) {
  ASSIGN_OR_RETURN(const Bytes pem, ReadFile(path, kMaxFileSize));
  auto out = ParseCertificate(pem);
  if (!out)
    return Fail(Reason::kCorrupt, path.string() + " is not a PEM certificate", path.string());
  return out;
}

}  // namespace relais::identity

#include "clients/cli/device.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include <memory>

namespace relais::cli {
namespace {

template <auto free>
struct Free {
  template <class T>
  void operator()(T* p) const {
    free(p);
  }
};

using Pkey = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using Bio = std::unique_ptr<BIO, Free<BIO_free_all>>;
using Request = std::unique_ptr<X509_REQ, Free<X509_REQ_free>>;
using Certificate = std::unique_ptr<X509, Free<X509_free>>;
using Store = std::unique_ptr<X509_STORE, Free<X509_STORE_free>>;
using StoreCtx = std::unique_ptr<X509_STORE_CTX, Free<X509_STORE_CTX_free>>;

constexpr std::size_t kLongestName = 64;

Bio Reading(const std::string& text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

std::string Written(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return size > 0 ? std::string(data, static_cast<std::size_t>(size)) : std::string();
}

Request Sign(EVP_PKEY* key, const std::string& name) {
  Request out(X509_REQ_new());
  if (out == nullptr) return nullptr;
  X509_NAME* subject = X509_REQ_get_subject_name(out.get());
  const auto* text = reinterpret_cast<const unsigned char*>(name.data());
  const bool ok = X509_REQ_set_version(out.get(), X509_REQ_VERSION_1) == 1 &&
                  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, text,
                                             static_cast<int>(name.size()), -1, 0) == 1 &&
                  X509_REQ_set_pubkey(out.get(), key) == 1 &&
                  X509_REQ_sign(out.get(), key, EVP_sha256()) > 0;
  return ok ? std::move(out) : nullptr;
}

Certificate ReadCertificate(const std::string& pem) {
  const Bio bio = Reading(pem);
  return Certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
}

// Whatever the time is: that is asked apart.
bool SignedBy(X509* certificate, X509* ca) {
  const Store store(X509_STORE_new());
  const StoreCtx context(X509_STORE_CTX_new());
  if (store == nullptr || context == nullptr || X509_STORE_add_cert(store.get(), ca) != 1)
    return false;
  if (X509_STORE_CTX_init(context.get(), store.get(), certificate, nullptr) != 1) return false;
  X509_VERIFY_PARAM_set_flags(X509_STORE_CTX_get0_param(context.get()), X509_V_FLAG_NO_CHECK_TIME);
  return X509_verify_cert(context.get()) == 1;
}

bool ValidAt(const X509* certificate, std::time_t now) {
  return X509_cmp_time(X509_get0_notBefore(certificate), &now) < 0 &&
         X509_cmp_time(X509_get0_notAfter(certificate), &now) > 0;
}

}  // namespace

Result<DeviceRequest> NewDevice(const std::string& name) {
  if (name.empty() || name.size() > kLongestName) return Fail(Reason::kInvalid, "name");
  const Pkey key(EVP_EC_gen("P-256"));
  const Bio key_out(BIO_new(BIO_s_secmem()));
  const Bio csr_out(BIO_new(BIO_s_mem()));
  if (key == nullptr || key_out == nullptr || csr_out == nullptr)
    return Fail(Reason::kInternal, "OpenSSL");
  const Request request = Sign(key.get(), name);
  const bool ok = request != nullptr && PEM_write_bio_X509_REQ(csr_out.get(), request.get()) == 1 &&
                  PEM_write_bio_PKCS8PrivateKey(key_out.get(), key.get(), nullptr, nullptr, 0,
                                                nullptr, nullptr) == 1;
  if (!ok) return Fail(Reason::kInternal, "OpenSSL");
  return DeviceRequest{Written(key_out.get()), Written(csr_out.get())};
}

CertificateFault CheckCertificate(const std::string& certificate, const std::string& key,
                                  const std::string& ca, std::time_t now) {
  const Certificate own = ReadCertificate(certificate);
  const Certificate authority = ReadCertificate(ca);
  const Bio key_in = Reading(key);
  const Pkey pair(PEM_read_bio_PrivateKey(key_in.get(), nullptr, nullptr, nullptr));
  if (own == nullptr || authority == nullptr || pair == nullptr)
    return CertificateFault::kUnreadable;
  if (X509_check_private_key(own.get(), pair.get()) != 1) return CertificateFault::kOtherKey;
  if (!SignedBy(own.get(), authority.get())) return CertificateFault::kOtherAuthority;
  return ValidAt(own.get(), now) ? CertificateFault::kNone : CertificateFault::kNotNow;
}

}  // namespace relais::cli

#include "tests/cli/test_pki.h"

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdlib>
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
using Cert = std::unique_ptr<X509, Free<X509_free>>;
using Bio = std::unique_ptr<BIO, Free<BIO_free_all>>;

void Require(bool ok) {
  if (!ok) std::abort();
}

Bio From(const std::string& text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

std::string Text(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(size)};
}

void Extend(X509* certificate, X509* issuer, int kind, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value);
  Require(extension != nullptr && X509_add_ext(certificate, extension, -1) == 1);
  X509_EXTENSION_free(extension);
}

Cert Blank(int days) {
  static long serial = 1;
  Cert out(X509_new());
  X509_set_version(out.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(out.get()), serial++);
  X509_gmtime_adj(X509_getm_notBefore(out.get()), -60L * 86400);
  X509_gmtime_adj(X509_getm_notAfter(out.get()), days * 86400L);
  return out;
}

std::string Finish(X509* certificate, EVP_PKEY* key) {
  Require(X509_sign(certificate, key, EVP_sha256()) > 0);
  const Bio bio(BIO_new(BIO_s_mem()));
  Require(PEM_write_bio_X509(bio.get(), certificate) == 1);
  return Text(bio.get());
}

}  // namespace

PemPair NewAuthority(const std::string& name) {
  const Pkey key(EVP_EC_gen("P-256"));
  const Cert ca = Blank(365);
  X509_NAME* subject = X509_get_subject_name(ca.get());
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  X509_set_issuer_name(ca.get(), subject);
  X509_set_pubkey(ca.get(), key.get());
  Extend(ca.get(), ca.get(), NID_basic_constraints, "critical,CA:TRUE");
  const Bio bio(BIO_new(BIO_s_mem()));
  Require(PEM_write_bio_PKCS8PrivateKey(bio.get(), key.get(), nullptr, nullptr, 0, nullptr,
                                        nullptr) == 1);
  return {Finish(ca.get(), key.get()), Text(bio.get())};
}

std::string SignRequest(const PemPair& authority, const std::string& csr, int days) {
  const Bio ca_in = From(authority.certificate);
  const Bio key_in = From(authority.key);
  const Bio csr_in = From(csr);
  const Cert ca(PEM_read_bio_X509(ca_in.get(), nullptr, nullptr, nullptr));
  const Pkey key(PEM_read_bio_PrivateKey(key_in.get(), nullptr, nullptr, nullptr));
  const std::unique_ptr<X509_REQ, Free<X509_REQ_free>> request(
      PEM_read_bio_X509_REQ(csr_in.get(), nullptr, nullptr, nullptr));
  Require(request != nullptr &&
          X509_REQ_verify(request.get(), X509_REQ_get0_pubkey(request.get())) == 1);
  const Cert out = Blank(days);
  X509_set_subject_name(out.get(), X509_REQ_get_subject_name(request.get()));
  X509_set_issuer_name(out.get(), X509_get_subject_name(ca.get()));
  X509_set_pubkey(out.get(), X509_REQ_get0_pubkey(request.get()));
  Extend(out.get(), ca.get(), NID_subject_alt_name, "IP:127.0.0.1,DNS:localhost");
  return Finish(out.get(), key.get());
}

}  // namespace relais::cli

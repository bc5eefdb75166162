// Owning handles over OpenSSL's C types; failure is decided by the return code alone. For crypto/
// and identity/ only.
#pragma once

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>

#include <memory>

namespace relais {

template <auto free>
struct OpensslDeleter {
  template <class T>
  void operator()(T* p) const {
    free(p);
  }
};

using CipherCtx = std::unique_ptr<EVP_CIPHER_CTX, OpensslDeleter<EVP_CIPHER_CTX_free>>;
using DigestCtx = std::unique_ptr<EVP_MD_CTX, OpensslDeleter<EVP_MD_CTX_free>>;
using KdfCtx = std::unique_ptr<EVP_KDF_CTX, OpensslDeleter<EVP_KDF_CTX_free>>;
using Pkey = std::unique_ptr<EVP_PKEY, OpensslDeleter<EVP_PKEY_free>>;
using Bio = std::unique_ptr<BIO, OpensslDeleter<BIO_free_all>>;

// An OpenSSL call that fails with valid arguments means memory or library trouble: nothing safe can
// follow.
void RequireOpenssl(bool ok);

}  // namespace relais

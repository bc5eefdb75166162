#include "crypto/hash.h"

#include <openssl/core_names.h>
#include <openssl/params.h>

#include <cstdlib>

#include "crypto/openssl.h"

namespace relais {
namespace {

const EVP_MD* FetchedSha256() {
  static const EVP_MD* const md = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return md;
}

EVP_MD_CTX* ThreadDigest() {
  thread_local DigestCtx ctx(EVP_MD_CTX_new());
  return ctx.get();
}

// Derives with OpenSSL's KDF `name`; the parameters say the rest.
void Derive(const char* name, const OSSL_PARAM* parameters, unsigned char* out, std::size_t size) {
  EVP_KDF* const kdf = EVP_KDF_fetch(nullptr, name, nullptr);
  RequireOpenssl(kdf != nullptr);
  const KdfCtx ctx(EVP_KDF_CTX_new(kdf));
  EVP_KDF_free(kdf);
  RequireOpenssl(ctx && EVP_KDF_derive(ctx.get(), out, size, parameters) == 1);
}

OSSL_PARAM Octets(const char* name, BytesView bytes) {
  // HKDF refuses a null pointer even for no bytes.
  return OSSL_PARAM_construct_octet_string(
      name, const_cast<char*>(bytes.empty() ? "" : bytes.data()), bytes.size());
}

}  // namespace

void RequireOpenssl(bool ok) {
  if (!ok) std::abort();
}

Hash Sha256(std::initializer_list<BytesView> parts) {
  EVP_MD_CTX* const ctx = ThreadDigest();
  RequireOpenssl(EVP_DigestInit_ex2(ctx, FetchedSha256(), nullptr) == 1);
  for (const BytesView part : parts)
    RequireOpenssl(EVP_DigestUpdate(ctx, part.data(), part.size()) == 1);
  Hash out;
  RequireOpenssl(EVP_DigestFinal_ex(ctx, out.data(), nullptr) == 1);
  return out;
}

// RFC 2104 by hand over the fetched digest: OpenSSL 3's EVP_MAC costs several times the hashing
// itself.
Hash HmacSha256(const Key& key, std::initializer_list<BytesView> parts) {
  Array<64> inner, outer;
  inner.fill(0x36);
  outer.fill(0x5c);
  const BytesView bytes = key.ExposeSecretBytes();
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    inner[i] ^= static_cast<std::uint8_t>(bytes[i]);
    outer[i] ^= static_cast<std::uint8_t>(bytes[i]);
  }
  EVP_MD_CTX* const ctx = ThreadDigest();
  Hash out;
  RequireOpenssl(EVP_DigestInit_ex2(ctx, FetchedSha256(), nullptr) == 1);
  RequireOpenssl(EVP_DigestUpdate(ctx, inner.data(), inner.size()) == 1);
  for (const BytesView part : parts)
    RequireOpenssl(EVP_DigestUpdate(ctx, part.data(), part.size()) == 1);
  RequireOpenssl(EVP_DigestFinal_ex(ctx, out.data(), nullptr) == 1);
  const Hash result = Sha256({View(outer), View(out)});
  OPENSSL_cleanse(inner.data(), inner.size());
  OPENSSL_cleanse(outer.data(), outer.size());
  return result;
}

Bytes HkdfSha256(BytesView key, BytesView salt, BytesView info, std::size_t size) {
  char digest[] = "SHA256";
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
      Octets(OSSL_KDF_PARAM_KEY, key), Octets(OSSL_KDF_PARAM_SALT, salt),
      Octets(OSSL_KDF_PARAM_INFO, info), OSSL_PARAM_construct_end()};
  Bytes out(size, '\0');
  Derive("HKDF", parameters, Data(out), size);
  return out;
}

Key DeriveKey(const Key& key, BytesView info) {
  Bytes bytes = HkdfSha256(key.ExposeSecretBytes(), {}, info, 32);
  Key out = *Key::FromBytes(bytes);
  Wipe(bytes);
  return out;
}

Hash ScryptSha256(BytesView word, BytesView salt) {
  std::uint64_t n = 1 << 14;
  std::uint32_t r = 8, p = 1;
  const OSSL_PARAM parameters[] = {Octets(OSSL_KDF_PARAM_PASSWORD, word),
                                   Octets(OSSL_KDF_PARAM_SALT, salt),
                                   OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_N, &n),
                                   OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_SCRYPT_R, &r),
                                   OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_SCRYPT_P, &p),
                                   OSSL_PARAM_construct_end()};
  Hash out;
  Derive("SCRYPT", parameters, out.data(), out.size());
  return out;
}

}  // namespace relais

#include "services/identity/ec_key.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/pem.h>

#include "crypto/secret.h"
#include "services/base/files.h"

namespace relais::identity {
namespace {

namespace fs = std::filesystem;

using BigNumber = std::unique_ptr<BIGNUM, OpensslDeleter<BN_clear_free>>;

constexpr std::size_t kMaxPemSize = 16 << 10;

std::string Contents(const Bio& bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

Bio Over(std::string_view text) {
  Bio bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  RequireOpenssl(bio != nullptr);
  return bio;
}

// A server has nobody at the keyboard: an encrypted file is an error, not a question.
int NoPassword(char*, int, int, void*) { return -1; }

BigNumber Number(const EVP_PKEY* key, const char* parameter) {
  BIGNUM* number = nullptr;
  RequireOpenssl(EVP_PKEY_get_bn_param(key, parameter, &number) == 1);
  return BigNumber(number);
}

void PutNumber(const BigNumber& number, unsigned char* out) {
  RequireOpenssl(BN_bn2binpad(number.get(), out, 32) == 32);
}

bool IsP256(const Pkey& key) { return key && CurveName(key.get()) == SN_X9_62_prime256v1; }

Pkey ParsePrivateKey(std::string_view pem) {
  const Bio bio = Over(pem);
  return Pkey(PEM_read_bio_PrivateKey(bio.get(), nullptr, NoPassword, nullptr));
}

}  // namespace

Pkey NewEcKey() {
  Pkey key(EVP_EC_gen(SN_X9_62_prime256v1));
  RequireOpenssl(key != nullptr);
  return key;
}

Bytes PrivatePem(EVP_PKEY* key) {
  const Bio bio(BIO_new(BIO_s_mem()));
  RequireOpenssl(bio && PEM_write_bio_PKCS8PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr,
                                                      nullptr) == 1);
  return Contents(bio);
}

std::string PublicPem(EVP_PKEY* key) {
  const Bio bio(BIO_new(BIO_s_mem()));
  RequireOpenssl(bio && PEM_write_bio_PUBKEY(bio.get(), key) == 1);
  return Contents(bio);
}

Status WritePrivateKey(const fs::path& path, EVP_PKEY* key) {
  std::error_code error;
  const std::string name = path.string();
  if (fs::symlink_status(path, error).type() != fs::file_type::not_found) {
    return Fail(Reason::kWrongState, name + " exists already: keys are never overwritten", name);
  }
  Bytes pem = PrivatePem(key);
  Status written = WriteFileAtomically(path, pem, 0600);
  Wipe(pem);
  return written;
}

Result<Pkey> ReadPrivateKey(const fs::path& path) {
  ASSIGN_OR_RETURN(Bytes pem, ReadPrivateFile(path, kMaxPemSize));
  Pkey key = ParsePrivateKey(pem);
  Wipe(pem);
  if (IsP256(key)) return key;
  const std::string name = path.string();
  return Fail(Reason::kCorrupt, name + " is not an unencrypted PEM private key on P-256", name);
}

Result<Pkey> ParsePublicKey(std::string_view pem) {
  const auto refuse = [] {
    return Fail(Reason::kInvalid, "expected a PEM public key on P-256", "public_key");
  };
  if (pem.size() > kMaxPemSize) return refuse();
  const Bio bio = Over(pem);
  Pkey key(PEM_read_bio_PUBKEY(bio.get(), nullptr, NoPassword, nullptr));
  if (!IsP256(key)) return refuse();
  return key;
}

std::string CurveName(const EVP_PKEY* key) {
  char name[64];
  std::size_t size = 0;
  int own_parameters = 0;
  if (EVP_PKEY_is_a(key, "EC") != 1) return {};
  if (EVP_PKEY_get_int_param(key, OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS,
                             &own_parameters) != 1)
    return {};
  if (own_parameters != 0) return {};
  if (EVP_PKEY_get_group_name(key, name, sizeof name, &size) != 1) return {};
  return {name, size};
}

EcPoint PointOf(const EVP_PKEY* key) {
  EcPoint point;
  PutNumber(Number(key, OSSL_PKEY_PARAM_EC_PUB_X), point.x.data());
  PutNumber(Number(key, OSSL_PKEY_PARAM_EC_PUB_Y), point.y.data());
  return point;
}

Bytes PrivateNumberOf(const EVP_PKEY* key) {
  Bytes out(32, '\0');
  PutNumber(Number(key, OSSL_PKEY_PARAM_PRIV_KEY), Data(out));
  return out;
}

}  // namespace relais::identity

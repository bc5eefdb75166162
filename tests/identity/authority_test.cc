#include "services/identity/authority.h"

#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <array>
#include <set>

#include "services/base/files.h"
#include "services/identity/certificate.h"
#include "services/identity/ec_key.h"
#include "tests/keys/scratch.h"

namespace relais::identity {
namespace {

namespace fs = std::filesystem;

using Store = std::unique_ptr<X509_STORE, OpensslDeleter<X509_STORE_free>>;
using StoreCtx = std::unique_ptr<X509_STORE_CTX, OpensslDeleter<X509_STORE_CTX_free>>;
using Request = std::unique_ptr<X509_REQ, OpensslDeleter<X509_REQ_free>>;
using Serial = std::unique_ptr<BIGNUM, OpensslDeleter<BN_free>>;

const Instant kNow = FromMillis(1'795'000'000'000);
constexpr auto kDay = std::chrono::hours(24);

// What OpenSSL says of the chain `leaf` <- `authority` for TLS in the role `purpose`, at `when`;
// X509_V_OK is good.
int Verify(X509* leaf, X509* authority, int purpose, Instant when = kNow,
           STACK_OF(X509) * between = nullptr) {
  const Store store(X509_STORE_new());
  const StoreCtx ctx(X509_STORE_CTX_new());
  X509_STORE_add_cert(store.get(), authority);
  X509_STORE_CTX_init(ctx.get(), store.get(), leaf, between);
  X509_STORE_CTX_set_purpose(ctx.get(), purpose);
  X509_STORE_CTX_set_time(ctx.get(), 0, std::chrono::system_clock::to_time_t(when));
  X509_STORE_CTX_set_flags(ctx.get(), X509_V_FLAG_X509_STRICT);
  X509_verify_cert(ctx.get());
  return X509_STORE_CTX_get_error(ctx.get());
}

Certificate ParseCertificate(const std::string& pem) {
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  return Certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
}

std::string SubjectOf(X509* certificate) {
  char name[256] = "";
  X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, name, sizeof name);
  return name;
}

struct RequestSpec {
  std::string extensions_ca = {}, extensions_usage = {}, names = {};
};

void AddExtension(STACK_OF(X509_EXTENSION) * list, int nid, const std::string& value) {
  if (!value.empty())
    sk_X509_EXTENSION_push(list, X509V3_EXT_conf_nid(nullptr, nullptr, nid, value.c_str()));
}

// A request for `subject`'s key that is signed by `signer`'s.
std::string RequestPem(EVP_PKEY* subject, EVP_PKEY* signer, const RequestSpec& spec = {}) {
  const Request request(X509_REQ_new());
  X509_REQ_set_pubkey(request.get(), subject);
  X509_NAME_add_entry_by_txt(X509_REQ_get_subject_name(request.get()), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>("Relais server"), -1, -1, 0);
  STACK_OF(X509_EXTENSION)* const list = sk_X509_EXTENSION_new_null();
  AddExtension(list, NID_basic_constraints, spec.extensions_ca);
  AddExtension(list, NID_key_usage, spec.extensions_usage);
  AddExtension(list, NID_subject_alt_name, spec.names);
  if (sk_X509_EXTENSION_num(list) > 0) X509_REQ_add_extensions(request.get(), list);
  sk_X509_EXTENSION_pop_free(list, X509_EXTENSION_free);
  X509_REQ_sign(request.get(), signer, EVP_PKEY_is_a(signer, "ED25519") ? nullptr : EVP_sha256());
  const Bio bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509_REQ(bio.get(), request.get());
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

class AuthorityTest : public testing::Test {
 protected:
  void SetUp() override {
    const std::array<std::string, 3> names = {"relais.example", "192.0.2.7", "localhost"};
    ASSERT_TRUE(CreateAuthority(tls_, names, kNow));
    ca_ = Read("ca.pem");
  }
  Certificate Read(const std::string& name) { return ReadCertificate(tls_ / name).value(); }
  Result<std::string> Sign(const std::string& csr, std::string_view name = "Ward 3",
                           Instant now = kNow) {
    return SignDevice(tls_, csr, name, now);
  }
  void ExpectRefused(const std::string& csr, const std::string& message) {
    const auto signed_pem = Sign(csr);
    ASSERT_FALSE(signed_pem);
    EXPECT_EQ(signed_pem.error().reason, Reason::kInvalid);
    EXPECT_EQ(signed_pem.error().message, message);
    EXPECT_EQ(signed_pem.error().field, "csr");
    EXPECT_EQ(ERR_peek_error(), 0u);
  }

  Scratch dir_;
  const fs::path tls_ = dir_ / "tls";
  Certificate ca_;
  Pkey device_ = NewEcKey();
};

TEST_F(AuthorityTest, FilesAreThere) {
  for (const std::string stem : {"ca", "server", "client"}) {
    const auto key = ReadPrivateKey(tls_ / (stem + ".key"));
    ASSERT_TRUE(key) << key.error().message;
    EXPECT_EQ(X509_check_private_key(Read(stem + ".pem").get(), key->get()), 1);
    EXPECT_EQ(fs::status(tls_ / (stem + ".key")).permissions(), fs::perms(0600));
    EXPECT_EQ(fs::status(tls_ / (stem + ".pem")).permissions(), fs::perms(0644));
  }
}

TEST_F(AuthorityTest, ChainsVerifyForTheirOwnPurposeOnly) {
  const Certificate server = Read("server.pem"), client = Read("client.pem");
  EXPECT_EQ(Verify(server.get(), ca_.get(), X509_PURPOSE_SSL_SERVER), X509_V_OK);
  EXPECT_EQ(Verify(client.get(), ca_.get(), X509_PURPOSE_SSL_CLIENT), X509_V_OK);
  EXPECT_EQ(Verify(server.get(), ca_.get(), X509_PURPOSE_SSL_CLIENT), X509_V_ERR_INVALID_PURPOSE);
  EXPECT_EQ(Verify(client.get(), ca_.get(), X509_PURPOSE_SSL_SERVER), X509_V_ERR_INVALID_PURPOSE);
}

TEST_F(AuthorityTest, ServerAnswersToItsNames) {
  const Certificate server = Read("server.pem");
  for (const char* name : {"localhost", "relais.example"}) {
    EXPECT_EQ(X509_check_host(server.get(), name, 0, 0, nullptr), 1) << name;
  }
  for (const char* address : {"127.0.0.1", "::1", "192.0.2.7"}) {
    EXPECT_EQ(X509_check_ip_asc(server.get(), address, 0), 1) << address;
  }
  EXPECT_EQ(X509_check_host(server.get(), "other.example", 0, 0, nullptr), 0);
  EXPECT_EQ(X509_check_ip_asc(server.get(), "192.0.2.8", 0), 0);
}

TEST_F(AuthorityTest, AuthorityIsConstrained) {
  EXPECT_EQ(X509_get_pathlen(ca_.get()), 0);
  EXPECT_EQ(X509_get_key_usage(ca_.get()), static_cast<std::uint32_t>(KU_KEY_CERT_SIGN));
  EXPECT_NE(X509_get_extension_flags(ca_.get()) & EXFLAG_CA, 0u);
  EXPECT_EQ(X509_get_extended_key_usage(Read("server.pem").get()),
            static_cast<std::uint32_t>(XKU_SSL_SERVER));
}

TEST_F(AuthorityTest, Periods) {
  const Certificate server = Read("server.pem"), client = Read("client.pem");
  const auto at = [&](const Certificate& leaf, int purpose, Instant when) {
    return Verify(leaf.get(), ca_.get(), purpose, when);
  };
  EXPECT_EQ(at(client, X509_PURPOSE_SSL_CLIENT, kNow - std::chrono::minutes(4)), X509_V_OK);
  EXPECT_EQ(at(client, X509_PURPOSE_SSL_CLIENT, kNow + 364 * kDay), X509_V_OK);
  EXPECT_EQ(at(client, X509_PURPOSE_SSL_CLIENT, kNow + 366 * kDay), X509_V_ERR_CERT_HAS_EXPIRED);
  EXPECT_EQ(at(server, X509_PURPOSE_SSL_SERVER, kNow + 824 * kDay), X509_V_OK);
  EXPECT_EQ(at(server, X509_PURPOSE_SSL_SERVER, kNow + 826 * kDay), X509_V_ERR_CERT_HAS_EXPIRED);
}

TEST_F(AuthorityTest, NothingIsOverwritten) {
  const Bytes before = ReadPrivateFile(tls_ / "ca.key", 4096).value();
  const Status again = CreateAuthority(tls_, {}, kNow);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().reason, Reason::kWrongState);
  EXPECT_EQ(ReadPrivateFile(tls_ / "ca.key", 4096).value(), before);
}

TEST_F(AuthorityTest, AttackServerNamesThatAreNone) {
  for (const std::string name : {"", "a,DNS:evil.example", "*", "*.example", "a b", ".example",
                                 "-a", "a..b", "a\nb", "a/b", "1.2.3.4/8", "caf\xc3\xa9.example"}) {
    const std::array<std::string, 1> names = {name};
    const Status created = CreateAuthority(dir_ / "other", names, kNow);
    ASSERT_FALSE(created) << name;
    EXPECT_EQ(created.error().reason, Reason::kInvalid);
    EXPECT_FALSE(fs::exists(dir_ / "other"));
  }
}

TEST_F(AuthorityTest, DeviceIsSigned) {
  const Certificate leaf = ParseCertificate(Sign(RequestPem(device_.get(), device_.get())).value());
  EXPECT_EQ(Verify(leaf.get(), ca_.get(), X509_PURPOSE_SSL_CLIENT), X509_V_OK);
  EXPECT_EQ(Verify(leaf.get(), ca_.get(), X509_PURPOSE_SSL_SERVER), X509_V_ERR_INVALID_PURPOSE);
  EXPECT_EQ(X509_check_private_key(leaf.get(), device_.get()), 1);
  EXPECT_EQ(SubjectOf(leaf.get()), "Ward 3");
}

TEST_F(AuthorityTest, LargerCurvesAreSigned) {
  for (const char* curve : {"secp384r1", "secp521r1"}) {
    const Pkey key(EVP_EC_gen(curve));
    const Certificate leaf = ParseCertificate(Sign(RequestPem(key.get(), key.get())).value());
    EXPECT_EQ(Verify(leaf.get(), ca_.get(), X509_PURPOSE_SSL_CLIENT), X509_V_OK);
  }
}

TEST_F(AuthorityTest, SerialsAreLargePositiveAndDiffer) {
  std::set<std::string> seen;
  int bits = 0;
  for (int i = 0; i < 50; ++i) {
    const Certificate leaf =
        ParseCertificate(Sign(RequestPem(device_.get(), device_.get())).value());
    const Serial serial(ASN1_INTEGER_to_BN(X509_get0_serialNumber(leaf.get()), nullptr));
    EXPECT_FALSE(BN_is_negative(serial.get()));
    bits = std::max(bits, BN_num_bits(serial.get()));
    char* const text = BN_bn2hex(serial.get());
    EXPECT_TRUE(seen.insert(text).second);
    OPENSSL_free(text);
  }
  EXPECT_GT(bits, 120);
  EXPECT_LE(bits, 128);
}

TEST_F(AuthorityTest, AttackRequestForAnAuthorityOrAServer) {
  const RequestSpec greedy{"critical,CA:TRUE", "critical,keyCertSign,cRLSign",
                           "DNS:localhost,IP:127.0.0.1"};
  const Certificate leaf =
      ParseCertificate(Sign(RequestPem(device_.get(), device_.get(), greedy)).value());
  EXPECT_EQ(X509_check_ca(leaf.get()), 0);
  EXPECT_EQ(X509_get_extension_flags(leaf.get()) & EXFLAG_CA, 0u);
  EXPECT_EQ(X509_get_key_usage(leaf.get()), static_cast<std::uint32_t>(KU_DIGITAL_SIGNATURE));
  EXPECT_EQ(X509_get_extended_key_usage(leaf.get()), static_cast<std::uint32_t>(XKU_SSL_CLIENT));
  EXPECT_EQ(X509_get_ext_by_NID(leaf.get(), NID_subject_alt_name, -1), -1);
  EXPECT_EQ(SubjectOf(leaf.get()), "Ward 3");
  EXPECT_NE(Verify(leaf.get(), ca_.get(), X509_PURPOSE_SSL_SERVER), X509_V_OK);
}

TEST_F(AuthorityTest, AttackDeviceSignsAnotherDevice) {
  const Certificate leaf = ParseCertificate(Sign(RequestPem(device_.get(), device_.get())).value());
  const Pkey child = NewEcKey();
  const CertificateSpec spec{CertificateKind::kClient, "Child", {}, kNow, 30};
  const Certificate forged =
      MakeCertificate(spec, child.get(), {leaf.get(), device_.get()}).value();
  STACK_OF(X509)* const between = sk_X509_new_null();
  sk_X509_push(between, leaf.get());
  EXPECT_NE(Verify(forged.get(), ca_.get(), X509_PURPOSE_SSL_CLIENT, kNow, between), X509_V_OK);
  sk_X509_free(between);
}

TEST_F(AuthorityTest, AttackOtherAuthoritysDevice) {
  ASSERT_TRUE(CreateAuthority(dir_ / "other", {}, kNow));
  const Certificate stranger = ReadCertificate(dir_ / "other/client.pem").value();
  EXPECT_NE(Verify(stranger.get(), ca_.get(), X509_PURPOSE_SSL_CLIENT), X509_V_OK);
  EXPECT_NE(SubjectOf(ReadCertificate(dir_ / "other/ca.pem").value().get()), SubjectOf(ca_.get()));
}

TEST_F(AuthorityTest, AttackRequestForSomeoneElsesKey) {
  const Pkey victim = NewEcKey();
  ExpectRefused(RequestPem(victim.get(), device_.get()),
                "certificate request is not signed by its own key");
}

TEST_F(AuthorityTest, AttackWeakOrOtherKeys) {
  for (EVP_PKEY* const made :
       {EVP_RSA_gen(1024), EVP_RSA_gen(2048), EVP_EC_gen("secp224r1"), EVP_EC_gen("secp256k1"),
        EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")}) {
    const Pkey key(made);
    ExpectRefused(RequestPem(key.get(), key.get()), "expected a key on P-256, P-384 or P-521");
  }
}

TEST_F(AuthorityTest, AttackCurveWithParametersOfItsOwn) {
  const Pkey key = NewEcKey();
  ASSERT_EQ(EVP_PKEY_set_utf8_string_param(key.get(), "encoding", "explicit"), 1);
  ExpectRefused(RequestPem(key.get(), key.get()), "expected a key on P-256, P-384 or P-521");
}

TEST_F(AuthorityTest, AttackGarbageRequests) {
  const std::string expected = "expected a PEM certificate request";
  const std::string good = RequestPem(device_.get(), device_.get());
  ExpectRefused("", expected);
  ExpectRefused("garbage", expected);
  ExpectRefused(Bytes(100, '\0'), expected);
  ExpectRefused(CertificatePem(ca_.get()), expected);
  ExpectRefused("-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n",
                expected);
  ExpectRefused(good + std::string(16 << 10, ' '), "certificate request is larger than 16 KiB");
  for (std::size_t size = 0; size + 2 < good.size(); ++size)
    EXPECT_FALSE(Sign(good.substr(0, size))) << size;
}

// Whatever a changed request still opens to, the certificate is for the key that signed it.
TEST_F(AuthorityTest, AttackEveryByteOfARequestChanged) {
  const std::string good = RequestPem(device_.get(), device_.get());
  for (std::size_t i = 36; i < good.size() - 36; ++i) {
    std::string changed = good;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    const auto signed_pem = Sign(changed);
    if (!signed_pem) continue;
    EXPECT_EQ(X509_check_private_key(ParseCertificate(*signed_pem).get(), device_.get()), 1) << i;
  }
}

TEST_F(AuthorityTest, AttackDeviceNames) {
  const std::string csr = RequestPem(device_.get(), device_.get());
  for (const std::string& name :
       {std::string(), std::string(65, 'n'), std::string("a\nb"), Bytes("a\0b", 3),
        std::string("\xff"), std::string("\x7f"), std::string(1 << 20, 'n')}) {
    const auto signed_pem = Sign(csr, name);
    ASSERT_FALSE(signed_pem);
    EXPECT_EQ(signed_pem.error().reason, Reason::kInvalid);
    EXPECT_EQ(signed_pem.error().field, "name");
  }
  const Certificate leaf = ParseCertificate(Sign(csr, "CN=x, O=y/z + \"q\"").value());
  EXPECT_EQ(SubjectOf(leaf.get()), "CN=x, O=y/z + \"q\"");  // text, not syntax
  EXPECT_TRUE(Sign(csr, "Unit\xc3\xa9 3"));
  EXPECT_TRUE(Sign(csr, std::string(64, 'n')));
}

TEST_F(AuthorityTest, DeviceNeverOutlivesTheAuthority) {
  const std::string csr = RequestPem(device_.get(), device_.get());
  const Certificate leaf = ParseCertificate(Sign(csr, "Late", kNow + 3600 * kDay).value());
  EXPECT_EQ(ASN1_TIME_compare(X509_get0_notAfter(leaf.get()), X509_get0_notAfter(ca_.get())), 0);
  const auto expired = Sign(csr, "Too late", kNow + 3654 * kDay);
  ASSERT_FALSE(expired);
  EXPECT_EQ(expired.error().reason, Reason::kWrongState);
}

TEST_F(AuthorityTest, AttackAuthorityFilesThatDoNotBelongTogether) {
  const std::string csr = RequestPem(device_.get(), device_.get());
  ASSERT_TRUE(CreateAuthority(dir_ / "other", {}, kNow));
  fs::copy_file(dir_ / "other/ca.pem", tls_ / "ca.pem", fs::copy_options::overwrite_existing);
  EXPECT_EQ(Sign(csr).error().reason, Reason::kCorrupt);
  fs::permissions(tls_ / "ca.key", fs::perms(0640));
  EXPECT_EQ(Sign(csr).error().reason, Reason::kWrongState);
  fs::remove(tls_ / "ca.key");
  EXPECT_EQ(Sign(csr).error().reason, Reason::kUnavailable);
}

}  // namespace
}  // namespace relais::identity

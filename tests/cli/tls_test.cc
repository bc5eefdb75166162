// The real connection: the client's own credentials against a server that asks for a client
// certificate.
#include <grpcpp/grpcpp.h>

#include <fstream>

#include "clients/cli/device.h"
#include "tests/cli/cli_fixture.h"
#include "tests/cli/test_pki.h"

namespace relais::cli {
namespace {

class TlsCliTest : public CliTest {
 protected:
  TlsCliTest() : ca(NewAuthority("ca")) {
    const auto own = NewDevice("server");
    const auto device = NewDevice("device");
    grpc::SslServerCredentialsOptions tls(
        GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
    tls.pem_root_certs = ca.certificate;
    tls.pem_key_cert_pairs.push_back({own->key, SignRequest(ca, own->csr)});
    Write("endpoint", server.Listen(tls) + "\n");
    Write("ca.pem", ca.certificate);
    Write("device.pem", SignRequest(ca, device->csr));
    Write("device.key", device->key);
    Write(
        "profile.toml",
        "server_file = \"endpoint\"\nca = \"ca.pem\"\ncert = \"device.pem\"\nkey = \"device.key\"\n"
        "token_file = \"token.jwt\"\n");
    connect = Connect;
  }
  const PemPair ca;
};

TEST_F(TlsCliTest, ACallGoesThroughEvenWithAProxyInTheEnvironment) {
  setenv("http_proxy", "http://127.0.0.1:1", 1);
  EXPECT_EQ(Relais({"show", kDossier}), 0) << err();
  unsetenv("http_proxy");
  EXPECT_EQ(server.authorization, "Bearer abc.def.ghi");
}

TEST_F(TlsCliTest, AServerOfAnotherAuthorityIsNotSpokenTo) {
  Write("ca.pem", NewAuthority("ca").certificate);
  EXPECT_EQ(Relais({"show", kDossier}), 1);
  EXPECT_TRUE(Has(err(), "secure connection")) << err();
  EXPECT_EQ(server.Count<v1::GetDossierRequest>(), 0U);
}

TEST_F(TlsCliTest, ACertificateOfAnotherAuthorityIsRefused) {
  const auto stranger = NewDevice("stranger");
  Write("device.pem", SignRequest(NewAuthority("other"), stranger->csr));
  Write("device.key", stranger->key);
  EXPECT_EQ(Relais({"show", kDossier}), 1);
  EXPECT_TRUE(Has(err(), "certificate")) << err();
  EXPECT_EQ(server.Count<v1::GetDossierRequest>(), 0U);
}

TEST_F(TlsCliTest, NobodyListens) {
  Write("endpoint", "127.0.0.1:1\n");
  EXPECT_EQ(Relais({"show", kDossier}), 1);
  EXPECT_TRUE(Has(err(), "127.0.0.1:1 cannot be reached")) << err();
}

}  // namespace
}  // namespace relais::cli

#include <sys/stat.h>

#include <fstream>

#include "tests/cli/cli_fixture.h"
#include "tests/cli/test_pki.h"

namespace relais::cli {
namespace {

class EnrolCliTest : public CliTest {
 protected:
  EnrolCliTest() : device((folder / "device").string()), ca(NewAuthority("ca")) {
    now = std::time(nullptr);
    Write("the-ca.pem", ca.certificate);
  }
  int MakeKey() { return Bare({"enrol", device, "--name", "Desk 3"}); }
  int MakeProfile(const std::string& certificate) {
    Write("signed.pem", certificate);
    return Bare({"enrol", device, "--certificate", (folder / "signed.pem").string(), "--ca",
                 (folder / "the-ca.pem").string(), "--server", "127.0.0.1:7443"});
  }

  const std::string device;
  const PemPair ca;
};

TEST_F(EnrolCliTest, MakesAKeyThatOnlyTheOwnerReadsAndNeverReplacesIt) {
  ASSERT_EQ(MakeKey(), 0) << err();
  EXPECT_TRUE(Has(err(), "relais-admin device sign device.csr"));
  struct stat info {};
  ASSERT_EQ(stat((device + "/device.key").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0600U);
  const std::string key = Read("device/device.key");
  EXPECT_EQ(MakeKey(), 2);
  EXPECT_EQ(Read("device/device.key"), key);
  EXPECT_EQ(Bare({"enrol", (folder / "nameless").string()}), 2);
}

TEST_F(EnrolCliTest, WritesAProfileForTheRightCertificateOnly) {
  ASSERT_EQ(MakeKey(), 0);
  const std::string csr = Read("device/device.csr");
  EXPECT_EQ(MakeProfile("no pem"), 1);
  EXPECT_EQ(MakeProfile(ca.certificate), 1);
  EXPECT_TRUE(Has(err(), "belongs to another key"));
  EXPECT_EQ(MakeProfile(SignRequest(NewAuthority("ca"), csr)), 1);
  EXPECT_TRUE(Has(err(), "is not signed by"));
  EXPECT_EQ(MakeProfile(SignRequest(ca, csr, -1)), 1);
  EXPECT_TRUE(Has(err(), "not valid now"));
  EXPECT_FALSE(std::filesystem::exists(device + "/profile.toml"));
  ASSERT_EQ(MakeProfile(SignRequest(ca, csr)), 0) << err();
  std::ofstream(device + "/token.jwt") << "a.b.c";
  EXPECT_EQ(Bare({"--as", device + "/profile.toml", "show"}), 0) << err();
}

}  // namespace
}  // namespace relais::cli

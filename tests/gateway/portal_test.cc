// The portal's folder, as it is read at the start.
#include "services/gateway/portal.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/keys/scratch.h"

namespace relais::gateway {
namespace {

class PortalTest : public testing::Test {
 protected:
  void Write(const std::string& name, const std::string& content) const {
    std::filesystem::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name) << content;
  }
  Result<Portal> Load() const { return Portal::Load(folder_.path()); }
  Scratch folder_;
};

TEST_F(PortalTest, GivesPagesAndTakesNone) {
  Write("index.html", "0123456789");
  const auto portal = Load();
  ASSERT_TRUE(portal);
  EXPECT_EQ(portal->Answer({"GET", "/", {}, {}}).body, "0123456789");
  EXPECT_EQ(portal->Answer({"PUT", "/", {}, {}}).status, 405);
}

TEST_F(PortalTest, IsReadOnce) {
  Write("index.html", "before");
  const auto portal = Load();
  ASSERT_TRUE(portal);
  Write("index.html", "after");
  Write("new.html", "after");
  EXPECT_EQ(portal->Answer({"GET", "/index.html", {}, {}}).body, "before");
  EXPECT_EQ(portal->Answer({"GET", "/new.html", {}, {}}).status, 404);
}

TEST_F(PortalTest, AttackLinksAndWhatIsNoPage) {
  Write("index.html", "x");
  ASSERT_TRUE(Load());
  std::filesystem::create_symlink("/etc/passwd", folder_ / "link.txt");
  EXPECT_EQ(Load().error().reason, Reason::kInvalid);
  std::filesystem::remove(folder_ / "link.txt");
  std::filesystem::create_directory_symlink("/etc", folder_ / "etc");
  EXPECT_EQ(Load().error().reason, Reason::kInvalid);
  std::filesystem::remove(folder_ / "etc");
  for (const char* name : {"server.key", "notes", ".htaccess", "app.js.map"}) {
    Write(name, "x");
    EXPECT_EQ(Load().error().reason, Reason::kInvalid) << name;
    std::filesystem::remove(folder_ / name);
  }
  EXPECT_TRUE(Load());
  EXPECT_EQ(Portal::Load(folder_ / "nowhere").error().reason, Reason::kUnavailable);
}

}  // namespace
}  // namespace relais::gateway

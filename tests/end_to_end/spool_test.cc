// relais-admin spool show: what the phones of a demonstration would show, to an operator or to a program.
#include <jansson.h>

#include <sstream>

#include "clients/admin/telling_commands.h"
#include "services/base/files.h"
#include "services/identity/json.h"
#include "services/notification/channel.h"
#include "services/relaisd/relais_server.h"
#include "tests/end_to_end/fixture.h"

namespace relais {
namespace {

namespace fs = std::filesystem;

constexpr char kPhone[] = "+32470000001";

class SpoolShown : public testing::Test {
 protected:
  void Send(std::uint8_t number, const std::string& text, const std::string& phone = kPhone) {
    notification::Outgoing message{.id = {number}, .text = text};
    message.contact.set_channel(v1::CHANNEL_SMS);
    message.contact.set_address(phone);
    ASSERT_TRUE(spool_.Send(message));
    // The clock of files is coarse.
    fs::last_write_time(FileOf(number),
                        fs::file_time_type::clock::now() - std::chrono::hours(100 - number));
  }
  fs::path FileOf(std::uint8_t number) const {
    return tree_.config().spool() / ToHex(View(Array<16>{number}));
  }
  Status Show(bool json) {
    out_.str("");
    return admin::ShowSpool(tree_ / "relaisd.toml", {out_, json});
  }
  std::string Shown(bool json) {
    const Status shown = Show(json);
    EXPECT_TRUE(shown) << shown.error().message;
    return out_.str();
  }
  void ExpectRefusedByName(std::uint8_t number) {
    for (const bool json : {false, true}) {
      const Status shown = Show(json);
      ASSERT_FALSE(shown);
      EXPECT_EQ(shown.error().reason, Reason::kCorrupt);
      const std::string said = shown.error().field + ": " + shown.error().message;
      EXPECT_NE(said.find(FileOf(number).filename().string()), said.npos) << said;
      EXPECT_EQ(said.find(kPhone), said.npos);
      EXPECT_EQ(out_.str(), "") << "nor any of the others";
    }
  }

  const Tree tree_;
  SystemRandom random_;
  notification::Folder spool_{
      tree_.config().spool(),
      relaisd::SpoolKey(keys::Keystore::Open(tree_.config().keys()).value()), random_};
  std::ostringstream out_;
};

TEST_F(SpoolShown, TheOldestFirst) {
  Send(2, "Er is iets nieuws onder nummer 8.", "+32470000002");
  Send(1, "Il y a du nouveau sous le numéro 7.");
  EXPECT_EQ(Shown(false),
            "To +32470000001\n  Il y a du nouveau sous le numéro 7.\n"
            "To +32470000002\n  Er is iets nieuws onder nummer 8.\n");
}

TEST_F(SpoolShown, AnyTextIsOneStringOfJson) {
  const std::string texts[] = {R"(They said "STOP" \ and C:\new)",
                               "two\nlines\tand \r more",
                               "جديد تحت رقم 7. للأسئلة: \u200E0800",
                               "😀 té",
                               "\x1b[2J\x01\x7f",
                               R"(","to":"+32499999999)"};
  std::uint8_t number = 0;
  for (const std::string& text : texts) Send(++number, text);
  std::istringstream lines(Shown(true));
  std::string line;
  for (const std::string& text : texts) {
    ASSERT_TRUE(std::getline(lines, line)) << text;
    const identity::Json json = identity::ParseObject(line);
    ASSERT_NE(json, nullptr) << line;
    EXPECT_EQ(json_object_size(json.get()), 2u);
    EXPECT_EQ(identity::TextOf(json.get(), "to"), kPhone);
    EXPECT_EQ(identity::TextOf(json.get(), "text"), text);
  }
  EXPECT_FALSE(std::getline(lines, line)) << line;
}

TEST_F(SpoolShown, AttackATextThatATerminalObeys) {
  Send(1, "before\x1b[2J\x07\r\u009b31m\x7f after\nTo +32499999999\n  as if sent");
  const std::string shown = Shown(false);
  for (const char* const obeyed : {"\x1b", "\x07", "\r", "\u009b", "\x7f"})
    EXPECT_EQ(shown.find(obeyed), shown.npos) << ToHex(obeyed);
  EXPECT_EQ(shown.find("\nTo "), shown.npos) << "a message that nobody sent: " << shown;
  for (const char* const word : {"before", "after", "as if sent"})
    EXPECT_NE(shown.find(word), shown.npos) << word;
}

TEST_F(SpoolShown, AttackAnAlteredFileIsNamedAndNothingIsShown) {
  Send(1, "first");
  Send(2, "second");
  const Bytes good = ReadFile(FileOf(2), 1 << 16).value();
  Bytes bad = good;
  bad[good.size() / 2] = static_cast<char>(bad[good.size() / 2] ^ 1);
  for (const Bytes& altered : {bad, good.substr(0, good.size() - 1), Bytes()}) {
    ASSERT_TRUE(WriteFileAtomically(FileOf(2), altered, 0600));
    ExpectRefusedByName(2);
  }
}

TEST_F(SpoolShown, AttackAFileUnderAnotherNameIsNamed) {
  Send(1, "first");
  fs::copy_file(FileOf(1), FileOf(3));
  ExpectRefusedByName(3);
}

TEST_F(SpoolShown, NothingWasSent) {
  EXPECT_EQ(Shown(false), "The spool is empty.\n");
  EXPECT_EQ(Shown(true), "") << "no message, no line";
  EXPECT_FALSE(fs::exists(tree_.config().spool())) << "looking makes no folder";
  Send(1, "first");
  ASSERT_TRUE(spool_.Remove({1}));
  EXPECT_EQ(Shown(false), "The spool is empty.\n");
  EXPECT_EQ(Shown(true), "");
}

TEST(SpoolOfARealServer, IsShownToNobody) {
  const Tree tree(false);
  std::ostringstream out;
  const Status shown = admin::ShowSpool(tree / "relaisd.toml", {out, false});
  ASSERT_FALSE(shown);
  EXPECT_EQ(shown.error().reason, Reason::kWrongState);
  EXPECT_NE(shown.error().message.find("in a demonstration only"), std::string::npos);
  EXPECT_EQ(out.str(), "");
}

}  // namespace
}  // namespace relais

// A letter is one sheet of paper, A4, as Chromium prints it: in every language, in ordinary and in large print.
#include <fmt/ranges.h>

#include <sstream>

#include "clients/admin/telling_commands.h"
#include "services/notification/channel.h"
#include "services/notification/notices.h"
#include "services/relaisd/relais_server.h"
#include "tests/end_to_end/fixture.h"
#include "tests/notification/program.h"

namespace relais {
namespace {

namespace fs = std::filesystem;

// Six lines in capitals, of the 254 bytes that a server takes.
constexpr char kLongestAddress[] =
    "MEVROUW MARIA-CHRISTINA VANDENBROUCKE-CLAES\n"
    "P/A SINT-VINCENTIUSGASTHUIS, ONTHAAL, ZAAL\n"
    "RESIDENTIE DE ZONNEBLOEM, BLOK C, 4E VERD.\n"
    "CHAUSSEE DE SAINT-JOB-IN-'T-GOOR 1234 BUS 5\n"
    "1082 SINT-AGATHA-BERCHEM (BRUSSEL-BRUXELLES)\n"
    "BELGIQUE - BELGIE - BELGIEN, EUROPE";
static_assert(sizeof kLongestAddress - 1 == 254);
constexpr char kLongestHelp[] = "+32 800 12345";

class Letters : public testing::Test {
 protected:
  static std::shared_ptr<const notification::Notices> Load(const std::string& help_line) {
    return notification::Notices::Load(RELAIS_SOURCE_DIR "/deploy/messages", help_line)
        .value_or(nullptr);
  }
  // The page of a letter that lay in the print queue as the dispatcher puts it there.
  fs::path Print(const std::string& language, bool large_print,
                 const std::string& address = kLongestAddress) {
    const notification::NoticeText& text = *notices_->Find(language);
    notification::Outgoing letter{
        .id = {1},
        .title = text.letter_title,
        .text = fmt::format("{}", fmt::join(notices_->Letter(text, {9'999'999, ""}), "\n\n")),
        .right_to_left = text.right_to_left};
    letter.contact.set_channel(v1::CHANNEL_LETTER);
    letter.contact.set_language(language);
    letter.contact.set_address(address);
    letter.contact.set_large_print(large_print);
    EXPECT_TRUE(queue_.Send(letter));
    std::ostringstream out;
    EXPECT_TRUE(admin::PrintLetters(tree_ / "relaisd.toml", scratch_ / "pages", {out, false}));
    return out.str().substr(0, out.str().find('\n'));
  }
  std::string Chromium(const std::string& option, const fs::path& page) {
    programs::Program chromium(
        {"chromium", "--headless", "--no-sandbox", "--disable-gpu",
         "--user-data-dir=" + (scratch_ / "chromium").string(), option, "file://" + page.string()},
        scratch_ / "chromium.out");
    EXPECT_TRUE(chromium.Succeeds(std::chrono::seconds(60))) << chromium.Output();
    return chromium.Output();
  }
  int Sheets(const fs::path& page) {
    const fs::path pdf = scratch_ / "letter.pdf";
    fs::remove(pdf);
    Chromium("--print-to-pdf=" + pdf.string(), page);
    const std::string printed = programs::ReadAll(pdf), count = "/Count ";
    const auto at = printed.find(count);
    return at == printed.npos ? 0 : std::stoi(printed.substr(at + count.size(), 9));
  }

  const Tree tree_;
  const Scratch scratch_;
  SystemRandom random_;
  notification::Folder queue_{
      tree_.config().letters(),
      relaisd::SpoolKey(keys::Keystore::Open(tree_.config().keys()).value()), random_};
  const std::shared_ptr<const notification::Notices> notices_ = Load(kLongestHelp);
};

TEST_F(Letters, FillOneSheetInEveryLanguageAndInLargePrint) {
  ASSERT_NE(notices_, nullptr);
  ASSERT_EQ(Load(std::string(kLongestHelp) + "6"), nullptr) << "a server takes a longer help line";
  ASSERT_EQ(notices_->languages().size(), 11u);
  for (const std::string& language : notices_->languages()) {
    for (const bool large : {false, true}) {
      const fs::path page = Print(language, large);
      EXPECT_NE(programs::ReadAll(page).find(large ? "font: 18pt" : "font: 12pt"),
                std::string::npos);
      EXPECT_EQ(Sheets(page), 1) << language << (large ? " in large print" : "");
    }
  }
}

TEST_F(Letters, TheCheckSeesASecondSheet) {
  std::string address = "W";
  for (int i = 0; i < 30; ++i) address += "\nW";  // more lines than a server takes
  EXPECT_EQ(Sheets(Print("en", false, address)), 2);
}

// The line of the town begins with digits, which a text from the right would put at its end.
TEST_F(Letters, ShowTheAddressAsItIsWrittenInEveryDirection) {
  for (const char* const language : {"fr", "ar"}) {
    const fs::path page = Print(language, true, "Rue de la Loi 16\n1000 Bruxelles");
    std::ofstream(page, std::ios::app) << R"(<script>
      const town = document.querySelector("address").lastChild;
      const left = (from, to) => {
        const range = document.createRange();
        range.setStart(town, from);
        range.setEnd(town, to);
        return range.getBoundingClientRect().left;
      };
      document.title = left(0, 4) < left(5, 14) ? "as written" : "turned round";
    </script>)";
    const std::string shown = Chromium("--dump-dom", page);
    EXPECT_NE(shown.find("<title>as written</title>"), shown.npos) << language;
  }
}

}  // namespace
}  // namespace relais

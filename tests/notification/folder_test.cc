// The spool and the print queue: sealed, each notice once, and nothing is taken out that was not put
// in like that.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "services/base/files.h"
#include "services/notification/channel.h"
#include "tests/keys/scratch.h"

namespace relais::notification {
namespace {

namespace fs = std::filesystem;

constexpr char kAddress[] = "+32470112233", kTitle[] = "For your information",
               kText[] = "There is something new under number 7.";

Outgoing Notice(std::uint8_t number) {
  Outgoing out{.id = {number}, .title = kTitle, .text = kText, .right_to_left = number % 2 == 0};
  out.contact.set_channel(v1::CHANNEL_SMS);
  out.contact.set_address(kAddress);
  out.contact.set_language("fr");
  out.contact.set_large_print(true);
  return out;
}

void ExpectSame(const Outgoing& got, const Outgoing& sent) {
  EXPECT_EQ(got.id, sent.id);
  EXPECT_EQ(got.contact.SerializeAsString(), sent.contact.SerializeAsString());
  EXPECT_EQ(got.title, sent.title);
  EXPECT_EQ(got.text, sent.text);
  EXPECT_EQ(got.right_to_left, sent.right_to_left);
}

class FolderTest : public testing::Test {
 protected:
  fs::path PathOf(std::uint8_t number) const { return path_ / ToHex(View(Array<16>{number})); }
  void Send(std::uint8_t number) { ASSERT_TRUE(folder_.Send(Notice(number))); }
  std::vector<Outgoing> ReadAll() {
    auto all = folder_.ReadAll();
    EXPECT_TRUE(all) << all.error().message;
    return all ? *std::move(all) : std::vector<Outgoing>();
  }
  std::size_t Files() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(path_), fs::directory_iterator()));
  }
  void Put(const fs::path& path, const Bytes& bytes) {
    ASSERT_TRUE(WriteFileAtomically(path, bytes, 0600));
  }
  void ExpectCorrupt(const std::string& what) {
    const auto all = folder_.ReadAll();
    ASSERT_FALSE(all) << what;
    EXPECT_EQ(all.error().reason, Reason::kCorrupt) << what << ": " << all.error().message;
    EXPECT_EQ(all.error().message.find(kAddress), std::string::npos);
  }
  // A file as the header of Folder writes it down.
  void PutSealed(std::uint8_t number, BytesView plain) {
    const Array<16> id{number};
    const Bytes about = Bytes("relais-outgoing/1\n").append(View(id));
    Put(PathOf(number), Aead(key_).Seal(random_, about, plain));
  }

  Scratch scratch_;
  const fs::path path_ = scratch_ / "outgoing";
  SystemRandom random_;
  const Key key_ = random_.NextKey();
  Folder folder_{path_, key_, random_};
};

TEST_F(FolderTest, WhatIsSentIsReadBack) {
  Send(1);
  const auto all = ReadAll();
  ASSERT_EQ(all.size(), 1u);
  ExpectSame(all[0], Notice(1));
}

TEST_F(FolderTest, LinesAndEmptyPartsAreReadBack) {
  Outgoing odd{.id = {9}, .text = std::string("one\n\ntwo\0three", 14)};
  odd.contact.set_address("M. Élan\nRue Haute 1\n1000 Bruxelles");
  ASSERT_TRUE(folder_.Send(odd));
  ASSERT_TRUE(folder_.Send({.id = {8}}));
  auto all = ReadAll();
  ASSERT_EQ(all.size(), 2u);
  if (all[0].id != odd.id) std::swap(all[0], all[1]);
  ExpectSame(all[0], odd);
  ExpectSame(all[1], {.id = {8}});
}

TEST_F(FolderTest, NothingWasSentYet) {
  EXPECT_TRUE(ReadAll().empty());
  EXPECT_FALSE(fs::exists(path_)) << "reading makes no folder";
}

TEST_F(FolderTest, TheOldestFirst) {
  const auto now = fs::file_time_type::clock::now();
  for (const std::uint8_t number : {3, 1, 2}) {
    Send(number);
    fs::last_write_time(PathOf(number), now - std::chrono::hours(number));
  }
  const auto all = ReadAll();
  ASSERT_EQ(all.size(), 3u);
  for (std::size_t at = 0; at < 3; ++at) ExpectSame(all[at], Notice(static_cast<uint8_t>(3 - at)));
}

TEST_F(FolderTest, TheSameIdTwiceIsOneFile) {
  Send(1);
  Send(1);
  EXPECT_EQ(Files(), 1u);
  ASSERT_EQ(ReadAll().size(), 1u);
  ExpectSame(ReadAll()[0], Notice(1));
  Send(2);
  EXPECT_EQ(Files(), 2u);
  EXPECT_EQ(ReadAll().size(), 2u);
}

TEST_F(FolderTest, WhatWasTakenOutAndIsSentAgainIsThereAgain) {
  Send(1);
  ASSERT_TRUE(folder_.Remove({1}));
  Send(1);
  EXPECT_EQ(ReadAll().size(), 1u);
}

TEST_F(FolderTest, WhatIsRemovedIsGoneAndTheOthersStay) {
  Send(1);
  Send(2);
  ASSERT_TRUE(folder_.Remove({1}));
  EXPECT_EQ(Files(), 1u);
  const auto all = ReadAll();
  ASSERT_EQ(all.size(), 1u);
  ExpectSame(all[0], Notice(2));
}

TEST_F(FolderTest, WhatIsNotThereCannotBeRemoved) {
  for (int time = 0; time < 2; ++time) {
    const Status removed = folder_.Remove({1});
    ASSERT_FALSE(removed);
    EXPECT_EQ(removed.error().reason, Reason::kUnavailable);
    Send(1);
    ASSERT_TRUE(folder_.Remove({1}));
  }
}

TEST_F(FolderTest, IsForItsOwnerAlone) {
  Send(1);
  struct stat info {};
  ASSERT_EQ(::stat(path_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777u, 0700u);
  ASSERT_EQ(::stat(PathOf(1).c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777u, 0600u);
}

TEST_F(FolderTest, AFolderThatCannotBeMadeOrWrittenTakesNothing) {
  Put(scratch_ / "file", "not a folder");
  for (const fs::path& path : {scratch_ / "file", scratch_ / "file" / "folder"}) {
    Folder nowhere(path, key_, random_);
    const Status sent = nowhere.Send(Notice(1));
    ASSERT_FALSE(sent) << path;
    EXPECT_EQ(sent.error().reason, Reason::kUnavailable);
    for (const char* const secret : {kAddress, kText})
      EXPECT_EQ(sent.error().message.find(secret), std::string::npos);
  }
}

// An operator who may not look must not hear that there is nothing to send.
TEST_F(FolderTest, AFolderThatCannotBeReadIsNotAnEmptyOne) {
  Put(scratch_ / "file", "not a folder");
  const auto all = Folder(scratch_ / "file", key_, random_).ReadAll();
  ASSERT_FALSE(all);
  EXPECT_EQ(all.error().reason, Reason::kUnavailable);
}

// --- On disk ---

// Whether `secret` stands in the name or the bytes of anything under `folder`.
bool Shows(const fs::path& folder, const std::string& secret) {
  for (const auto& file : fs::recursive_directory_iterator(folder)) {
    if (file.path().string().find(secret) != std::string::npos) return true;
    if (!file.is_regular_file()) continue;
    std::ifstream in(file.path(), std::ios::binary);
    const std::string bytes(std::istreambuf_iterator<char>(in), {});
    if (bytes.find(secret) != bytes.npos) return true;
  }
  return false;
}

TEST_F(FolderTest, AttackNoAddressNorTextIsOnDisk) {
  for (const std::uint8_t number : {1, 2, 3}) Send(number);
  const std::string secrets[] = {kAddress, "470112233",     kTitle,
                                 kText,    "something new", Notice(1).contact.SerializeAsString()};
  for (const std::string& secret : secrets) EXPECT_FALSE(Shows(scratch_.path(), secret)) << secret;
  Put(scratch_ / "plain", kText + Notice(1).contact.SerializeAsString() + kTitle);
  for (const std::string& secret : secrets) EXPECT_TRUE(Shows(scratch_.path(), secret)) << secret;
}

TEST_F(FolderTest, AttackTheSameNoticeTwiceLooksDifferent) {
  Send(1);
  const Bytes first = ReadFile(PathOf(1), 1 << 16).value();
  Send(1);
  const Bytes second = ReadFile(PathOf(1), 1 << 16).value();
  ASSERT_EQ(first.size(), second.size());
  EXPECT_NE(first.substr(0, kNonceSize), second.substr(0, kNonceSize));
  EXPECT_NE(first.substr(kNonceSize, 16), second.substr(kNonceSize, 16));
}

TEST_F(FolderTest, TheFormatIsTheOneWrittenDown) {
  Bytes plain;
  for (const std::string& part :
       {Notice(1).contact.SerializeAsString(), Bytes("T"), Bytes("txt")}) {
    PutU32(plain, static_cast<std::uint32_t>(part.size()));
    plain += part;
  }
  plain.push_back(1);
  Send(2);  // makes the folder
  ASSERT_TRUE(folder_.Remove({2}));
  PutSealed(1, plain);
  const auto all = ReadAll();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].contact.address(), kAddress);
  EXPECT_EQ(all[0].title, "T");
  EXPECT_EQ(all[0].text, "txt");
  EXPECT_TRUE(all[0].right_to_left);
  PutSealed(1, plain.substr(0, plain.size() - 1) + '\0');
  EXPECT_FALSE(ReadAll().at(0).right_to_left);
}

// --- Damage ---

TEST_F(FolderTest, AttackAFileUnderTheNameOfAnother) {
  Send(1);
  fs::rename(PathOf(1), PathOf(2));
  ExpectCorrupt("moved");
  fs::copy_file(PathOf(2), PathOf(1));
  ExpectCorrupt("copied");
  fs::remove(PathOf(2));
  EXPECT_EQ(ReadAll().size(), 1u);
}

TEST_F(FolderTest, AttackOneFlippedBit) {
  Send(1);
  const Bytes good = ReadFile(PathOf(1), 1 << 16).value();
  for (std::size_t bit = 0; bit < good.size() * 8; bit += 7) {
    Bytes bad = good;
    bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ 1 << bit % 8);
    std::ofstream(PathOf(1), std::ios::binary) << bad;
    ExpectCorrupt("bit " + std::to_string(bit));
  }
  std::ofstream(PathOf(1), std::ios::binary) << good;
  EXPECT_EQ(ReadAll().size(), 1u);
}

TEST_F(FolderTest, AttackACutOrLongerFile) {
  Send(1);
  const Bytes good = ReadFile(PathOf(1), 1 << 16).value();
  for (std::size_t size = 0; size < good.size(); ++size) {
    std::ofstream(PathOf(1), std::ios::binary) << good.substr(0, size);
    ExpectCorrupt("cut to " + std::to_string(size));
  }
  std::ofstream(PathOf(1), std::ios::binary) << good << '\0';
  ExpectCorrupt("one byte more");
  std::ofstream(PathOf(1), std::ios::binary) << std::string((1 << 16) + 1, 'a');
  ExpectCorrupt("larger than any");
}

TEST_F(FolderTest, AttackAnotherKey) {
  Send(1);
  const auto all = Folder(path_, random_.NextKey(), random_).ReadAll();
  ASSERT_FALSE(all);
  EXPECT_EQ(all.error().reason, Reason::kCorrupt);
}

TEST_F(FolderTest, AttackSealedBytesThatAreNoNotice) {
  Send(1);
  const Bytes contact("\0\0\0\0", 4), whole = contact + contact + contact + '\0';
  PutSealed(1, whole);
  ASSERT_EQ(ReadAll().size(), 1u);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    PutSealed(1, whole.substr(0, size));
    EXPECT_FALSE(folder_.ReadAll()) << size;
  }
  PutSealed(1, Bytes("\xff\xff\xff\xff", 4) + whole.substr(4));
  EXPECT_FALSE(folder_.ReadAll());
  PutSealed(1, Bytes("\0\0\0\1\xff", 5) + whole.substr(4));
  ExpectCorrupt("a contact that does not parse");
}

TEST_F(FolderTest, AttackSealedBytesAfterTheNotice) {
  Send(1);
  PutSealed(1, Bytes(13, '\0') + "more");
  ExpectCorrupt("more");
}

TEST_F(FolderTest, FilesOfOtherNamesAreNotRead) {
  Send(1);
  const std::string id = ToHex(View(Array<16>{0xab}));
  for (const std::string& name : {std::string("README"), id + ".XXXXXX", id.substr(2), id + "00",
                                  std::string("AB") + id.substr(2)})
    Put(path_ / name, "not ours");
  EXPECT_EQ(ReadAll().size(), 1u);
}

}  // namespace
}  // namespace relais::notification

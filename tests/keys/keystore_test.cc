#include "services/keys/keystore.h"

#include <sys/stat.h>

#include <set>

#include "services/base/files.h"
#include "tests/keys/scratch.h"

namespace relais::keys {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMax = 1 << 20;

class KeystoreTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(Keystore::Create(dir_.path(), random_)); }

  Bytes File(const std::string& name) { return ReadFile(dir_ / name, kMax).value(); }
  void Put(const std::string& name, BytesView bytes) {
    ASSERT_TRUE(WriteFileAtomically(dir_ / name, bytes, 0600));
  }
  Error OpenError() {
    const auto opened = Keystore::Open(dir_.path());
    EXPECT_FALSE(opened);
    return opened ? Error{} : opened.error();
  }
  // The error names the file at fault, in `field` and first thing in the message.
  void ExpectFault(const std::string& file, Reason reason, const std::string& what) {
    const Error error = OpenError();
    EXPECT_EQ(error.reason, reason);
    EXPECT_EQ(error.field, (dir_ / file).string());
    EXPECT_EQ(error.message, (dir_ / file).string() + " " + what);
  }

  Scratch dir_;
  const std::string other_root_ = "was sealed by another root key than " +
                                  (dir_.path() / "root.key").string() + ", or was changed since";
  SystemRandom random_;
};

std::set<Bytes> AllKeys(const Keystore& keystore) {
  std::set<Bytes> out;
  for (const Key& key :
       {keystore.store_key("vault"), keystore.store_key("log"), keystore.log_seed(),
        keystore.index_key("card"), keystore.index_key("phone"), keystore.token_key(),
        keystore.period_key(1).value()}) {
    out.emplace(key.ExposeSecretBytes());
  }
  return out;
}

TEST_F(KeystoreTest, FilesAreAsDocumented) {
  const Bytes root = File("root.key");
  ASSERT_EQ(root.size(), 65u);
  EXPECT_EQ(root.back(), '\n');
  EXPECT_EQ(root.find_first_not_of("0123456789abcdef"), 64u);
  EXPECT_TRUE(File("keystore").starts_with("relais-keystore/1\n"));
  for (const char* name : {"root.key", "keystore"}) {
    EXPECT_EQ(fs::status(dir_ / name).permissions(),
              fs::perms::owner_read | fs::perms::owner_write);
  }
}

// The format read by hand, with nothing of the keystore's code.
TEST_F(KeystoreTest, PlaintextIsAsDocumented) {
  const auto root = Key::FromBytes(FromHex(File("root.key").substr(0, 64)).value()).value();
  const Bytes file = File("keystore");
  EXPECT_EQ(Reader(BytesView(file).substr(18)).U32().value(), file.size() - 22);
  const Bytes plain = Aead(root).Open("relais-keystore/1\n", BytesView(file).substr(22)).value();
  Reader reader(plain);
  EXPECT_EQ(reader.U16().value(), 5);
  EXPECT_EQ(reader.Take(reader.U16().value()).value(), "index");
  reader.Take(32).value();
  EXPECT_EQ(reader.Take(reader.U16().value()).value(), "log-seed");
  const auto keystore = Keystore::Open(dir_.path()).value();
  EXPECT_EQ(reader.Take(32).value(), keystore.log_seed().ExposeSecretBytes());
  EXPECT_EQ(plain.substr(plain.size() - 38, 6), Bytes("\0\1\0\0\0\1", 6));
  EXPECT_EQ(plain.substr(plain.size() - 32), keystore.period_key(1).value().ExposeSecretBytes());
}

TEST_F(KeystoreTest, OpensToTheSameKeysEachTime) {
  const auto first = Keystore::Open(dir_.path()), second = Keystore::Open(dir_.path());
  ASSERT_TRUE(first && second);
  EXPECT_EQ(AllKeys(*first), AllKeys(*second));
  EXPECT_EQ(AllKeys(*first).size(), 7u);  // no two alike
}

TEST_F(KeystoreTest, HasOnePeriodFromTheStart) {
  const auto keystore = Keystore::Open(dir_.path()).value();
  EXPECT_EQ(keystore.newest_period(), 1u);
  EXPECT_TRUE(keystore.period_key(1));
  for (const std::uint32_t period : {0u, 2u, 0xffffffffu}) {
    EXPECT_EQ(keystore.period_key(period).error().reason, Reason::kCorrupt);
  }
}

TEST_F(KeystoreTest, UnknownStoreAborts) {
  const auto keystore = Keystore::Open(dir_.path()).value();
  EXPECT_DEATH(keystore.store_key("elsewhere"), "");
}

TEST_F(KeystoreTest, CreateNeverOverwrites) {
  const Bytes root = File("root.key"), keystore = File("keystore");
  EXPECT_EQ(Keystore::Create(dir_.path(), random_).error().reason, Reason::kWrongState);
  fs::remove(dir_ / "root.key");
  EXPECT_EQ(Keystore::Create(dir_.path(), random_).error().reason, Reason::kWrongState);
  EXPECT_FALSE(fs::exists(dir_ / "root.key"));
  Put("root.key", root);
  fs::remove(dir_ / "keystore");
  EXPECT_EQ(Keystore::Create(dir_.path(), random_).error().reason, Reason::kWrongState);
  EXPECT_EQ(File("root.key"), root);
}

TEST_F(KeystoreTest, CreateMakesTheDirectory) {
  ASSERT_TRUE(Keystore::Create(dir_ / "new/keys", random_));
  EXPECT_TRUE(Keystore::Open(dir_ / "new/keys"));
}

TEST_F(KeystoreTest, MissingFilesSaySo) {
  const Bytes root = File("root.key");
  fs::remove(dir_ / "root.key");
  ExpectFault("root.key", Reason::kUnavailable, "does not exist");
  Put("root.key", root);
  fs::remove(dir_ / "keystore");
  ExpectFault("keystore", Reason::kUnavailable, "does not exist");
}

TEST_F(KeystoreTest, AttackFilesOpenToOthersAreRefused) {
  for (const std::string name : {"root.key", "keystore"}) {
    const std::string path = (dir_ / name).string();
    ASSERT_EQ(::chmod(path.c_str(), 0640), 0);
    ExpectFault(name, Reason::kWrongState, "is open to others: run chmod 600 " + path);
    ASSERT_EQ(::chmod(path.c_str(), 0600), 0);
    EXPECT_TRUE(Keystore::Open(dir_.path()));
  }
}

TEST_F(KeystoreTest, AttackWrongRootKey) {
  Put("root.key", std::string(64, 'a') + "\n");
  ExpectFault("keystore", Reason::kCorrupt, other_root_);
}

TEST_F(KeystoreTest, AttackRootKeyOfAnotherShape) {
  const Bytes root = File("root.key");
  Bytes upper = root;
  upper[0] = 'A';
  for (const Bytes& text :
       {Bytes(), root.substr(0, 64), root + "\n", "0" + root, root.substr(2), upper,
        Bytes(64, '\0') + "\n", Bytes(65, '\n'), Bytes(64, 'g') + "\n"}) {
    Put("root.key", text);
    ExpectFault("root.key", Reason::kCorrupt,
                "is not 64 lower-case hexadecimal digits and a newline");
  }
}

TEST_F(KeystoreTest, AttackTruncatedAtEveryLength) {
  const Bytes whole = File("keystore");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    Put("keystore", whole.substr(0, size));
    ExpectFault("keystore", Reason::kCorrupt, "is cut short: restore it whole");
  }
}

TEST_F(KeystoreTest, AttackBytesBehindTheEnd) {
  Put("keystore", File("keystore") + "x");
  ExpectFault("keystore", Reason::kCorrupt, "has bytes behind its end");
}

TEST_F(KeystoreTest, AttackEveryByteFlipped) {
  const Bytes whole = File("keystore");
  for (std::size_t i = 0; i < whole.size(); ++i) {
    Bytes changed = whole;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    Put("keystore", changed);
    const Error error = OpenError();
    EXPECT_EQ(error.reason, Reason::kCorrupt) << i;
    EXPECT_EQ(error.field, (dir_ / "keystore").string()) << i;
    const char* const magic = "is not a keystore of this version";
    EXPECT_EQ(error.message.ends_with(magic), i < 18) << i;
    EXPECT_EQ(error.message.ends_with(other_root_), i >= 22) << i;  // between them: the size
  }
}

TEST_F(KeystoreTest, AttackSwappedWithAnotherServers) {
  const Scratch other;
  ASSERT_TRUE(Keystore::Create(other.path(), random_));
  Put("keystore", ReadFile(other / "keystore", kMax).value());
  ExpectFault("keystore", Reason::kCorrupt, other_root_);
  Put("root.key", ReadFile(other / "root.key", kMax).value());
  EXPECT_EQ(AllKeys(Keystore::Open(dir_.path()).value()),
            AllKeys(Keystore::Open(other.path()).value()));
}

TEST_F(KeystoreTest, AttackHugeFileIsNotRead) {
  Put("keystore", Bytes(kMax + 1, 'x'));
  ExpectFault("keystore", Reason::kCorrupt, "is larger than it can be");
}

// Sealed under the right root key, but not what we write: a bug or a foreign tool. Nothing is
// guessed.
class MalformedKeystoreTest : public KeystoreTest {
 protected:
  void Seal(BytesView plaintext) {
    const auto root = Key::FromBytes(FromHex(File("root.key").substr(0, 64)).value()).value();
    const Bytes sealed = Aead(root).Seal(random_, "relais-keystore/1\n", plaintext);
    Bytes file = "relais-keystore/1\n";
    PutU32(file, static_cast<std::uint32_t>(sealed.size()));
    Put("keystore", file + sealed);
  }
  Bytes Plaintext() {
    const auto root = Key::FromBytes(FromHex(File("root.key").substr(0, 64)).value()).value();
    return Aead(root).Open("relais-keystore/1\n", BytesView(File("keystore")).substr(22)).value();
  }
  void ExpectMalformed(const std::string& what) {
    ExpectFault("keystore", Reason::kCorrupt, "is sealed but malformed: " + what);
  }
};

TEST_F(MalformedKeystoreTest, AttackPlaintextCutAtEveryLength) {
  const Bytes whole = Plaintext();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    Seal(whole.substr(0, size));
    EXPECT_EQ(OpenError().reason, Reason::kCorrupt) << size;
  }
  Seal(whole);
  EXPECT_TRUE(Keystore::Open(dir_.path()));
}

TEST_F(MalformedKeystoreTest, AttackMissingAndRepeatedKeys) {
  const Bytes whole = Plaintext();
  Seal(Bytes("\0\0\0\1\0\0\0\1", 8) + Bytes(32, 'k'));
  ExpectMalformed("no key store/vault");
  Seal(whole.substr(0, whole.size() - 38) + Bytes("\0\0", 2));
  ExpectMalformed("no period key");
  Seal(whole.substr(0, whole.size() - 38) + Bytes("\0\2", 2) + whole.substr(whole.size() - 36) +
       whole.substr(whole.size() - 36));
  ExpectMalformed("keys are out of order");
  Seal(whole + "x");
  ExpectMalformed("bytes behind the last key");
}

}  // namespace
}  // namespace relais::keys

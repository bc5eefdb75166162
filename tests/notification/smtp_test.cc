// The mail channel against a real mail server, over a line on which somebody listens.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <map>
#include <memory>

#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "services/notification/channel.h"
#include "tests/keys/scratch.h"
#include "tests/notification/program.h"

namespace relais::notification {
namespace {

using namespace std::chrono_literals;
using programs::Await;
using programs::Program;
using programs::ReadAll;

const std::string kPassword = "wachtwoord-7";
const std::string kPerson = "nadia@example.org";

// RFC 5322: header fields, unfolded, and what follows them. RFC 2046: a part of a mail is one too.
struct Entity {
  std::multimap<std::string, std::string> header;
  std::string body;

  // Of a field that stands there once.
  std::string operator[](const std::string& name) const {
    return header.count(name) == 1 ? header.find(name)->second : "";
  }
};

Entity ParseEntity(const std::string& data) {
  Entity out;
  const auto blank = data.find("\r\n\r\n");
  std::string head = data.substr(0, blank + 2);
  for (auto fold = head.find("\r\n "); fold != head.npos; fold = head.find("\r\n "))
    head.erase(fold, 2);
  std::istringstream lines(head);
  for (std::string line; std::getline(lines, line);) {
    const auto colon = line.find(": ");
    out.header.emplace(line.substr(0, colon), line.substr(colon + 2, line.size() - colon - 3));
  }
  out.body = data.substr(blank + 4);
  return out;
}

// Of a mail of several parts the only one; else the mail.
Entity TextOf(const Entity& mail) {
  const std::string kind = "multipart/mixed; boundary=", type = mail["Content-Type"];
  if (!type.starts_with(kind)) return mail;
  const std::string dashes = "--" + type.substr(kind.size());
  EXPECT_TRUE(mail.body.starts_with(dashes + "\r\n"));
  const auto end = mail.body.find("\r\n" + dashes);
  EXPECT_EQ(mail.body.substr(end), "\r\n" + dashes + "--\r\n") << "several parts";
  return ParseEntity(mail.body.substr(dashes.size() + 2, end - dashes.size() - 2));
}

// RFC 2045, 6.7.
std::string FromQuotedPrintable(const std::string& raw) {
  std::string out;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] != '=') {
      out += raw[i];
      continue;
    }
    const std::string code = raw.substr(i + 1, 2);  // or a soft line break
    if (code != "\r\n") out += static_cast<char>(std::strtol(code.c_str(), nullptr, 16));
    i += 2;
  }
  return out;
}

// RFC 2047: each encoded word is UTF-8 in base64, and at most 75 characters.
std::string FromEncodedWords(const std::string& raw) {
  std::string out;
  std::istringstream words(raw);
  for (std::string word; words >> word;) {
    EXPECT_LE(word.size(), 75U);
    EXPECT_TRUE(word.starts_with("=?UTF-8?B?") && word.ends_with("?="));
    out += FromBase64(word.substr(10, word.size() - 12)).value();
  }
  return out;
}

// A mail as the server took it.
struct Mail {
  std::string from;
  std::vector<std::string> to;
  Entity whole, part;
  std::string text;
};

Mail Parse(const std::string& json) {
  google::protobuf::Struct parsed;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(json, &parsed).ok());
  const auto& fields = parsed.fields();
  Mail mail{.from = fields.at("from").string_value()};
  for (const auto& to : fields.at("to").list_value().values()) mail.to.push_back(to.string_value());
  mail.whole = ParseEntity(fields.at("data").string_value());
  mail.part = TextOf(mail.whole);
  EXPECT_EQ(mail.part["Content-Type"], "text/plain; charset=utf-8");
  EXPECT_EQ(mail.part["Content-Transfer-Encoding"], "quoted-printable");
  mail.text = FromQuotedPrintable(mail.part.body);
  return mail;
}

Outgoing ToSend(const std::string& to, const std::string& title, const std::string& text) {
  Outgoing out;
  for (std::size_t i = 0; i < out.id.size(); ++i) out.id[i] = static_cast<std::uint8_t>(0x91 + i);
  out.contact.set_channel(v1::CHANNEL_EMAIL);
  out.contact.set_address(to);
  out.title = title;
  out.text = text;
  out.at = FromMillis(1'795'362'600'000);  // 2026-11-22 15:50:00 UTC
  return out;
}

class MailTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    programs_ = std::make_unique<Scratch>();
    Program install({std::string(RELAIS_SOURCE_DIR) + "/tests/mail/install", *programs_ / "server"},
                    *programs_ / "out");
    installed_ = install.Succeeds(15s);
    said_ = install.Output();
  }
  static void TearDownTestSuite() { programs_.reset(); }
  void SetUp() override {
    ASSERT_TRUE(installed_) << "The mail server is not installed. It needs npm and its registry. "
                               "tests/mail/install says: "
                            << said_;
    ASSERT_NO_FATAL_FAILURE(MakeAuthority("ours"));
    ASSERT_NO_FATAL_FAILURE(MakeAuthority("theirs"));
  }
  void OpenSsl(std::vector<std::string> words) const {
    words.insert(words.begin(), {"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                                 "ec_paramgen_curve:P-256", "-nodes", "-days", "2"});
    Program openssl(words, folder_ / "openssl");
    ASSERT_TRUE(openssl.Succeeds(10s)) << "openssl makes no certificate: " << openssl.Output();
  }
  void MakeAuthority(const std::string& name) const {
    OpenSsl({"-subj", "/CN=" + name, "-keyout", folder_ / (name + ".key"), "-out",
             folder_ / (name + ".pem")});
  }
  // A server whose certificate is for `name`, from the authority `ours`.
  void Serve(const std::string& name, const std::vector<std::string>& words = {}) {
    OpenSsl({"-CA", folder_ / "ours.pem", "-CAkey", folder_ / "ours.key", "-subj", "/CN=" + name,
             "-addext", "subjectAltName=DNS:" + name, "-keyout", folder_ / "key.pem", "-out",
             folder_ / "certificate.pem"});
    std::vector<std::string> command = {"node", *programs_ / "server" / "server.mjs",
                                        folder_.path(), kPassword};
    command.insert(command.end(), words.begin(), words.end());
    server_ = std::make_unique<Program>(command, folder_ / "port");
    const int port = server_->Port();
    ASSERT_NE(port, 0) << "The mail server does not start. It says: " << server_->Output();
    options_ = {.url = "smtp://localhost:" + std::to_string(port),
                .user = "relais",
                .password = kPassword,
                .from = "bureau@relais.example",
                .ca_file = folder_ / "ours.pem"};
  }
  Status Send(const std::string& to = kPerson) const {
    return MakeSmtp(options_)->Send(ToSend(to, "Pour information", "Bonjour, appelez-nous."));
  }
  void ExpectNotSent(const Status& sent, Reason reason) const {
    ASSERT_FALSE(sent);
    EXPECT_EQ(sent.error().reason, reason);
    for (const char* const word : {"nadia", "example.org", "unknown", "later", "Bonjour"})
      EXPECT_EQ(sent.error().message.find(word), std::string::npos) << sent.error().message;
    EXPECT_TRUE(Mails().empty());
  }
  std::vector<Mail> Mails() const {
    std::vector<Mail> out;
    std::istringstream lines(ReadAll(folder_ / "mails"));
    for (std::string line; std::getline(lines, line);) out.push_back(Parse(line));
    return out;
  }
  // What whoever listens on the line saw.
  std::string Overheard() const { return ReadAll(folder_ / "wire"); }
  void ExpectNothingInTheClear() const {
    const std::string wire = Overheard();
    ASSERT_NE(wire.find("EHLO"), std::string::npos);
    for (const std::string& secret :
         {kPerson, std::string("nadia"), std::string("bureau@"), std::string("Subject"),
          std::string("Bonjour"), std::string("information"), ToBase64("Pour information"),
          std::string("RCPT"), std::string("AUTH"), kPassword, ToBase64(kPassword),
          ToBase64(std::string("\0relais\0", 8) + kPassword)})
      EXPECT_EQ(wire.find(secret), std::string::npos) << secret;
  }

  static inline std::unique_ptr<Scratch> programs_;
  static inline bool installed_ = false;
  static inline std::string said_;
  const Scratch folder_;
  std::unique_ptr<Program> server_;
  SmtpOptions options_;
};

TEST_F(MailTest, ArrivesOverTlsAsItWasSent) {
  ASSERT_NO_FATAL_FAILURE(Serve("localhost"));
  ASSERT_TRUE(MakeSmtp(options_)->Send(
      ToSend(kPerson, "Pour information : dès à présent", "Bonjour, ça va à Liège ? 50 % = ½.")));
  const auto mails = Mails();
  ASSERT_EQ(mails.size(), 1U);
  const Mail& mail = mails[0];
  EXPECT_EQ(mail.from, "bureau@relais.example");
  EXPECT_EQ(mail.to, std::vector<std::string>{kPerson});
  EXPECT_EQ(mail.whole["From"], "<bureau@relais.example>");
  EXPECT_EQ(mail.whole["To"], "<" + kPerson + ">");
  EXPECT_EQ(FromEncodedWords(mail.whole["Subject"]), "Pour information : dès à présent");
  EXPECT_EQ(mail.whole["Message-ID"], "<9192939495969798999a9b9c9d9e9fa0@relais.example>");
  EXPECT_EQ(mail.whole["Date"], "Sun, 22 Nov 2026 15:50:00 +0000");
  EXPECT_EQ(mail.whole["Auto-Submitted"], "auto-generated");
  EXPECT_EQ(mail.whole["Mime-Version"], "1.0");
  EXPECT_EQ(mail.whole.header.count("Cc") + mail.whole.header.count("Bcc"), 0U);
  EXPECT_EQ(mail.text, "Bonjour, ça va à Liège ? 50 % = ½.");
  ExpectNothingInTheClear();
}

TEST_F(MailTest, ArabicArrivesOverTlsAsItWasSent) {
  const std::string text =
      "مرحباً، يوجد جديد تحت الرقم 1234. إذا كان لديكم سؤال، فاتصلوا بالرقم \u200E0800 30 030.";
  ASSERT_NO_FATAL_FAILURE(Serve("localhost"));
  ASSERT_TRUE(MakeSmtp(options_)->Send(ToSend(kPerson, "للعلم", text)));
  const auto mails = Mails();
  ASSERT_EQ(mails.size(), 1U);
  EXPECT_EQ(FromEncodedWords(mails[0].whole["Subject"]), "للعلم");
  EXPECT_EQ(mails[0].text, text);
  ExpectNothingInTheClear();
}

// RFC 2045, 6.7 (4): the line breaks of a text are line breaks, not =0A, which some readers show as
// nothing.
TEST_F(MailTest, LinesOfTheTextAreLinesOfTheMail) {
  ASSERT_NO_FATAL_FAILURE(Serve("localhost"));
  ASSERT_TRUE(MakeSmtp(options_)->Send(
      ToSend(kPerson, "Pour information", "Bonjour,\n\n.Voilà\n..\nBonne journée\n")));
  const auto mails = Mails();
  ASSERT_EQ(mails.size(), 1U);
  EXPECT_EQ(mails[0].text, "Bonjour,\r\n\r\n.Voilà\r\n..\r\nBonne journée\r\n");
}

TEST_F(MailTest, CertificateOfAnotherAuthorityIsNotBelieved) {
  ASSERT_NO_FATAL_FAILURE(Serve("localhost"));
  options_.ca_file = folder_ / "theirs.pem";
  ExpectNotSent(Send(), Reason::kUnavailable);
  ExpectNothingInTheClear();
}

TEST_F(MailTest, CertificateForAnotherNameIsNotBelieved) {
  ASSERT_NO_FATAL_FAILURE(Serve("mail.example.net"));
  ExpectNotSent(Send(), Reason::kUnavailable);
  ExpectNothingInTheClear();
}

TEST_F(MailTest, ServerWithoutTlsIsToldNothing) {
  ASSERT_NO_FATAL_FAILURE(Serve("localhost", {"--plain"}));
  ExpectNotSent(Send(), Reason::kUnavailable);
  ExpectNothingInTheClear();
}

// A server elsewhere; no authority named, and none needed for what it offers.
TEST_F(MailTest, ServerElsewhereWithoutTlsIsToldNothing) {
  ASSERT_NO_FATAL_FAILURE(Serve("localhost", {"--plain", "--address", "127.0.0.2"}));
  options_.url.replace(options_.url.find("localhost"), 9, "127.0.0.2");
  options_.ca_file.clear();
  ExpectNotSent(Send(), Reason::kUnavailable);
  ExpectNothingInTheClear();
}

// What the line shows when nothing hides it: that the tests above could see it.
TEST_F(MailTest, OnLoopbackTlsIsNotAskedForWithoutAnAuthority) {
  ASSERT_NO_FATAL_FAILURE(Serve("localhost", {"--plain"}));
  options_.ca_file.clear();
  ASSERT_TRUE(Send());
  EXPECT_EQ(Mails().size(), 1U);
  for (const std::string& said : {"RCPT TO:<" + kPerson + ">", ToBase64("Pour information"),
                                  std::string("AUTH"), std::string("Bonjour")})
    EXPECT_NE(Overheard().find(said), std::string::npos) << said;
}

TEST_F(MailTest, WrongPasswordIsNotFinal) {
  ASSERT_NO_FATAL_FAILURE(Serve("localhost"));
  options_.password += "x";
  const Status sent = Send();
  ExpectNotSent(sent, Reason::kUnavailable);
  EXPECT_EQ(sent.error().message, "Login denied (answer 535)");
  ExpectNothingInTheClear();
}

TEST_F(MailTest, UnknownMailboxIsFinal) {
  ASSERT_NO_FATAL_FAILURE(Serve("localhost"));
  const Status sent = Send("unknown@example.org");
  ExpectNotSent(sent, Reason::kInvalid);
  EXPECT_EQ(sent.error().message, "the mail server refused the mailbox");
  ExpectNothingInTheClear();
}

// A sender that the server does not let us be is no fault of the mailbox: mended, the notice goes.
TEST_F(MailTest, RefusedSenderIsNotFinal) {
  ASSERT_NO_FATAL_FAILURE(Serve("localhost"));
  options_.from = "somebody@relais.example";
  ExpectNotSent(Send(), Reason::kUnavailable);
  ExpectNothingInTheClear();
}

TEST_F(MailTest, MailboxThatIsToTakeItLaterIsNotFinal) {
  ASSERT_NO_FATAL_FAILURE(Serve("localhost"));
  const Status sent = Send("later@example.org");
  ExpectNotSent(sent, Reason::kUnavailable);
  EXPECT_TRUE(sent.error().message.ends_with("(answer 451)")) << sent.error().message;
  ExpectNothingInTheClear();
}

TEST_F(MailTest, StoppedServerIsUnavailable) {
  ASSERT_NO_FATAL_FAILURE(Serve("localhost"));
  server_->Stop();
  ExpectNotSent(Send(), Reason::kUnavailable);
}

// The system accepts for it; nobody greets.
TEST(MailSilenceTest, CostsNoMoreThanPatience) {
  const int silent = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in at{.sin_family = AF_INET};
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof at;
  ASSERT_EQ(bind(silent, reinterpret_cast<const sockaddr*>(&at), size), 0);
  ASSERT_EQ(listen(silent, 8), 0);
  ASSERT_EQ(getsockname(silent, reinterpret_cast<sockaddr*>(&at), &size), 0);
  const auto channel = MakeSmtp({.url = "smtp://127.0.0.1:" + std::to_string(ntohs(at.sin_port)),
                                 .from = "bureau@relais.example",
                                 .patience = 500ms});
  const auto start = std::chrono::steady_clock::now();
  const Status sent = channel->Send(ToSend(kPerson, "Pour information", "Bonjour"));
  const auto spent = std::chrono::steady_clock::now() - start;
  close(silent);
  EXPECT_GE(spent, 450ms);
  EXPECT_LT(spent, 1500ms);
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().reason, Reason::kUnavailable);
}

}  // namespace
}  // namespace relais::notification

// A way out for notices: a gateway, a mail server, a folder. Each is tried by the dispatcher's one
// thread, outside every commit: however slow it is, no read waits for it.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include "crypto/aead.h"
#include "relais/v1/notifications.pb.h"
#include "services/base/clock.h"

namespace relais::notification {

// One notice, ready to go. The same id is the same notice: a channel that can tell drops the second.
struct Outgoing {
  Array<16> id{};
  v1::Contact contact;
  std::string title;  // not of an SMS
  std::string text;
  bool right_to_left = false;
  Instant at{};  // when it was handed over
};

class Channel {
 public:
  virtual ~Channel() = default;
  // On success the channel has it for good. kUnavailable: it takes nothing now, and is tried later.
  // kInvalid: it will never take this one. No error names an address or text.
  virtual Status Send(const Outgoing& outgoing) = 0;
};

// Kannel's sendsms (a GET over HTTP), with delivery reports to `report_url`; see deploy/kannel.
struct KannelOptions {
  std::string url;  // http://127.0.0.1:13013/cgi-bin/sendsms
  std::string user, password, from;
  std::string report_url;  // of the GatewayDoor
  std::chrono::milliseconds patience{5000};
};
std::unique_ptr<Channel> MakeKannel(KannelOptions options);

// A mail server over SMTP. Anything but loopback must speak TLS with a certificate that `ca_file`, or
// the system's store, vouches for.
struct SmtpOptions {
  std::string url;  // smtp://mail.example.org:587 (STARTTLS), smtps://...
  std::string user, password, from;
  std::string ca_file;  // empty: the system's
  std::chrono::milliseconds patience{10'000};
};
std::unique_ptr<Channel> MakeSmtp(SmtpOptions options);

// A folder of sealed files, one a notice, named by its id: the spool of a server without a gateway,
// and the print queue of letters. Until a file is taken out, a repeated id is written once.
//
//   nonce[12] | ciphertext | tag[16], AES-256-GCM, associated data "relais-outgoing/1\n" | id[16].
//   The plaintext: a serialised Contact, title and text, each u32 size | bytes; u8 right to left.
class Folder final : public Channel {
 public:
  Folder(std::filesystem::path path, const Key& key, Random& random)
      : path_(std::move(path)), key_(key), random_(random) {}
  Status Send(const Outgoing& outgoing) override;

  // All that lies there, the oldest first.
  Result<std::vector<Outgoing>> ReadAll() const;
  Status Remove(const Array<16>& id) const;

 private:
  const std::filesystem::path path_;
  const Key key_;
  Random& random_;
};

}  // namespace relais::notification

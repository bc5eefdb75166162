// What bearers show and the store must not be able to show in their place: an id and its seal. The store
// holds the id alone; the seal needs a key that is in no store. Thread-safe.
//
//   id ("ses_" and 26 characters) | "." | base64url(HMAC-SHA-256(key, "relais-ticket/1\n" | text of the
//   id), the first 16 bytes)
#pragma once

#include "crypto/hash.h"
#include "services/base/ids.h"

namespace relais::identity {

class Tickets {
 public:
  explicit Tickets(const Key& key) : key_(key) {}

  template <class Noun>
  std::string Write(const Id<Noun>& id) const {
    return id.Text() + "." + SealOf(id.Text());
  }
  // kUnauthenticated when it is none of ours, or of another noun. Whether it still stands is for the
  // store to say.
  template <class Noun>
  Result<Id<Noun>> Read(std::string_view ticket) const {
    const auto dot = ticket.find('.');
    const std::string_view text = ticket.substr(0, dot);
    auto id = Id<Noun>::Parse(text);
    // Only the one spelling of an id: the seal is over its text.
    if (dot == ticket.npos || !id || id->Text() != text ||
        !SecretEquals(ticket.substr(dot + 1), SealOf(text)))
      return Fail(Reason::kUnauthenticated, "this is not a ticket of this server, or no more");
    return id;
  }

 private:
  std::string SealOf(std::string_view text) const {
    return ToBase64Url(View(HmacSha256(key_, {"relais-ticket/1\n", text})).substr(0, 16));
  }
  const Key key_;
};

// The portal's page for adding a passkey; browsers send what stands behind '#' nowhere.
inline std::string EnrolmentLink(const std::string& origin, const std::string& invitation) {
  return origin + "/enrol#" + invitation;
}

}  // namespace relais::identity

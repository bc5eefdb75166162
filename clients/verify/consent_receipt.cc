#include "clients/verify/consent_receipt.h"

#include <jansson.h>

#include <memory>

#include "clients/verify/json.h"
#include "crypto/hash.h"
#include "crypto/signature.h"

namespace relais::verify {
namespace {

constexpr std::size_t kMostBytes = 1 << 17;
constexpr char kHeader[] = R"({"alg":"EdDSA","typ":"relais-consent+jwt"})";

struct JsonDeleter {
  void operator()(json_t* json) const { json_decref(json); }
};
using Json = std::unique_ptr<json_t, JsonDeleter>;

tl::unexpected<Error> Wrong(const char* what) { return Fail(Reason::kCorrupt, what); }

Json Parse(BytesView text) {
  return Json(json_loadb(text.data(), text.size(), JSON_REJECT_DUPLICATES, nullptr));
}

// Empty when it is not there, as protobuf's JSON leaves out what is empty.
std::string Text(const json_t* object, const char* name) {
  const json_t* const value = json_object_get(object, name);
  return json_is_string(value) ? std::string(json_string_value(value), json_string_length(value))
                               : std::string();
}
Bytes Binary(const json_t* object, const char* name) {
  return FromBase64(Text(object, name)).value_or(Bytes());
}

std::string Party(const json_t* object, const char* name) {
  const json_t* const party = json_object_get(object, name);
  std::string out;
  for (const char* const part : {"name", "profession", "organisation"}) {
    const std::string text = Text(party, part);
    if (!text.empty()) out += (out.empty() ? "" : ", ") + text;
  }
  return out.empty() ? Text(party, "id") : out;
}

// The payload, once the log's signature over it holds.
Result<Json> Opened(std::string_view jws, const audit::TrustPolicy& trust) {
  if (jws.ends_with('\n')) jws.remove_suffix(1);
  const auto first = jws.find('.'), last = jws.rfind('.');
  if (jws.size() > kMostBytes || first == jws.npos || first == last)
    return Wrong("this is no receipt of a consent");
  const auto header = FromBase64Url(jws.substr(0, first));
  const auto payload = FromBase64Url(jws.substr(first + 1, last - first - 1));
  const auto signature = FromBase64Url(jws.substr(last + 1));
  if (!header || !payload || !signature || *header != kHeader)
    return Wrong("this is no receipt of a consent");
  if (!trust.log().Verify(jws.substr(0, last), *signature))
    return Wrong("the log that you trust did not sign this receipt, or it was changed");
  Json json = Parse(*payload);
  if (!json_is_object(json.get())) return Wrong("this receipt cannot be read");
  return json;
}

// WebAuthn, section 7.2: the type, the challenge, whose site, that somebody was there and showed the device
// that it is them, and the signature.
Status CheckPasskey(const json_t* passkey, ConsentReceipt& receipt) {
  const Bytes client_data = Binary(passkey, "client_data_json");
  const Bytes data = Binary(passkey, "authenticator_data");
  const Json client = Parse(client_data);
  const Hash text = Sha256({receipt.text});
  if (Text(client.get(), "type") != "webauthn.get" ||
      Text(client.get(), "challenge") != ToBase64Url(View(text)))
    return Wrong("the passkey signed another text than this receipt shows");
  receipt.origin = Text(client.get(), "origin");
  const std::string host = receipt.origin.substr(std::min<std::size_t>(8, receipt.origin.size()));
  const bool site = receipt.origin.starts_with("https://") && data.size() >= 37 &&
                    data.substr(0, 32) == View(Sha256({host.substr(0, host.find(':'))}));
  if (!site) return Wrong("the passkey signed for another site than it says");
  constexpr unsigned char kPresentAndVerified = 0x05;
  if ((static_cast<unsigned char>(data[32]) & kPresentAndVerified) != kPresentAndVerified)
    return Wrong("the passkey's device did not ask who is there");
  if (!VerifiesUnder(Binary(passkey, "public_key"), data + Bytes(View(Sha256({client_data}))),
                     Binary(passkey, "signature")))
    return Wrong("the passkey's signature does not hold");
  receipt.by_passkey = true;
  receipt.by_representative = receipt.method == "METHOD_REPRESENTATIVE";
  receipt.added_at = Text(passkey, "added_at");
  return {};
}

std::string Method(const ConsentReceipt& receipt) {
  if (receipt.method == "METHOD_CODE_AND_WORD")
    return "a code to the person's phone, and the chosen word";
  if (receipt.method == "METHOD_PAPER") return "paper, before a witness";
  if (receipt.method == "METHOD_TWO_PROFESSIONALS")
    return "two professionals, because the person could not answer";
  return receipt.method;
}

}  // namespace

Result<ConsentReceipt> VerifyConsentReceipt(std::string_view jws, const audit::TrustPolicy& trust) {
  ASSIGN_OR_RETURN(const Json json, Opened(jws, trust));
  const json_t* const root = json.get();
  if (Text(root, "log") != trust.log().name()) return Wrong("this receipt is of another log");
  ConsentReceipt out{.dossier = Text(root, "dossier_id"),
                     .proposal = Text(root, "proposal_id"),
                     .consent = Text(root, "consent_id"),
                     .text = Text(root, "text"),
                     .method = Text(root, "method"),
                     .confirmed = Text(root, "confirm_time"),
                     .revoked = Text(root, "revoke_time"),
                     .made = Text(root, "create_time"),
                     .proposer = Party(root, "proposer"),
                     .witness = Party(root, "confirmed_by"),
                     .interpreter = Text(root, "interpreter")};
  if (out.text.empty() || out.consent.empty()) return Wrong("this receipt cannot be read");
  if (out.method == "METHOD_PASSKEY" || out.method == "METHOD_REPRESENTATIVE")
    RETURN_IF_ERROR(CheckPasskey(json_object_get(root, "passkey"), out));
  return out;
}

std::string TextOf(const ConsentReceipt& r, const audit::TrustPolicy& trust) {
  std::string out =
      "This receipt is genuine: the log " + Printable(trust.log().name()) + " signed it.\n\n";
  for (std::string_view rest = r.text; !rest.empty();) {
    const auto end = std::min(rest.find('\n'), rest.size());
    out += "    " + Printable(rest.substr(0, end)) + "\n";
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  out += "\nConfirmed at " + Printable(r.confirmed) + ".\n";
  if (r.by_passkey) {
    const std::string by = r.by_representative ? "the passkey of " + Printable(r.witness) +
                                                     ", who says yes in the person's place"
                                               : "the person's passkey";
    out += "- Signed by " + by + ": over this very text, at " + Printable(r.origin) +
           ". Whose passkey it is, the server says";
    out += r.added_at.empty() ? ".\n"
                              : "; it was added at the desk of " + Printable(r.added_at) + ".\n";
  } else {
    out += "- Attested by the server: by " + Printable(Method(r)) +
           ". No signature of the person's can be checked.\n";
  }
  out += r.proposer.empty() ? "- Proposed by the person.\n"
                            : "- Proposed by " + Printable(r.proposer) + ".\n";
  if (!r.witness.empty() && !r.by_representative)
    out += (r.method == "METHOD_PAPER" ? "- Witness: " : "- Sent for the person by ") +
           Printable(r.witness) + ".\n";
  if (!r.interpreter.empty()) out += "- Interpreted by " + Printable(r.interpreter) + ".\n";
  out += "- As of " + Printable(r.made) + ", the consent " + Printable(r.consent) +
         (r.revoked.empty() ? " was not taken back."
                            : " was taken back at " + Printable(r.revoked) + ".") +
         " Of the other lines this receipt says nothing.\n";
  return out + "The entry of the confirmation in the log holds the text's SHA-256: " +
         ToHex(View(Sha256({r.text}))) + "\n";
}

std::string JsonOf(const ConsentReceipt& r) {
  JsonLine line;
  line.Bool("verified", true)
      .Text("dossier", r.dossier)
      .Text("proposal", r.proposal)
      .Text("consent", r.consent)
      .Text("signed_by", r.by_representative ? "representative"
                         : r.by_passkey      ? "passkey"
                                             : "server")
      .Text("method", r.method)
      .Text("confirmed", r.confirmed)
      .Text("revoked", r.revoked)
      .Text("as_of", r.made)
      .Text("proposer", r.proposer)
      .Text("witness", r.witness)
      .Text("interpreter", r.interpreter)
      .Text("passkey_added_at", r.added_at)
      .Text("origin", r.origin)
      .Text("text_sha256", ToHex(View(Sha256({r.text}))))
      .Text("text", r.text);
  return std::move(line).Take();
}

}  // namespace relais::verify

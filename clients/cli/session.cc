#include "clients/cli/session.h"

#include <google/protobuf/util/json_util.h>

#include <cctype>

#include "clients/cli/plain_text.h"
#include "crypto/hash.h"

namespace relais::cli {
namespace {

constexpr std::size_t kCardLength = 17;

bool IsCard(const std::string& text) {
  std::size_t letters = 0;
  for (const char c : text) {
    if (c == '-' || c == ' ') continue;
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) return false;
    ++letters;
  }
  return letters == kCardLength;
}

}  // namespace

Session::Session(Console& console, Random& random, std::time_t now, Speech say_, Globals globals,
                 Profile profile, std::unique_ptr<Api> api)
    : say(say_),
      console_(console),
      random_(random),
      now_(now),
      globals_(std::move(globals)),
      profile_(std::move(profile)),
      api_(std::move(api)) {}

const CatalogueView& Session::Catalogue() {
  if (auto fetched = NeedCatalogue()) return **fetched;
  catalogue_ = std::make_unique<CatalogueView>(v1::GetCatalogueResponse(), say);
  return *catalogue_;
}

Result<const CatalogueView*> Session::NeedCatalogue() {
  if (catalogue_ == nullptr) {
    if (!HasServer()) return Fail(Reason::kUnavailable, "there is no server");
    ASSIGN_OR_RETURN(auto fetched, api_->Call(v1::GetCatalogueRequest()));
    catalogue_ = std::make_unique<CatalogueView>(std::move(fetched), say);
  }
  return catalogue_.get();
}

const std::string& Session::RequestId() {
  if (used_request_id_.empty()) {
    used_request_id_ =
        globals_.request_id.empty() ? ToBase32(View(random_.Next<16>())) : globals_.request_id;
  }
  return used_request_id_;
}

std::string Session::RequestIdFor(const std::string& what) {
  return ToHex(View(Sha256(RequestId() + "/" + what))).substr(0, 40);
}

Result<v1::Purpose> Session::Purpose() const {
  if (globals_.purpose.empty()) return profile_.purpose;
  const v1::Purpose purpose = PurposeNamed(globals_.purpose);
  if (purpose == v1::PURPOSE_UNSPECIFIED) {
    return say.Wrong(Say::kPurposeUnknown, Clean(globals_.purpose), PurposeNames());
  }
  return purpose;
}

Result<v1::DossierContext> Session::Context(const std::string& dossier_or_card) const {
  v1::DossierContext out;
  ASSIGN_OR_RETURN(const v1::Purpose purpose, Purpose());
  out.set_purpose(purpose);
  out.set_reason(ReasonCode());
  if (dossier_or_card.starts_with("dos_")) {
    out.set_dossier_id(dossier_or_card);
  } else if (IsCard(dossier_or_card)) {
    out.set_card_code(dossier_or_card);
  } else if (!dossier_or_card.empty()) {
    return say.Wrong(Say::kDossierForm, Clean(dossier_or_card));
  }
  return out;
}

void Session::PrintJson(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string text;
  if (google::protobuf::util::MessageToJsonString(message, &text, options).ok())
    out() << text << '\n';
}

Status Session::Report(const google::protobuf::Message& response, const std::string& sentence) {
  if (json()) {
    PrintJson(response);
  } else {
    out() << sentence << '\n';
  }
  return {};
}

}  // namespace relais::cli

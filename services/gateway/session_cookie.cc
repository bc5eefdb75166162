#include "services/gateway/session_cookie.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <memory>

namespace relais::gateway {
namespace {

namespace pb = google::protobuf;

// The prefix makes browsers refuse one that another host, or plain HTTP, would set.
constexpr std::string_view kName = "__Host-relais";

}  // namespace

std::string TokenInCookie(const HttpRequest& request) {
  if (request.Header("origin").empty() || request.Header("connect-protocol-version").empty())
    return {};
  std::string_view rest = request.Header("cookie");
  std::string found;
  while (!rest.empty()) {
    const std::string_view one = rest.substr(0, rest.find(';'));
    rest.remove_prefix(std::min(rest.size(), one.size() + 1));
    const std::string_view trimmed = one.substr(std::min(one.size(), one.find_first_not_of(' ')));
    if (!trimmed.starts_with(kName) || trimmed.substr(kName.size(), 1) != "=") continue;
    if (!found.empty()) return {};
    found = trimmed.substr(kName.size() + 1);
  }
  const bool plain =
      std::all_of(found.begin(), found.end(), [](unsigned char c) { return c > 0x20 && c < 0x7f; });
  return plain ? found : std::string();
}

bool WantsCookie(const HttpRequest& request) {
  return request.Header("relais-session") == "cookie" && !request.Header("origin").empty();
}

std::optional<TakenSession> TakeSession(const Method& method, const Bytes& message) {
  const pb::Descriptor* const type =
      pb::DescriptorPool::generated_pool()->FindMessageTypeByName(method.response);
  const pb::FieldDescriptor* const field =
      type == nullptr ? nullptr : type->FindFieldByName("session_token");
  if (field == nullptr) return std::nullopt;
  const std::unique_ptr<pb::Message> parsed(
      pb::MessageFactory::generated_factory()->GetPrototype(type)->New());
  if (!parsed->ParseFromString(message)) return std::nullopt;
  TakenSession taken{parsed->GetReflection()->GetString(*parsed, field), {}};
  parsed->GetReflection()->ClearField(parsed.get(), field);
  taken.message = parsed->SerializeAsString();
  return taken;
}

std::pair<std::string, std::string> SessionCookie(const std::string& token) {
  return {"Set-Cookie", std::string(kName) + "=" + token +
                            "; Path=/; Secure; HttpOnly; SameSite=Strict" +
                            (token.empty() ? "; Max-Age=0" : "")};
}

}  // namespace relais::gateway

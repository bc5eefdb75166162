#include "services/notification/gateway_door.h"

namespace relais::notification {
namespace {

std::string PrefixOf(const Key& key) { return "/" + ToHex(key.ExposeSecretBytes().substr(0, 16)); }

Result<Array<16>> IdIn(const std::map<std::string, std::string>& query) {
  const auto found = query.find("id");
  if (found == query.end()) return Fail(Reason::kInvalid, "no id");
  ASSIGN_OR_RETURN(const Bytes bytes, FromHex(found->second));
  return ToArray<16>(bytes);
}

std::string TextIn(const std::map<std::string, std::string>& query, const char* name) {
  const auto found = query.find(name);
  return found == query.end() ? std::string() : found->second;
}

}  // namespace

Result<std::unique_ptr<GatewayDoor>> GatewayDoor::Open(const std::string& listen, const Key& key,
                                                       Dispatcher& dispatcher,
                                                       InboundHandler* replies) {
  std::unique_ptr<GatewayDoor> door(new GatewayDoor(PrefixOf(key), dispatcher, replies));
  ASSIGN_OR_RETURN(
      door->server_,
      HttpServer::Start({.listen = listen}, Plain([raw = door.get()](const HttpRequest& request) {
                          return raw->Handle(request.target);
                        })));
  return door;
}

std::string GatewayDoor::ReportUrl(const std::string& listen, const Key& key) {
  return "http://" + listen + PrefixOf(key) + "/report";
}

std::string GatewayDoor::ReplyUrl(const std::string& listen, const Key& key) {
  return "http://" + listen + PrefixOf(key) + "/reply";
}

HttpAnswer GatewayDoor::Handle(const std::string& target) {
  const std::string path = target.substr(0, target.find('?'));
  const bool known = path.size() > prefix_.size() &&
                     SecretEquals(BytesView(path).substr(0, prefix_.size()), prefix_);
  if (!known) return {404, ""};
  const auto query = ParseQuery(target);
  Status done;
  if (path.substr(prefix_.size()) == "/report") {
    const auto id = IdIn(query);
    const std::string state = TextIn(query, "state");
    const bool delivered = state == "1", failed = state == "2" || state == "16";
    if (id && (delivered || failed)) done = dispatcher_.Report(*id, delivered);
  } else if (path.substr(prefix_.size()) == "/reply" && replies_ != nullptr) {
    done = replies_->OnReply(TextIn(query, "from"), TextIn(query, "text"));
  }
  return {done ? 200 : 503, ""};
}

}  // namespace relais::notification

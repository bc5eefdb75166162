#include "services/gateway/api.h"

#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/type_resolver_util.h>

#include <algorithm>
#include <map>

#include "google/rpc/error_details.pb.h"
#include "relais/v1/accesses.pb.h"
#include "relais/v1/consents.pb.h"
#include "relais/v1/directory.pb.h"
#include "relais/v1/dossiers.pb.h"
#include "relais/v1/exits.pb.h"
#include "relais/v1/handovers.pb.h"
#include "relais/v1/legal_orders.pb.h"
#include "relais/v1/notifications.pb.h"
#include "relais/v1/referents.pb.h"
#include "relais/v1/relations.pb.h"
#include "relais/v1/sessions.pb.h"
#include "relais/v1/worry_calls.pb.h"

namespace relais::gateway {
namespace {

namespace pb = google::protobuf;

constexpr char kTypes[] = "type.googleapis.com";

// Naming a message of each file links it, and tells what can be reached from outside.
std::map<std::string, Method, std::less<>> AllMethods() {
  std::map<std::string, Method, std::less<>> methods;
  for (const pb::Descriptor* const message :
       {v1::GetDossierRequest::descriptor(), v1::ProposeConsentRequest::descriptor(),
        v1::ListAccessesRequest::descriptor(), v1::GetCatalogueRequest::descriptor(),
        v1::SetTellingRequest::descriptor(), v1::ProveRelationRequest::descriptor(),
        v1::SignInRequest::descriptor(), v1::EnterLegalOrderRequest::descriptor(),
        v1::ListExitsRequest::descriptor(), v1::ListHandoversRequest::descriptor(),
        v1::AskReferentRequest::descriptor(), v1::RaiseWorryCallRequest::descriptor()}) {
    const pb::FileDescriptor& file = *message->file();
    for (int i = 0; i < file.service_count(); ++i) {
      const pb::ServiceDescriptor& service = *file.service(i);
      for (int k = 0; k < service.method_count(); ++k) {
        const pb::MethodDescriptor& method = *service.method(k);
        const std::string path = "/" + service.full_name() + "/" + method.name();
        methods[path] = {path, method.input_type()->full_name(), method.output_type()->full_name(),
                         method.server_streaming(),
                         method.options().GetExtension(v1::for_strangers)};
      }
    }
  }
  return methods;
}

pb::util::TypeResolver& Types() {
  static const std::unique_ptr<pb::util::TypeResolver> types(
      pb::util::NewTypeResolverForDescriptorPool(kTypes, pb::DescriptorPool::generated_pool()));
  return *types;
}

// Where the JSON does not fit, without the values that protobuf quotes.
std::string Place(std::string text) {
  text.erase(std::min(text.size(), text.find('\n')));
  const auto value = text.find(": invalid value ");
  if (value != text.npos) text.replace(value, text.npos, ": no value of its type");
  return text;
}

std::string UrlOf(const std::string& message) { return std::string(kTypes) + "/" + message; }

}  // namespace

const Method* FindMethod(std::string_view path) {
  static const auto methods = AllMethods();
  const auto found = methods.find(path);
  return found == methods.end() ? nullptr : &found->second;
}

Result<Bytes> FromJson(const std::string& message, const std::string& json) {
  Bytes out;
  const auto status = pb::util::JsonToBinaryString(&Types(), UrlOf(message), json, &out);
  if (!status.ok())
    return Fail(Reason::kInvalid,
                "the JSON does not fit the request: " + Place(status.message().ToString()));
  return out;
}

Result<std::string> ToJson(const std::string& message, const Bytes& bytes) {
  // By way of the message: the server joins its answers from pieces, and what repeats in several of them
  // would be written as several members of one name, of which a reader keeps the last.
  const pb::Descriptor* const type =
      pb::DescriptorPool::generated_pool()->FindMessageTypeByName(message);
  std::string out;
  if (type != nullptr) {
    const std::unique_ptr<pb::Message> parsed(
        pb::MessageFactory::generated_factory()->GetPrototype(type)->New());
    if (parsed->ParseFromString(bytes) && pb::util::MessageToJsonString(*parsed, &out).ok())
      return out;
  }
  return Fail(Reason::kInternal, "an answer could not be written as JSON");
}

}  // namespace relais::gateway

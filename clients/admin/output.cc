#include "clients/admin/output.h"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include "crypto/random.h"

namespace relais::admin {

std::string Json(const google::protobuf::Message& message) {
  std::string json;
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  (void)google::protobuf::util::MessageToJsonString(message, &json, options);
  return json;
}

std::string JsonOf(std::initializer_list<std::pair<const char*, std::string>> texts) {
  google::protobuf::Struct object;
  for (const auto& [name, text] : texts) (*object.mutable_fields())[name].set_string_value(text);
  return Json(object);
}

Status Print(const google::protobuf::Message& message, const std::string& text,
             const Output& output) {
  output.out << (output.json ? Json(message) : text) << '\n';
  return {};
}

std::string NewRequestId() {
  SystemRandom random;
  return ToBase32(View(random.Next<16>()));
}

}  // namespace relais::admin

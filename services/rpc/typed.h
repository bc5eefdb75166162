// From typed protobuf messages to the methods that the pipeline runs, and back.
#pragma once

#include <google/protobuf/message.h>

#include "services/rpc/method.h"

namespace relais::rpc {

inline Wire OneMessage(Bytes bytes) {
  Wire wire;
  wire.push_back(std::move(bytes));
  return wire;
}
inline Wire OneMessage(const google::protobuf::Message& message) {
  return OneMessage(message.SerializeAsString());
}

// Seals a response that discloses nothing of a dossier beyond ids.
inline SealedWire SealIds(const access::Permit& permit, const google::protobuf::Message& message,
                          std::vector<Array<16>> objects = {}) {
  return SealedWire(permit, OneMessage(message), ledger::Disclosure{.objects = std::move(objects)});
}

// The same of a list with so many rows: an entry has no room for the ids of all.
inline SealedWire SealList(const access::Permit& permit, const google::protobuf::Message& message,
                           std::size_t rows) {
  return SealedWire(permit, OneMessage(message),
                    ledger::Disclosure{.count = static_cast<std::uint32_t>(rows)});
}

// Adds the method "Noun.Verb", from a function that prepares its typed request:
// Result<Prepared>(std::shared_ptr<const Request>).
template <class Request, class F>
void Add(Methods& methods, const std::string& noun, const std::string& verb, F prepare) {
  methods["/relais.v1." + noun + "/" + verb] =
      [method = noun + "." + verb,
       prepare = std::move(prepare)](BytesView bytes) -> Result<Prepared> {
    auto request = std::make_shared<Request>();
    if (!request->ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
      return Fail(Reason::kInvalid, "the request is not a message of this method");
    // What we do not know must not be stored and shown again: it would be a free text (P7).
    request->DiscardUnknownFields();
    ASSIGN_OR_RETURN(Prepared prepared,
                     prepare(std::shared_ptr<const Request>(std::move(request))));
    prepared.ask.method = method;
    if (prepared.list) prepared.list->ask.method = method;
    return prepared;
  };
}

}  // namespace relais::rpc

// Houses' own systems: which client certificate is whose. What a system may do is decided as for the
// professional it asks for; see identity/token_authenticator.h.
#include <algorithm>

#include "relais/v1/directory.pb.h"
#include "services/directory/repository.h"
#include "services/directory/service.h"
#include "services/rpc/typed.h"

namespace relais::directory {
namespace {

using rpc::ApplyChange;
using rpc::Changed;
using rpc::Prepared;
using rpc::Reading;

Result<Hash> ReadFingerprint(const std::string& text, const char* field) {
  const auto bytes = FromHex(text);
  const auto hash = bytes ? ToArray<32>(*bytes) : Fail(Reason::kInvalid, "");
  if (hash) return *hash;
  return Fail(Reason::kInvalid, "expected the SHA-256 of a certificate, 64 lower-case hex digits",
              field);
}

// Which certificate it was, for whoever asks the log later.
Array<16> Short(const Hash& certificate) {
  Array<16> out;
  std::copy_n(certificate.begin(), out.size(), out.begin());
  return out;
}

Status CheckSystemName(std::string_view name) {
  // It stands in brackets beside a professional's name, and must not look like another's.
  const bool plain = std::none_of(name.begin(), name.end(), [](unsigned char c) {
    return c < 0x20 || c >= 0x7f || c == '(' || c == ')';
  });
  if (!name.empty() && name.size() <= 60 && plain) return {};
  return Fail(Reason::kInvalid, "expected a name of 1 to 60 ASCII characters without brackets",
              "system.name");
}

Result<Prepared> PrepareAdd(const std::shared_ptr<const v1::AddSystemRequest>& request) {
  const v1::System& asked = request->system();
  System system{.name = asked.name()};
  ASSIGN_OR_RETURN(system.certificate, ReadFingerprint(asked.certificate(), "system.certificate"));
  ASSIGN_OR_RETURN(system.organisation, OrganisationId::Parse(asked.organisation_id()));
  Prepared prepared;
  prepared.ask.action = Action::kAdminister;
  prepared.request_id = request->request_id();
  prepared.change = [system](const Reading& reading) -> Result<ApplyChange> {
    RETURN_IF_ERROR(CheckSystemName(system.name));
    ASSIGN_OR_RETURN(const auto house, FindOrganisation(reading.vault, system.organisation));
    if (!house)
      return Fail(Reason::kInvalid, "there is no such house; add it first",
                  "system.organisation_id");
    return ApplyChange([system](const access::Permit& permit, storage::Connection& vault,
                                Instant) -> Result<Changed> {
      ASSIGN_OR_RETURN(const bool added, AddSystem(vault, system));
      if (!added)
        return Fail(Reason::kWrongState,
                    "a system has this certificate already, or one of the house this name");
      return Changed{rpc::SealIds(permit, v1::AddSystemResponse(),
                                  {system.organisation.bytes(), Short(system.certificate)})};
    });
  };
  return prepared;
}

// Whoever asks in the house's name at this moment is decided again: it may be this system.
Result<Prepared> PrepareRemove(const std::shared_ptr<const v1::RemoveSystemRequest>& request) {
  ASSIGN_OR_RETURN(const Hash certificate, ReadFingerprint(request->certificate(), "certificate"));
  Prepared prepared;
  prepared.ask.action = Action::kAdminister;
  prepared.request_id = request->request_id();
  prepared.change = [certificate](const Reading&) -> Result<ApplyChange> {
    return ApplyChange([certificate](const access::Permit& permit, storage::Connection& vault,
                                     Instant) -> Result<Changed> {
      ASSIGN_OR_RETURN(const auto house, RemoveSystem(vault, certificate));
      if (!house) return Fail(Reason::kInvalid, "there is no such system", "certificate");
      return Changed{
          rpc::SealIds(permit, v1::RemoveSystemResponse(), {house->bytes(), Short(certificate)}),
          {house->bytes()}};
    });
  };
  return prepared;
}

}  // namespace

void DirectoryService::AddSystems(rpc::Methods& methods) {
  rpc::Add<v1::AddSystemRequest>(methods, "Directory", "AddSystem", PrepareAdd);
  rpc::Add<v1::RemoveSystemRequest>(methods, "Directory", "RemoveSystem", PrepareRemove);
  rpc::Add<v1::ListSystemsRequest>(
      methods, "Directory", "ListSystems", [this](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(const int size, rpc::PageSize(request->page_size()));
        ASSIGN_OR_RETURN(const auto house, OrganisationId::Parse(request->organisation_id()));
        Prepared prepared;
        prepared.ask.action = Action::kLookUp;
        prepared.read = [this, request, size, house](const Reading& r) -> Result<rpc::SealedWire> {
          ASSIGN_OR_RETURN(const Bytes after,
                           pages_.Open(r.permit, house.view(), request->page_token()));
          ASSIGN_OR_RETURN(const auto rows, ListSystems(r.vault, house, PositionFrom(after), size));
          v1::ListSystemsResponse response;
          for (const System& row : rows) {
            v1::System& system = *response.add_systems();
            system.set_certificate(ToHex(View(row.certificate)));
            system.set_organisation_id(row.organisation.Text());
            system.set_name(row.name);
          }
          if (static_cast<int>(rows.size()) == size)
            response.set_next_page_token(
                pages_.Seal(r.permit, house.view(),
                            BytesOf({rows.back().name, Bytes(View(rows.back().certificate))})));
          return rpc::SealList(r.permit, response, rows.size());
        };
        return prepared;
      });
}

}  // namespace relais::directory

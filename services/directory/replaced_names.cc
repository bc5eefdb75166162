// The names of professionals under a documented threat: a privacy officer of their house replaces them by
// a number, and everybody sees how often that was done.
#include <google/protobuf/util/time_util.h>

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

constexpr std::size_t kLongestDocument = 64;

// Where it stands, and nothing that could tell of whom or why.
Status CheckDocument(std::string_view text) {
  const bool reference = std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '/' || c == '-' || c == '.';
  });
  if (!text.empty() && text.size() <= kLongestDocument && reference) return {};
  return Fail(Reason::kInvalid,
              "expected the reference of a document: 1 to 64 letters, digits, / - .", "document");
}

Prepared AskAsOfficer() {
  Prepared prepared;
  prepared.ask.action = Action::kOversee;
  prepared.ask.purpose = Purpose::kOversight;
  prepared.ask.reason = "oversight";
  return prepared;
}

// A professional of the officer's own house, but not the officer.
Result<Professional> Colleague(const access::Permit& permit, storage::Connection& vault,
                               const ProfessionalId& id) {
  ASSIGN_OR_RETURN(const auto found, FindProfessional(vault, id));
  const bool theirs = found && found->organisation == permit.caller().organisation &&
                      id.bytes() != permit.caller().id;
  if (!theirs)
    return Fail(Reason::kInvalid, "expected a colleague of your own house", "professional_id");
  return *found;
}

void Set(v1::ReplacedName& to, const ReplacedName& from) {
  to.set_professional_id(from.id.Text());
  to.set_name(from.name);
  to.set_shown(from.shown);
  to.set_profession(from.profession);
  to.set_ground(static_cast<v1::Ground>(from.ground));
  to.set_document(from.document);
  *to.mutable_start_time() =
      google::protobuf::util::TimeUtil::MillisecondsToTimestamp(ToMillis(from.since));
}

Prepared Replace(const v1::ReplaceNameRequest& request, const ProfessionalId& id, Random& random) {
  Prepared prepared = AskAsOfficer();
  prepared.request_id = request.request_id();
  const ReplacedName wanted{.id = id,
                            .ground = static_cast<std::uint8_t>(request.ground()),
                            .document = request.document()};
  prepared.change = [wanted, &random](const Reading&) -> Result<ApplyChange> {
    return ApplyChange([wanted, &random](const access::Permit& permit, storage::Connection& vault,
                                         Instant at) -> Result<Changed> {
      ASSIGN_OR_RETURN(const auto colleague, Colleague(permit, vault, wanted.id));
      ReplacedName name = wanted;
      name.organisation = colleague.organisation;
      name.since = at;
      RETURN_IF_ERROR(directory::ReplaceName(vault, name, random));
      ASSIGN_OR_RETURN(const auto now, FindProfessional(vault, name.id));
      v1::ReplaceNameResponse response;
      if (now) response.set_shown(now->name);
      // Whoever was admitted under the own name a moment ago is admitted again, under the number.
      return Changed{rpc::SealIds(permit, response, {name.id.bytes()}), {name.id.bytes()}};
    });
  };
  return prepared;
}

Prepared Restore(const v1::RestoreNameRequest& request, const ProfessionalId& id) {
  Prepared prepared = AskAsOfficer();
  prepared.request_id = request.request_id();
  prepared.change = [id](const Reading&) -> Result<ApplyChange> {
    return ApplyChange([id](const access::Permit& permit, storage::Connection& vault,
                            Instant) -> Result<Changed> {
      RETURN_IF_ERROR(Colleague(permit, vault, id));
      ASSIGN_OR_RETURN(const bool restored, directory::RestoreName(vault, id));
      if (!restored)
        return Fail(Reason::kInvalid, "expected a name that is replaced", "professional_id");
      return Changed{rpc::SealIds(permit, v1::RestoreNameResponse(), {id.bytes()}), {id.bytes()}};
    });
  };
  return prepared;
}

}  // namespace

void DirectoryService::AddReplacedNames(rpc::Methods& methods) {
  rpc::Add<v1::ReplaceNameRequest>(
      methods, "Directory", "ReplaceName", [this](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(const auto id, ProfessionalId::Parse(request->professional_id()));
        if (request->ground() <= 0 || request->ground() >= v1::Ground_ARRAYSIZE)
          return Fail(Reason::kInvalid, "expected a ground", "ground");
        RETURN_IF_ERROR(CheckDocument(request->document()));
        return Replace(*request, id, random_);
      });
  rpc::Add<v1::RestoreNameRequest>(
      methods, "Directory", "RestoreName", [](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(const auto id, ProfessionalId::Parse(request->professional_id()));
        return Restore(*request, id);
      });
  rpc::Add<v1::ListReplacedNamesRequest>(
      methods, "Directory", "ListReplacedNames", [this](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(const int size, rpc::PageSize(request->page_size()));
        Prepared prepared = AskAsOfficer();
        prepared.read = [this, request, size](const Reading& r) -> Result<rpc::SealedWire> {
          ASSIGN_OR_RETURN(const Bytes token, pages_.Open(r.permit, {}, request->page_token()));
          ASSIGN_OR_RETURN(const auto rows,
                           directory::ListReplacedNames(r.vault, r.permit.caller().organisation,
                                                        PositionFrom(token), size));
          v1::ListReplacedNamesResponse response;
          for (const auto& row : rows) Set(*response.add_names(), row);
          if (static_cast<int>(rows.size()) == size)
            response.set_next_page_token(pages_.Seal(
                r.permit, {}, BytesOf({rows.back().shown, Bytes(rows.back().id.view())})));
          return rpc::SealList(r.permit, response, rows.size());
        };
        return prepared;
      });
}

}  // namespace relais::directory

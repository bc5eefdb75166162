#include "services/directory/service.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>

#include "crypto/hash.h"
#include "relais/v1/directory.pb.h"
#include "services/base/plain_line.h"
#include "services/directory/catalogue_message.h"
#include "services/directory/cbe_number.h"
#include "services/directory/repository.h"
#include "services/rpc/typed.h"

namespace relais::directory {

using google::protobuf::util::TimeUtil;
using rpc::ApplyChange;
using rpc::Changed;
using rpc::Prepared;
using rpc::Reading;

Status CheckName(std::string_view name, const char* field) {
  // Nobody calls themselves by what stands for a colleague whose name is kept back.
  const bool number = FoldedName(name).starts_with(FoldedName(kNumberMark));
  if (!FoldedName(name).empty() && name.size() <= 120 && IsPlainLine(name) && !number) return {};
  return Fail(Reason::kInvalid,
              "expected a name of 1 to 120 bytes on one line, that does not begin with a number's "
              "sign",
              field);
}

namespace {

// One line that may stand in a configuration and in a token.
Status CheckAccount(const v1::Account& account) {
  const auto fits = [](std::string_view text) {
    return !text.empty() && text.size() <= 255 &&
           std::none_of(text.begin(), text.end(),
                        [](unsigned char c) { return c < 0x20 || c == 0x7f; });
  };
  if (!account.issuer().starts_with("http") || !fits(account.issuer()))
    return Fail(Reason::kInvalid, "expected the provider's address", "account.issuer");
  if (!fits(account.subject()))
    return Fail(Reason::kInvalid, "expected 1 to 255 bytes on one line", "account.subject");
  return {};
}

Result<TellsOfSet> TellsOfIn(const google::protobuf::RepeatedField<int>& named, const char* field) {
  TellsOfSet out;
  for (const int one : named) {
    if (one <= 0 || one > kTellsOf)
      return Fail(Reason::kInvalid, "expected what its name tells of, such as DETENTION", field);
    out.Add(static_cast<TellsOf>(one));
  }
  return out;
}

Prepared LookUp() {
  Prepared prepared;
  prepared.ask.action = Action::kLookUp;
  return prepared;
}

void Set(v1::Organisation& to, const Organisation& from) {
  to.set_id(from.id.Text());
  to.set_name(from.name);
  for (int i = 1; i <= kTellsOf; ++i)
    if (from.tells_of.Has(static_cast<TellsOf>(i)))
      to.add_tells_of(static_cast<v1::Organisation::TellsOf>(i));
  to.set_names_replaced(from.names_replaced);
  to.set_cbe_number(from.cbe_number);
  to.set_duty_line(from.duty_line);
  to.set_opening_hours(from.opening_hours);
}

void Set(v1::Professional& to, const Professional& from) {
  to.set_id(from.id.Text());
  to.set_name(from.name);
  to.set_organisation_id(from.organisation.Text());
  to.set_profession(from.profession);
  to.set_suspended(from.suspended);
  if (!from.unit.IsZero()) to.set_unit_id(from.unit.Text());
  if (from.serves_from)
    *to.mutable_service_start_time() =
        TimeUtil::MillisecondsToTimestamp(ToMillis(*from.serves_from));
  if (from.serves_until)
    *to.mutable_service_end_time() =
        TimeUtil::MillisecondsToTimestamp(ToMillis(*from.serves_until));
}

Result<std::optional<Instant>> TimeOrNone(bool given, const google::protobuf::Timestamp& time,
                                          const char* field) {
  if (!given) return std::optional<Instant>();
  if (time.seconds() < TimeUtil::kTimestampMinSeconds ||
      time.seconds() > TimeUtil::kTimestampMaxSeconds || time.nanos() < 0 ||
      time.nanos() > 999'999'999)
    return Fail(Reason::kInvalid, "expected a moment between the years 1 and 9999", field);
  return std::optional(FromMillis(TimeUtil::TimestampToMilliseconds(time)));
}

}  // namespace

void DirectoryService::AddMethods(rpc::Methods& methods) {
  rpc::Add<v1::GetCatalogueRequest>(
      methods, "Directory", "GetCatalogue", [this](auto) -> Result<Prepared> {
        Prepared prepared;
        prepared.common = [this] { return ToMessage(*catalogue_.Get()).SerializeAsString(); };
        return prepared;
      });
  AddLists(methods);
  AddChanges(methods);
  AddSuspension(methods, "SuspendProfessional", Action::kSuspend, true);
  AddSuspension(methods, "ResumeProfessional", Action::kAdminister, false);
  AddSignIns(methods);
  AddSystems(methods);
  AddServiceEnd(methods);
  AddUnits(methods);
  AddReach(methods);
  AddStaffLists(methods);
  AddReplacedNames(methods);
}

void DirectoryService::AddLists(rpc::Methods& methods) {
  rpc::Add<v1::ListOrganisationsRequest>(
      methods, "Directory", "ListOrganisations", [this](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(const int size, rpc::PageSize(request->page_size()));
        Prepared prepared = LookUp();
        prepared.read = [this, request, size](const Reading& r) -> Result<rpc::SealedWire> {
          ASSIGN_OR_RETURN(const Bytes after, pages_.Open(r.permit, {}, request->page_token()));
          ASSIGN_OR_RETURN(const auto rows,
                           directory::ListOrganisations(r.vault, PositionFrom(after), size));
          v1::ListOrganisationsResponse response;
          for (const auto& row : rows) Set(*response.add_organisations(), row);
          if (static_cast<int>(rows.size()) == size)
            response.set_next_page_token(pages_.Seal(
                r.permit, {}, BytesOf({rows.back().name, Bytes(rows.back().id.view())})));
          return rpc::SealList(r.permit, response, rows.size());
        };
        return prepared;
      });
  rpc::Add<v1::ListProfessionalsRequest>(
      methods, "Directory", "ListProfessionals", [this](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(const int size, rpc::PageSize(request->page_size()));
        ASSIGN_OR_RETURN(const auto house, OrganisationId::Parse(request->organisation_id()));
        Prepared prepared = LookUp();
        prepared.read = [this, request, size, house](const Reading& r) -> Result<rpc::SealedWire> {
          ASSIGN_OR_RETURN(const Bytes after,
                           pages_.Open(r.permit, house.view(), request->page_token()));
          ASSIGN_OR_RETURN(const auto rows,
                           directory::ListProfessionals(r.vault, house, PositionFrom(after), size));
          v1::ListProfessionalsResponse response;
          for (const auto& row : rows) Set(*response.add_professionals(), row);
          if (static_cast<int>(rows.size()) == size)
            response.set_next_page_token(pages_.Seal(
                r.permit, house.view(), BytesOf({rows.back().name, Bytes(rows.back().id.view())})));
          return rpc::SealList(r.permit, response, rows.size());
        };
        return prepared;
      });
}

void DirectoryService::AddChanges(rpc::Methods& methods) {
  rpc::Add<v1::AddOrganisationRequest>(
      methods, "Directory", "AddOrganisation", [this](auto request) -> Result<Prepared> {
        Prepared prepared;
        prepared.ask.action = Action::kAdminister;
        prepared.request_id = request->request_id();
        prepared.change = [this, request](const Reading&) -> Result<ApplyChange> {
          RETURN_IF_ERROR(CheckName(request->organisation().name(), "organisation.name"));
          ASSIGN_OR_RETURN(const auto tells_of,
                           TellsOfIn(request->organisation().tells_of(), "organisation.tells_of"));
          Organisation added{OrganisationId::New(random_), request->organisation().name(),
                             tells_of};
          if (!request->organisation().cbe_number().empty()) {
            const auto number = ParseCbeNumber(request->organisation().cbe_number());
            if (!number)
              return Fail(Reason::kInvalid,
                          "expected a number of 10 digits, the last two of which belong to the "
                          "others; look for a typing error",
                          "organisation.cbe_number");
            added.cbe_number = *number;
          }
          return ApplyChange([added](const access::Permit& permit, storage::Connection& vault,
                                     Instant) -> Result<Changed> {
            ASSIGN_OR_RETURN(const bool is_new, directory::AddOrganisation(vault, added));
            if (!is_new)
              return Fail(Reason::kWrongState,
                          "a house has this number already: organisation list");
            v1::AddOrganisationResponse response;
            response.set_organisation_id(added.id.Text());
            return Changed{rpc::SealIds(permit, response, {added.id.bytes()})};
          });
        };
        return prepared;
      });
  rpc::Add<v1::SetTellsOfRequest>(
      methods, "Directory", "SetTellsOf", [](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(const auto house, OrganisationId::Parse(request->organisation_id()));
        Prepared prepared;
        prepared.ask.action = Action::kAdminister;
        prepared.request_id = request->request_id();
        prepared.change = [request, house](const Reading&) -> Result<ApplyChange> {
          ASSIGN_OR_RETURN(const auto tells_of, TellsOfIn(request->tells_of(), "tells_of"));
          return ApplyChange([house, tells_of](const access::Permit& permit,
                                               storage::Connection& vault,
                                               Instant) -> Result<Changed> {
            ASSIGN_OR_RETURN(const bool known, SetTellsOf(vault, house, tells_of));
            if (!known) return Fail(Reason::kInvalid, "there is no such house", "organisation_id");
            return Changed{rpc::SealIds(permit, v1::SetTellsOfResponse(), {house.bytes()})};
          });
        };
        return prepared;
      });
  rpc::Add<v1::AddProfessionalRequest>(
      methods, "Directory", "AddProfessional", [this](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(const auto house,
                         OrganisationId::Parse(request->professional().organisation_id()));
        ASSIGN_OR_RETURN(const auto unit, UnitOrNone(request->professional().unit_id()));
        Prepared prepared;
        prepared.ask.action = Action::kAdminister;
        prepared.request_id = request->request_id();
        prepared.change = [this, request, house, unit](const Reading& r) -> Result<ApplyChange> {
          RETURN_IF_ERROR(CheckName(request->professional().name(), "professional.name"));
          ASSIGN_OR_RETURN(const auto known, FindOrganisation(r.vault, house));
          if (!known)
            return Fail(Reason::kInvalid, "there is no such house; add it first",
                        "professional.organisation_id");
          const std::string& profession = request->professional().profession();
          if (!r.permit.policy().Knows(profession))
            return Fail(Reason::kInvalid, "expected a profession of the policy file",
                        "professional.profession");
          RETURN_IF_ERROR(CheckUnit(r.vault, house, unit, "professional.unit_id"));
          Professional added{.id = ProfessionalId::New(random_),
                             .organisation = house,
                             .name = request->professional().name(),
                             .profession = profession,
                             .unit = unit};
          const v1::Professional& asked = request->professional();
          ASSIGN_OR_RETURN(added.serves_from,
                           TimeOrNone(asked.has_service_start_time(), asked.service_start_time(),
                                      "professional.service_start_time"));
          ASSIGN_OR_RETURN(added.serves_until,
                           TimeOrNone(asked.has_service_end_time(), asked.service_end_time(),
                                      "professional.service_end_time"));
          if (added.serves_from && added.serves_until && *added.serves_from >= *added.serves_until)
            return Fail(Reason::kInvalid, "expected an end after the beginning",
                        "professional.service_end_time");
          return ApplyChange([added](const access::Permit& permit, storage::Connection& vault,
                                     Instant) -> Result<Changed> {
            RETURN_IF_ERROR(directory::AddProfessional(vault, added));
            v1::AddProfessionalResponse response;
            response.set_professional_id(added.id.Text());
            return Changed{rpc::SealIds(permit, response, {added.id.bytes()})};
          });
        };
        return prepared;
      });
}

namespace {

SignIn AccountOf(const v1::Account& account) { return {account.issuer(), account.subject()}; }

// Which account it was, for whoever asks later: the entry has no place for its name.
Array<16> FingerprintOf(const v1::Account& account) {
  const Hash hash = Sha256({"relais-account/1\n", account.issuer(), "\n", account.subject()});
  Array<16> out;
  std::copy_n(hash.begin(), out.size(), out.begin());
  return out;
}

}  // namespace

void DirectoryService::AddSignIns(rpc::Methods& methods) {
  rpc::Add<v1::AddSignInRequest>(
      methods, "Directory", "AddSignIn", [](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(const auto id, ProfessionalId::Parse(request->professional_id()));
        Prepared prepared;
        prepared.ask.action = Action::kAdminister;
        prepared.request_id = request->request_id();
        prepared.change = [request, id](const Reading& reading) -> Result<ApplyChange> {
          RETURN_IF_ERROR(CheckAccount(request->account()));
          ASSIGN_OR_RETURN(const auto known, FindProfessional(reading.vault, id));
          if (!known)
            return Fail(Reason::kInvalid, "there is no such professional", "professional_id");
          return ApplyChange([request, id](const access::Permit& permit, storage::Connection& vault,
                                           Instant) -> Result<Changed> {
            ASSIGN_OR_RETURN(const bool theirs,
                             AddSignIn(vault, id, AccountOf(request->account())));
            if (!theirs)
              return Fail(Reason::kWrongState,
                          "another professional signs in with this account; take it back first");
            return Changed{rpc::SealIds(permit, v1::AddSignInResponse(),
                                        {id.bytes(), FingerprintOf(request->account())})};
          });
        };
        return prepared;
      });
  // What its owner asks at this moment is decided again.
  rpc::Add<v1::RemoveSignInRequest>(
      methods, "Directory", "RemoveSignIn", [](auto request) -> Result<Prepared> {
        Prepared prepared;
        prepared.ask.action = Action::kAdminister;
        prepared.request_id = request->request_id();
        prepared.change = [request](const Reading&) -> Result<ApplyChange> {
          RETURN_IF_ERROR(CheckAccount(request->account()));
          return ApplyChange([request](const access::Permit& permit, storage::Connection& vault,
                                       Instant) -> Result<Changed> {
            ASSIGN_OR_RETURN(const auto owner, RemoveSignIn(vault, AccountOf(request->account())));
            if (!owner) return Fail(Reason::kWrongState, "nobody signs in with this account");
            return Changed{rpc::SealIds(permit, v1::RemoveSignInResponse(),
                                        {owner->bytes(), FingerprintOf(request->account())}),
                           {owner->bytes()}};
          });
        };
        return prepared;
      });
}

// What they ask at this moment is decided again; who is gone is signed out.
void DirectoryService::AddServiceEnd(rpc::Methods& methods) {
  rpc::Add<v1::SetServiceEndRequest>(
      methods, "Directory", "SetServiceEnd", [this](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(const auto id, ProfessionalId::Parse(request->professional_id()));
        ASSIGN_OR_RETURN(const auto end,
                         TimeOrNone(request->has_service_end_time(), request->service_end_time(),
                                    "service_end_time"));
        Prepared prepared;
        prepared.ask.action = Action::kAdminister;
        prepared.request_id = request->request_id();
        prepared.change = [this, id, end,
                           now = request->now()](const Reading&) -> Result<ApplyChange> {
          return ApplyChange([this, id, end, now](const access::Permit& permit,
                                                  storage::Connection& vault,
                                                  Instant at) -> Result<Changed> {
            const std::optional<Instant> when = now ? at : end;
            ASSIGN_OR_RETURN(const bool set, SetServiceEnd(vault, id, when));
            if (!set)
              return Fail(Reason::kInvalid,
                          "there is no such professional, or their service begins later",
                          "professional_id");
            if (when && *when <= at) RETURN_IF_ERROR(sign_ins_.End(vault, id));
            return Changed{rpc::SealIds(permit, v1::SetServiceEndResponse(), {id.bytes()}),
                           {id.bytes()}};
          });
        };
        return prepared;
      });
}

void DirectoryService::AddSuspension(rpc::Methods& methods, const char* verb, Action action,
                                     bool suspended) {
  // Both requests have the same fields, and both responses none.
  rpc::Add<v1::SuspendProfessionalRequest>(
      methods, "Directory", verb, [this, action, suspended](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(const auto id, ProfessionalId::Parse(request->professional_id()));
        Prepared prepared;
        prepared.ask.action = action;
        prepared.request_id = request->request_id();
        prepared.change = [this, id, suspended](const Reading&) -> Result<ApplyChange> {
          return ApplyChange([this, id, suspended](const access::Permit& permit,
                                                   storage::Connection& vault,
                                                   Instant at) -> Result<Changed> {
            ASSIGN_OR_RETURN(const bool known, SetSuspended(vault, id, suspended));
            ASSIGN_OR_RETURN(const auto who, FindCaller(vault, id));
            if (known && !suspended && who && who->serves_until <= at)
              return Fail(Reason::kWrongState,
                          "they have left: SetServiceEnd with a later end, or none, lets them in");
            if (!known)
              return Fail(Reason::kInvalid, "there is no such professional", "professional_id");
            if (suspended) RETURN_IF_ERROR(sign_ins_.End(vault, id));
            return Changed{rpc::SealIds(permit, v1::SuspendProfessionalResponse(), {id.bytes()}),
                           {id.bytes()}};
          });
        };
        return prepared;
      });
}

Result<bool> DirectoryService::FromEntry(storage::Connection& vault,
                                         const audit::Details& details) {
  const bool suspension = static_cast<Action>(details.action) == Action::kSuspend;
  if (!suspension || details.subject == audit::Subject::kDossier) return false;
  for (const auto& object : details.objects) {
    const ProfessionalId id(object);
    RETURN_IF_ERROR(SetSuspended(vault, id, true));
    RETURN_IF_ERROR(sign_ins_.End(vault, id));
  }
  return true;
}

}  // namespace relais::directory

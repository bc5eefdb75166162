#include "services/accesses/objection_service.h"

#include <google/protobuf/util/time_util.h>

#include "services/directory/repository.h"
#include "services/rpc/typed.h"

namespace relais::accesses {
namespace {

using google::protobuf::util::TimeUtil;
using rpc::ApplyChange;
using rpc::Changed;
using rpc::Prepared;
using rpc::Reading;

constexpr int kMostListed = 200;
// Not even which of these was read is for an officer to know.
constexpr CompartmentSet kSensitive{Compartment::kWhereabouts, Compartment::kResidence,
                                    Compartment::kHealth, Compartment::kPsychiatric,
                                    Compartment::kJustice};

Prepared Ask(Action action) {
  Prepared prepared;
  prepared.ask.action = action;
  return prepared;
}
Prepared AskAsOfficer() {
  Prepared prepared = Ask(Action::kOversee);
  prepared.ask.purpose = Purpose::kOversight;
  prepared.ask.reason = "oversight";
  return prepared;
}

google::protobuf::Timestamp Stamp(Instant at) {
  return TimeUtil::MillisecondsToTimestamp(ToMillis(at));
}

// Reader and houses as the directory names them now.
Status Fill(storage::Connection& vault, const Objection& from, v1::Objection& to) {
  to.set_id(from.id.Text());
  to.set_number(from.number);
  ASSIGN_OR_RETURN(const auto reader, directory::FindCaller(vault, from.reader));
  if (reader) {
    to.set_name(reader->name);
    to.set_profession(reader->profession);
    to.set_organisation(reader->organisation_name);
  }
  to.set_state(from.state);
  to.set_decider(from.decider);
  ASSIGN_OR_RETURN(const auto house, directory::FindOrganisation(vault, from.decider_house));
  if (house) to.set_decider_organisation(house->name);
  *to.mutable_create_time() = Stamp(from.created);
  if (from.due) *to.mutable_due_time() = Stamp(*from.due);
  if (from.ended) *to.mutable_end_time() = Stamp(*from.ended);
  to.set_answer(from.answer);
  return {};
}

// Who, when and why; of a sensitive kind not even that it was that kind.
Status Fill(const Reading& reading, const Objection& from, v1::Review& to) {
  ASSIGN_OR_RETURN(const auto placed, ledger::ReadEntryAt(reading.log, from.index));
  ASSIGN_OR_RETURN(const audit::Details details, audit::DecodeDetails(placed.entry.details));
  to.set_id(from.id.Text());
  to.set_name(details.caller_name);
  to.set_profession(details.profession);
  to.set_organisation(details.organisation_name);
  *to.mutable_access_time() = Stamp(FromMillis(details.time_ms));
  to.set_purpose(static_cast<v1::Purpose>(details.purpose));
  to.set_reason(details.reason);
  const CompartmentSet asked(details.asked);
  for (int c = 1; c <= kCompartments; ++c) {
    const auto compartment = static_cast<Compartment>(c);
    if (asked.Has(compartment) && !kSensitive.Has(compartment))
      to.add_asked(static_cast<v1::Compartment>(c));
  }
  to.set_restricted(!(asked & kSensitive).Empty());
  to.set_outcome(static_cast<v1::Access::Outcome>(details.outcome));
  *to.mutable_create_time() = Stamp(from.created);
  if (from.due) *to.mutable_due_time() = Stamp(*from.due);
  return {};
}

Bytes ToBytes(const Objection& last) {
  Bytes out;
  PutU64(out, static_cast<std::uint64_t>(ToMillis(last.due.value_or(Instant()))));
  return out += last.id.view();
}
Result<ReviewPosition> PositionOf(const Bytes& bytes) {
  if (bytes.empty()) return ReviewPosition{0, {}};
  Reader reader(bytes);
  ASSIGN_OR_RETURN(const std::uint64_t due, reader.U64());
  return ReviewPosition{static_cast<std::int64_t>(due), Bytes(reader.rest())};
}

Status NoSuch(const char* field) {
  return Fail(Reason::kInvalid, "there is no such objection here, or it has ended", field);
}

}  // namespace

void ObjectionService::AddMethods(rpc::Methods& methods) {
  AddObject(methods);
  AddList(methods);
  AddLift(methods);
  AddReviews(methods);
  AddDecide(methods);
}

Result<DossierId> ObjectionService::Find(const storage::Snapshot& snapshot,
                                         const rpc::Address& address) const {
  const auto* const id = std::get_if<ObjectionId>(&address);
  if (id == nullptr) return parts_.addresses.Find(snapshot, address);
  ASSIGN_OR_RETURN(const auto objection, FindObjection(snapshot.vault(), *id));
  return objection ? objection->dossier : DossierId();
}

// What the request comes to: the entry's reader, and the house that decides.
Result<Objection> ObjectionService::Wanted(const v1::ObjectToAccessRequest& request,
                                           const Reading& reading) const {
  Objection wanted{.id = ObjectionId::New(parts_.random),
                   .dossier = reading.permit.request().dossier,
                   .number = request.number(),
                   .state = v1::Objection::STATE_OPEN,
                   .decider = request.decider()};
  ASSIGN_OR_RETURN(const auto chain, ledger::FindChain(reading.log, audit::Subject::kDossier,
                                                       wanted.dossier.bytes()));
  if (!chain || wanted.number < 1 || wanted.number > chain->last_number)
    return Fail(Reason::kInvalid, "there is no entry of this number", "number");
  std::optional<ledger::StoredEntry> found;
  for (ledger::ChainWalk walk(reading.log, *chain); !found;) {
    ASSIGN_OR_RETURN(auto entry, walk.Next());
    if (entry.number == wanted.number) found = std::move(entry);
  }
  ASSIGN_OR_RETURN(const audit::Details details, audit::DecodeDetails(found->details));
  if (details.caller_kind != static_cast<std::uint8_t>(CallerKind::kProfessional))
    return Fail(Reason::kInvalid, "expected an entry of a professional", "number");
  wanted.index = found->index;
  wanted.reader = ProfessionalId(details.caller_id);
  wanted.decider_house = OrganisationId(details.organisation_id);
  if (request.decider() != v1::DECIDER_READERS_HOUSE) {
    ASSIGN_OR_RETURN(wanted.decider_house, OrganisationId::Parse(request.organisation_id()));
    ASSIGN_OR_RETURN(const auto house,
                     directory::FindOrganisation(reading.vault, wanted.decider_house));
    if (!house)
      return Fail(Reason::kInvalid, "expected a house of the directory", "organisation_id");
  }
  return wanted;
}

void ObjectionService::AddObject(rpc::Methods& methods) {
  rpc::Add<v1::ObjectToAccessRequest>(
      methods, "Accesses", "ObjectToAccess", [this](auto request) -> Result<Prepared> {
        if (request->decider() <= 0 || request->decider() >= v1::Decider_ARRAYSIZE)
          return Fail(Reason::kInvalid, "expected who decides", "decider");
        Prepared prepared = Ask(Action::kConsent);
        prepared.request_id = request->request_id();
        prepared.change = [this, request](const Reading& reading) -> Result<ApplyChange> {
          ASSIGN_OR_RETURN(const Objection wanted, Wanted(*request, reading));
          return ApplyChange([this, wanted](const access::Permit& permit,
                                            storage::Connection& vault,
                                            Instant at) -> Result<Changed> {
            Objection objection = wanted;
            ASSIGN_OR_RETURN(const auto standing,
                             FindStanding(vault, objection.dossier, objection.reader));
            objection.created = standing ? standing->created : at;
            objection.due = at + parts_.answer_within;
            if (standing) objection.id = standing->id;
            // One that came by a reply is confirmed; one that is being decided stays as it is.
            if (!standing) {
              RETURN_IF_ERROR(AddObjection(vault, objection, at));
            } else if (standing->state == v1::Objection::STATE_SUSPENDED) {
              RETURN_IF_ERROR(UpdateObjection(vault, objection));
            }
            v1::ObjectToAccessResponse response;
            response.set_objection_id(objection.id.Text());
            return Changed{
                rpc::SealIds(permit, response, {objection.reader.bytes(), objection.id.bytes()}),
                {objection.dossier.bytes()}};
          });
        };
        return prepared;
      });
}

void ObjectionService::AddList(rpc::Methods& methods) {
  rpc::Add<v1::ListObjectionsRequest>(
      methods, "Accesses", "ListObjections", [](auto) -> Result<Prepared> {
        Prepared prepared = Ask(Action::kReadLog);
        prepared.read = [](const Reading& reading) -> Result<rpc::SealedWire> {
          ASSIGN_OR_RETURN(
              const auto rows,
              ObjectionsOf(reading.vault, reading.permit.request().dossier, kMostListed));
          v1::ListObjectionsResponse response;
          for (const Objection& row : rows)
            RETURN_IF_ERROR(Fill(reading.vault, row, *response.add_objections()));
          return rpc::SealIds(reading.permit, response);
        };
        return prepared;
      });
}

void ObjectionService::AddLift(rpc::Methods& methods) {
  rpc::Add<v1::LiftObjectionRequest>(
      methods, "Accesses", "LiftObjection", [this](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(const auto id, ObjectionId::Parse(request->objection_id()));
        Prepared prepared = Ask(Action::kConsent);
        prepared.request_id = request->request_id();
        prepared.change = [this, request, id](const Reading& reading) -> Result<ApplyChange> {
          const DossierId& dossier = reading.permit.request().dossier;
          ASSIGN_OR_RETURN(const bool word, parts_.desk.IsChosenWord(reading.vault, dossier,
                                                                     request->chosen_word()));
          if (!word)
            return Fail(Reason::kWrongState,
                        "this is not the chosen word, or none was chosen; the desk can help");
          return ApplyChange([id](const access::Permit& permit, storage::Connection& vault,
                                  Instant at) -> Result<Changed> {
            const DossierId& own = permit.request().dossier;
            ASSIGN_OR_RETURN(auto objection, FindObjection(vault, id));
            const bool stands = objection && objection->dossier == own &&
                                (objection->state == v1::Objection::STATE_SUSPENDED ||
                                 objection->state == v1::Objection::STATE_OPEN ||
                                 objection->state == v1::Objection::STATE_UPHELD);
            if (!stands) return tl::unexpected<Error>(NoSuch("objection_id").error());
            objection->state = v1::Objection::STATE_LIFTED;
            objection->ended = at;
            RETURN_IF_ERROR(UpdateObjection(vault, *objection));
            RETURN_IF_ERROR(LetIn(vault, *objection, at));
            return Changed{rpc::SealIds(permit, v1::LiftObjectionResponse(),
                                        {objection->reader.bytes(), id.bytes()}),
                           {own.bytes()}};
          });
        };
        return prepared;
      });
}

void ObjectionService::AddReviews(rpc::Methods& methods) {
  rpc::Add<v1::ListReviewsRequest>(
      methods, "Accesses", "ListReviews", [this](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(const int size, rpc::PageSize(request->page_size()));
        Prepared prepared = AskAsOfficer();
        prepared.read = [this, request, size](const Reading& r) -> Result<rpc::SealedWire> {
          ASSIGN_OR_RETURN(const Bytes token,
                           parts_.pages.Open(r.permit, {}, request->page_token()));
          ASSIGN_OR_RETURN(const auto after, PositionOf(token));
          ASSIGN_OR_RETURN(const auto rows,
                           ReviewsOf(r.vault, r.permit.caller().organisation, after, size));
          v1::ListReviewsResponse response;
          for (const Objection& row : rows) RETURN_IF_ERROR(Fill(r, row, *response.add_reviews()));
          if (static_cast<int>(rows.size()) == size)
            response.set_next_page_token(parts_.pages.Seal(r.permit, {}, ToBytes(rows.back())));
          return rpc::SealedWire(
              r.permit, rpc::OneMessage(response),
              ledger::Disclosure{.count = static_cast<std::uint32_t>(rows.size())});
        };
        return prepared;
      });
}

void ObjectionService::AddDecide(rpc::Methods& methods) {
  rpc::Add<v1::DecideReviewRequest>(
      methods, "Accesses", "DecideReview", [](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(const auto id, ObjectionId::Parse(request->review_id()));
        if (request->answer() <= 0 || request->answer() >= v1::Answer_ARRAYSIZE)
          return Fail(Reason::kInvalid, "expected an answer", "answer");
        Prepared prepared = AskAsOfficer();
        prepared.address = id;
        prepared.request_id = request->request_id();
        prepared.change = [request, id](const Reading&) -> Result<ApplyChange> {
          return ApplyChange([request, id](const access::Permit& permit, storage::Connection& vault,
                                           Instant at) -> Result<Changed> {
            ASSIGN_OR_RETURN(auto objection, FindObjection(vault, id));
            // Nobody decides on themselves.
            const bool theirs = objection && objection->state == v1::Objection::STATE_OPEN &&
                                objection->decider_house == permit.caller().organisation &&
                                objection->reader.bytes() != permit.caller().id;
            if (!theirs) return tl::unexpected<Error>(NoSuch("review_id").error());
            objection->state =
                request->upheld() ? v1::Objection::STATE_UPHELD : v1::Objection::STATE_REJECTED;
            objection->answer = request->answer();
            objection->ended = at;
            RETURN_IF_ERROR(UpdateObjection(vault, *objection));
            if (!request->upheld()) RETURN_IF_ERROR(LetIn(vault, *objection, at));
            return Changed{rpc::SealIds(permit, v1::DecideReviewResponse(), {id.bytes()}),
                           {objection->dossier.bytes()}};
          });
        };
        return prepared;
      });
}

}  // namespace relais::accesses

#include "services/accesses/review_service.h"

#include <google/protobuf/util/time_util.h>

#include "services/access/policy_file.h"
#include "services/accesses/officer.h"
#include "services/consent/repository.h"
#include "services/consent/representing.h"
#include "services/directory/repository.h"
#include "services/identity/callers.h"
#include "services/rpc/typed.h"

namespace relais::accesses {
namespace {

using google::protobuf::util::TimeUtil;
using rpc::ApplyChange;
using rpc::Changed;
using rpc::Prepared;
using rpc::Reading;

constexpr int kMostListed = 200;
constexpr int kMostAtOnce = 64;  // an entry has room for as many ids

Prepared Ask(Action action) {
  Prepared prepared;
  prepared.ask.action = action;
  return prepared;
}

google::protobuf::Timestamp Stamp(Instant at) {
  return TimeUtil::MillisecondsToTimestamp(ToMillis(at));
}

// Reader and houses as the directory names them now.
Status Fill(storage::Connection& vault, const Review& from, v1::Objection& to) {
  to.set_id(from.id.Text());
  to.set_number(from.number);
  ASSIGN_OR_RETURN(auto reader, directory::FindCaller(vault, from.reader));
  if (!reader) {  // somebody whom the person trusts, whom a reply shut out
    ASSIGN_OR_RETURN(reader,
                     identity::CallerOf(vault, {CallerKind::kTrustedPerson, from.reader.bytes()}));
  }
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
  to.set_kind(from.kind);
  return {};
}

// As the directory names the reader now: where nothing is kept of a reading, or there was none.
Status FillReader(storage::Connection& vault, const Review& from, v1::Review& to) {
  ASSIGN_OR_RETURN(const auto reader, directory::FindCaller(vault, from.reader));
  if (!reader) return {};
  to.set_name(reader->name);
  to.set_profession(reader->profession);
  to.set_organisation(reader->organisation_name);
  return {};
}

// Who, when and why, as it was kept for the reader's house.
void FillReading(const audit::Details& kept, v1::Review& to) {
  to.set_name(kept.caller_name);
  to.set_profession(kept.profession);
  to.set_organisation(kept.organisation_name);
  *to.mutable_access_time() = Stamp(FromMillis(kept.time_ms));
  to.set_purpose(static_cast<v1::Purpose>(kept.purpose));
  to.set_reason(kept.reason);
  for (int c = 1; c <= kCompartments; ++c) {
    if (CompartmentSet(kept.asked).Has(static_cast<Compartment>(c)))
      to.add_asked(static_cast<v1::Compartment>(c));
  }
  to.set_restricted((kept.asked & ledger::kRestricted) != 0);
  to.set_outcome(static_cast<v1::Access::Outcome>(kept.outcome));
}

Status Fill(const Reading& reading, ledger::Oversight& oversight, const Review& from,
            v1::Review& to) {
  to.set_id(from.id.Text());
  to.set_kind(from.kind);
  *to.mutable_create_time() = Stamp(from.created);
  if (from.due) *to.mutable_due_time() = Stamp(*from.due);
  if (IsPattern(from.kind)) {
    to.set_count(static_cast<std::uint32_t>(from.number));
    return FillReader(reading.vault, from, to);
  }
  if (from.kind == v1::REVIEW_KIND_WORRY_CALL) {
    to.set_without(static_cast<v1::WorryCall::Without>(from.number));
    to.set_telling_endangers(from.index != 0);
    *to.mutable_access_time() = Stamp(from.created);
    return FillReader(reading.vault, from, to);
  }
  ASSIGN_OR_RETURN(const auto kept, ledger::ReadOversight(reading.log, oversight, from.index));
  if (!kept) return FillReader(reading.vault, from, to);
  FillReading(*kept, to);
  return {};
}

Bytes ToBytes(const Review& last) {
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
  return Fail(Reason::kInvalid, "there is no such review here, or it has ended", field);
}

}  // namespace

void ReviewService::AddMethods(rpc::Methods& methods) {
  AddObject(methods);
  AddList(methods);
  AddLift(methods);
  AddReviews(methods);
  AddDecide(methods);
}

Result<DossierId> ReviewService::Find(storage::Connection& vault,
                                      const rpc::Address& address) const {
  const auto* const id = std::get_if<ReviewId>(&address);
  if (id == nullptr) return parts_.addresses.Find(vault, address);
  ASSIGN_OR_RETURN(const auto review, FindReview(vault, *id));
  return review ? review->dossier : DossierId();
}

namespace {

// The reader whose entry it is, and the house in which they read; nothing unless they are a professional.
Result<std::optional<Review>> ReaderOf(const Reading& reading, std::uint64_t number) {
  const DossierId& dossier = reading.permit.request().dossier;
  ASSIGN_OR_RETURN(const auto chain,
                   ledger::FindChain(reading.log, audit::Subject::kDossier, dossier.bytes()));
  std::optional<ledger::StoredEntry> entry;
  if (chain) {
    ASSIGN_OR_RETURN(entry, ledger::FindEntry(reading.log, *chain, number));
  }
  if (!entry) return Fail(Reason::kInvalid, "there is no entry of this number", "number");
  ASSIGN_OR_RETURN(const audit::Details details, audit::DecodeDetails(entry->details));
  if (details.caller_kind != static_cast<std::uint8_t>(CallerKind::kProfessional))
    return std::optional<Review>();
  return std::optional(Review{.dossier = dossier,
                              .reader = ProfessionalId(details.caller_id),
                              .number = number,
                              .index = entry->index,
                              .state = v1::Objection::STATE_OPEN,
                              .decider = v1::DECIDER_READERS_HOUSE,
                              .decider_house = OrganisationId(details.organisation_id)});
}

// The reading by which this reader was stopped. After a crash the row has the newest entry that the message spoke of, whose
// it may not be: theirs is behind it.
Result<std::optional<Review>> ReadingOf(const Reading& reading, const Review& row) {
  ASSIGN_OR_RETURN(auto one, ReaderOf(reading, row.number));
  for (std::uint64_t back = 1; (!one || one->reader != row.reader) && back < row.number &&
                               back < static_cast<std::uint64_t>(kMostListed);
       ++back) {
    ASSIGN_OR_RETURN(one, ReaderOf(reading, row.number - back));
  }
  return one && one->reader == row.reader ? std::move(one) : std::nullopt;
}

// What replies stopped, and the person has neither confirmed nor lifted.
Result<std::vector<Review>> SuspendedOf(storage::Connection& vault, const DossierId& dossier) {
  ASSIGN_OR_RETURN(auto rows, ReviewsOf(vault, dossier, kMostAtOnce));
  std::erase_if(rows,
                [](const Review& row) { return row.state != v1::Objection::STATE_SUSPENDED; });
  return rows;
}

}  // namespace

// What the request comes to: the entry's reader, and the house that decides.
Result<Review> ReviewService::Wanted(const v1::ObjectToAccessRequest& request,
                                     const Reading& reading) const {
  ASSIGN_OR_RETURN(const auto reader, ReaderOf(reading, request.number()));
  if (!reader) return Fail(Reason::kInvalid, "expected an entry of a professional", "number");
  Review wanted = *reader;
  wanted.id = ReviewId::New(parts_.random);
  wanted.decider = request.decider();
  if (request.decider() != v1::DECIDER_READERS_HOUSE) {
    const OrganisationId readers = wanted.decider_house;
    ASSIGN_OR_RETURN(wanted.decider_house, OrganisationId::Parse(request.organisation_id()));
    // Who is asked because the reader's own house is not trusted must be another.
    if (wanted.decider_house == readers)
      return Fail(Reason::kInvalid, "expected another house than the reader's own",
                  "organisation_id");
    ASSIGN_OR_RETURN(const bool decides, directory::HasServing(reading.vault, wanted.decider_house,
                                                               access::kOfficer, reading.now));
    if (!decides)
      return Fail(Reason::kInvalid,
                  "expected a house of the directory in which a privacy officer decides now",
                  "organisation_id");
  }
  return wanted;
}

void ReviewService::AddObject(rpc::Methods& methods) {
  rpc::Add<v1::ObjectToAccessRequest>(
      methods, "Accesses", "ObjectToAccess", [this](auto request) -> Result<Prepared> {
        if (request->has_at_desk()) return ConfirmAtDesk(*request);
        if (request->decider() <= 0 || request->decider() >= v1::Decider_ARRAYSIZE)
          return Fail(Reason::kInvalid, "expected who decides", "decider");
        Prepared prepared = Ask(Action::kConsent);
        prepared.request_id = request->request_id();
        prepared.change = [this, request](const Reading& reading) -> Result<ApplyChange> {
          ASSIGN_OR_RETURN(const Review wanted, Wanted(*request, reading));
          return ApplyChange([this, wanted](const access::Permit& permit,
                                            storage::Connection& vault,
                                            Instant at) -> Result<Changed> {
            Review objection = wanted;
            ASSIGN_OR_RETURN(const auto standing,
                             FindStanding(vault, objection.dossier, objection.reader));
            objection.created = standing ? standing->created : at;
            objection.due = at + parts_.answer_within;
            if (standing) objection.id = standing->id;
            // One that came by a reply is confirmed; one that is being decided stays as it is.
            if (!standing) {
              RETURN_IF_ERROR(AddReview(vault, objection, at));
            } else if (standing->state == v1::Objection::STATE_SUSPENDED) {
              RETURN_IF_ERROR(UpdateReview(vault, objection, at));
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

// Whoever serves the person is shown neither whether a reply stopped anything nor of whom.
Result<Prepared> ReviewService::ConfirmAtDesk(const v1::ObjectToAccessRequest& request) const {
  ASSIGN_OR_RETURN(const auto presence,
                   notification::Presence::Of(parts_.desk, request.at_desk(), Action::kConsent));
  Prepared prepared = presence.ask();
  prepared.request_id = request.request_id();
  prepared.change = [this, presence](const Reading& reading) -> Result<ApplyChange> {
    RETURN_IF_ERROR(presence.Require(reading));
    ASSIGN_OR_RETURN(const auto rows, SuspendedOf(reading.vault, reading.permit.request().dossier));
    std::vector<Review> wanted;
    for (const Review& row : rows) {
      ASSIGN_OR_RETURN(auto one, ReadingOf(reading, row));
      if (!one)
        continue;  // somebody whom they trust stays shut out, and no officer decides about them
      one->id = row.id;
      one->created = row.created;
      wanted.push_back(*std::move(one));
    }
    return ApplyChange([this, wanted](const access::Permit& permit, storage::Connection& vault,
                                      Instant at) -> Result<Changed> {
      std::vector<Array<16>> confirmed;
      for (Review objection : wanted) {
        ASSIGN_OR_RETURN(const auto now, FindReview(vault, objection.id));
        if (!now || now->state != v1::Objection::STATE_SUSPENDED) continue;
        objection.due = at + parts_.answer_within;
        RETURN_IF_ERROR(UpdateReview(vault, objection, at));
        confirmed.push_back(objection.id.bytes());
      }
      return Changed{rpc::SealIds(permit, v1::ObjectToAccessResponse(), std::move(confirmed)),
                     {permit.request().dossier.bytes()}};
    });
  };
  return prepared;
}

void ReviewService::AddList(rpc::Methods& methods) {
  rpc::Add<v1::ListObjectionsRequest>(
      methods, "Accesses", "ListObjections", [](auto) -> Result<Prepared> {
        Prepared prepared = Ask(Action::kReadLog);
        prepared.read = [](const Reading& reading) -> Result<rpc::SealedWire> {
          ASSIGN_OR_RETURN(const auto rows,
                           ReviewsOf(reading.vault, reading.permit.request().dossier, kMostListed));
          v1::ListObjectionsResponse response;
          for (const Review& row : rows)
            RETURN_IF_ERROR(Fill(reading.vault, row, *response.add_objections()));
          return rpc::SealIds(reading.permit, response);
        };
        return prepared;
      });
}

void ReviewService::AddLift(rpc::Methods& methods) {
  rpc::Add<v1::LiftObjectionRequest>(
      methods, "Accesses", "LiftObjection", [this](auto request) -> Result<Prepared> {
        if (request->has_at_desk()) return LiftAtDesk(*request);
        ASSIGN_OR_RETURN(const auto id, ReviewId::Parse(request->objection_id()));
        Prepared prepared = Ask(Action::kConsent);
        prepared.request_id = request->request_id();
        prepared.change = [this, request, id](const Reading& reading) -> Result<ApplyChange> {
          const DossierId& dossier = reading.permit.request().dossier;
          ASSIGN_OR_RETURN(const bool word,
                           parts_.desk.IsChosenWord(reading.vault, dossier, request->chosen_word(),
                                                    CallerKind::kPerson));
          if (!word)
            return Fail(Reason::kWrongState,
                        "this is not the chosen word, or none was chosen; the desk can help");
          return ApplyChange([id](const access::Permit& permit, storage::Connection& vault,
                                  Instant at) -> Result<Changed> {
            const DossierId& own = permit.request().dossier;
            ASSIGN_OR_RETURN(auto objection, FindReview(vault, id));
            const bool stands = objection && objection->dossier == own && ShutsOut(*objection);
            if (!stands) return tl::unexpected<Error>(NoSuch("objection_id").error());
            objection->state = v1::Objection::STATE_LIFTED;
            objection->ended = at;
            RETURN_IF_ERROR(UpdateReview(vault, *objection, at));
            return Changed{rpc::SealIds(permit, v1::LiftObjectionResponse(),
                                        {objection->reader.bytes(), id.bytes()}),
                           {own.bytes()}};
          });
        };
        return prepared;
      });
}

// The colleagues of whoever was shut out must not be the ones who let them in again, whatever the person was told there.
Result<Prepared> ReviewService::LiftAtDesk(const v1::LiftObjectionRequest& request) const {
  ASSIGN_OR_RETURN(const auto presence,
                   notification::Presence::Of(parts_.desk, request.at_desk(), Action::kConsent));
  Prepared prepared = presence.ask();
  prepared.request_id = request.request_id();
  prepared.change = [presence](const Reading& reading) -> Result<ApplyChange> {
    if (reading.permit.caller().profession == access::kHelpLine)
      return Fail(Reason::kInvalid,
                  "the help line can confirm what was stopped; it is lifted at a desk, where the "
                  "card is seen",
                  "at_desk");
    RETURN_IF_ERROR(presence.Require(reading));
    return ApplyChange([](const access::Permit& permit, storage::Connection& vault,
                          Instant at) -> Result<Changed> {
      const DossierId& dossier = permit.request().dossier;
      ASSIGN_OR_RETURN(auto rows, SuspendedOf(vault, dossier));
      std::vector<Array<16>> lifted;
      for (Review& row : rows) {
        ASSIGN_OR_RETURN(const auto reader, directory::FindCaller(vault, row.reader));
        if (reader && reader->organisation == permit.caller().organisation) continue;
        row.state = v1::Objection::STATE_LIFTED;
        row.ended = at;
        RETURN_IF_ERROR(UpdateReview(vault, row, at));
        lifted.push_back(row.id.bytes());
      }
      return Changed{rpc::SealIds(permit, v1::LiftObjectionResponse(), std::move(lifted)),
                     {dossier.bytes()}};
    });
  };
  return prepared;
}

void ReviewService::AddReviews(rpc::Methods& methods) {
  rpc::Add<v1::ListReviewsRequest>(
      methods, "Accesses", "ListReviews", [this](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(const int size, rpc::PageSize(request->page_size()));
        Prepared prepared = AskAsOfficer();
        prepared.read = [this, request, size](const Reading& r) -> Result<rpc::SealedWire> {
          ASSIGN_OR_RETURN(const Bytes token,
                           parts_.pages.Open(r.permit, {}, request->page_token()));
          ASSIGN_OR_RETURN(const auto after, PositionOf(token));
          ASSIGN_OR_RETURN(const auto rows,
                           QueueOf(r.vault, r.permit.caller().organisation, after, size));
          v1::ListReviewsResponse response;
          ledger::Oversight oversight(parts_.oversight_key);
          for (const Review& row : rows)
            RETURN_IF_ERROR(Fill(r, oversight, row, *response.add_reviews()));
          if (static_cast<int>(rows.size()) == size)
            response.set_next_page_token(parts_.pages.Seal(r.permit, {}, ToBytes(rows.back())));
          return rpc::SealList(r.permit, response, rows.size());
        };
        return prepared;
      });
}

// What two professionals said, or one of a death, when it is that which is decided on. Its entry names what it made: first
// the relation, or the mandates among other ids that are no consent's, or what froze the file.
static Result<std::vector<Array<16>>> MadeUnder(const Reading& reading, const ReviewId& id) {
  using Made = std::vector<Array<16>>;
  ASSIGN_OR_RETURN(const auto review, FindReview(reading.vault, id));
  const bool relation = review && review->kind == v1::REVIEW_KIND_RELATION;
  const bool other =
      review && (review->kind == v1::REVIEW_KIND_MANDATE || review->kind == v1::REVIEW_KIND_DEATH);
  if (!relation && !other) return Made();
  const auto placed = ledger::ReadEntryAt(reading.log, review->index);
  // Its keys are destroyed, and the file with them.
  if (!placed && placed.error().reason == Reason::kCorrupt) return Made();
  if (!placed) return tl::unexpected<Error>(placed.error());
  ASSIGN_OR_RETURN(audit::Details details, audit::DecodeDetails(placed->entry.details));
  if (relation && !details.objects.empty()) return Made{details.objects.front()};
  return std::move(details.objects);
}

void ReviewService::AddDecide(rpc::Methods& methods) {
  rpc::Add<v1::DecideReviewRequest>(
      methods, "Accesses", "DecideReview", [this](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(const auto id, ReviewId::Parse(request->review_id()));
        if (request->answer() <= 0 || request->answer() >= v1::Answer_ARRAYSIZE)
          return Fail(Reason::kInvalid, "expected an answer", "answer");
        Prepared prepared = AskAsOfficer();
        prepared.address = id;
        prepared.request_id = request->request_id();
        prepared.change = [this, request, id](const Reading& reading) -> Result<ApplyChange> {
          ASSIGN_OR_RETURN(const auto made, MadeUnder(reading, id));
          return ApplyChange([this, request, id, made](const access::Permit& permit,
                                                       storage::Connection& vault,
                                                       Instant at) -> Result<Changed> {
            ASSIGN_OR_RETURN(auto review, FindReview(vault, id));
            // Nobody decides on themselves.
            const bool theirs = review && review->state == v1::Objection::STATE_OPEN &&
                                review->decider_house == permit.caller().organisation &&
                                review->reader.bytes() != permit.caller().id;
            if (!theirs) return tl::unexpected<Error>(NoSuch("review_id").error());
            review->state =
                request->upheld() ? v1::Objection::STATE_UPHELD : v1::Objection::STATE_REJECTED;
            review->answer = request->answer();
            review->ended = at;
            RETURN_IF_ERROR(UpdateReview(vault, *review, at));
            for (const Array<16>& one : request->upheld() ? made : std::vector<Array<16>>())
              RETURN_IF_ERROR(consent::RevokeConsent(vault, review->dossier, ConsentId(one), at));
            if (request->upheld() && review->kind == v1::REVIEW_KIND_MANDATE)
              RETURN_IF_ERROR(consent::EndRepresented(vault, review->dossier, at));
            // Said wrongly: the file is open again, and the person is told.
            ASSIGN_OR_RETURN(const bool frozen, consent::IsFrozen(vault, review->dossier));
            if (review->kind == v1::REVIEW_KIND_DEATH && !frozen)
              RETURN_IF_ERROR(parts_.tellings.Stop(vault, review->dossier, false));
            Changed done{rpc::SealIds(permit, v1::DecideReviewResponse(), {id.bytes()})};
            if (!review->dossier.IsZero()) done.moved.push_back(review->dossier.bytes());
            return done;
          });
        };
        return prepared;
      });
}

}  // namespace relais::accesses

#include "services/notification/service.h"

#include <google/protobuf/util/time_util.h>

#include "services/access/policy_file.h"
#include "services/rpc/typed.h"

namespace relais::notification {
namespace {

using google::protobuf::util::TimeUtil;
using rpc::ApplyChange;
using rpc::Changed;
using rpc::Prepared;
using rpc::Reading;

constexpr int kDossiersOfAPage = 100;  // at which one page of a list looks

Prepared AskOwn() {
  Prepared prepared;
  prepared.ask.action = Action::kTell;
  return prepared;
}

// The person's session alone does neither: it may be whoever holds the phone.
Status RequireProfessional(const Reading& reading) {
  if (reading.permit.caller().kind == CallerKind::kProfessional) return {};
  return Fail(Reason::kWrongState, "this is for whoever meets the person; say it by SetTelling");
}

// What the log knows to wait for the dossier of `reading`; nullopt when nothing does.
Result<std::optional<Pending>> PendingOf(const Reading& reading) {
  ASSIGN_OR_RETURN(const auto chain, ledger::FindChain(reading.log, audit::Subject::kDossier,
                                                       reading.permit.request().dossier.bytes()));
  if (!chain) return std::optional<Pending>();
  return FindPending(reading.log, chain->id);
}

// A change without a row of its own: its entry is all of it.
ApplyChange EntryAlone(const google::protobuf::Message& response, ledger::Disclosure what) {
  return [bytes = response.SerializeAsString(), what](
             const access::Permit& permit, storage::Connection&, Instant) -> Result<Changed> {
    return Changed{rpc::SealedWire(permit, rpc::OneMessage(bytes), what)};
  };
}

// What a client was never shown stays as it is; a safe contact by meeting is none.
void KeepSafeContact(const v1::Telling& stored, v1::Telling& wanted) {
  if (!wanted.has_safe_contact() && stored.has_safe_contact())
    *wanted.mutable_safe_contact() = stored.safe_contact();
  if (!wanted.has_safe_contact_beside() && stored.has_safe_contact_beside())
    wanted.set_safe_contact_beside(stored.safe_contact_beside());
  if (wanted.safe_contact().channel() == v1::CHANNEL_MEETING) wanted.clear_safe_contact();
}

// A desk does not see what stands there: it ends no closed place, and no code goes where it says.
void KeepFromADesk(const v1::Telling& stored, v1::Telling& wanted) {
  const v1::Contact &was = stored.contact(), &is = wanted.contact();
  const bool same = was.channel() == is.channel() && was.address() == is.address();
  wanted.set_given_at_desk(!same || stored.given_at_desk());
  wanted.set_closed_place(wanted.closed_place() || stored.closed_place());
}

std::string SaidIn(const Notices& notices, const char* language, std::uint64_t number) {
  const NoticeText* const text = notices.Find(language);
  return text == nullptr ? std::string() : notices.Said(*text, {number, ""});
}

// The position of a page of dead letters, as bytes.
Bytes ToBytes(const Message& last) {
  Bytes out;
  PutU64(out, static_cast<std::uint64_t>(ToMillis(last.changed)));
  return out += View(last.id);
}
Result<std::optional<DeadPosition>> PositionOf(const Bytes& bytes) {
  if (bytes.empty()) return std::optional<DeadPosition>();
  Reader reader(bytes);
  ASSIGN_OR_RETURN(const std::uint64_t changed, reader.U64());
  return std::optional(DeadPosition{static_cast<std::int64_t>(changed), Bytes(reader.rest())});
}

bool GivesContact(const v1::SetTellingRequest& request) {
  const v1::Telling& telling = request.telling();
  const auto sends = [](const v1::Contact& contact) {
    return contact.channel() != v1::CHANNEL_MEETING && contact.channel() != v1::CHANNEL_UNSPECIFIED;
  };
  return sends(telling.contact()) || sends(telling.safe_contact());
}

}  // namespace

void NotificationService::AddMethods(rpc::Methods& methods) {
  AddSettings(methods);
  AddMeeting(methods);
  AddMeetings(methods);
  AddPreview(methods);
  AddDeadLetters(methods);
}

Status NotificationService::RequireOwn(const v1::SetTellingRequest& request,
                                       const Reading& reading) const {
  // Who has taken the phone, and then the word, must not turn the messages to another one.
  if (reading.permit.caller().assurance < Assurance::kPasskey)
    return Fail(Reason::kWrongState,
                "this takes a passkey; without one, the desk can change it with you");
  ASSIGN_OR_RETURN(const bool word,
                   desk_.IsChosenWord(reading.vault, reading.permit.request().dossier,
                                      request.chosen_word(), CallerKind::kPerson));
  if (word) return {};
  return Fail(Reason::kWrongState,
              "this is not the chosen word, or none was chosen; the desk can help");
}

void NotificationService::AddSettings(rpc::Methods& methods) {
  rpc::Add<v1::GetTellingRequest>(
      methods, "Notifications", "GetTelling", [this](auto) -> Result<Prepared> {
        Prepared prepared = AskOwn();
        prepared.read = [this](const Reading& reading) -> Result<rpc::SealedWire> {
          // Whoever may say that somebody else was told still does not see where they live.
          if (reading.permit.caller().kind != CallerKind::kPerson)
            return Fail(Reason::kWrongState, "the person alone sees these settings");
          ASSIGN_OR_RETURN(const auto response, Standing(reading));
          return rpc::SealIds(reading.permit, response);
        };
        return prepared;
      });
  rpc::Add<v1::SetTellingRequest>(
      methods, "Notifications", "SetTelling", [this](auto request) -> Result<Prepared> {
        std::optional<Presence> desk;
        if (request->has_at_desk()) {
          // It is shown nothing of what stands there, so nothing said would be everything taken away.
          if (request->telling().contact().channel() == v1::CHANNEL_UNSPECIFIED)
            return Fail(Reason::kInvalid, "expected by what the person is told, or MEETING",
                        "telling.contact.channel");
          ASSIGN_OR_RETURN(desk, Presence::Of(desk_, request->at_desk(), Action::kTell));
        }
        Prepared prepared = desk ? desk->ask() : AskOwn();
        prepared.request_id = request->request_id();
        prepared.change = [this, request, desk](const Reading& reading) -> Result<ApplyChange> {
          // By telephone a card cannot be seen.
          if (reading.permit.caller().profession == access::kHelpLine && GivesContact(*request))
            return Fail(Reason::kInvalid,
                        "the help line can stop messages; a new phone, mailbox or address is given "
                        "at a desk",
                        "telling.contact");
          const DossierId& dossier = reading.permit.request().dossier;
          RETURN_IF_ERROR(desk ? desk->Require(reading) : RequireOwn(*request, reading));
          v1::Telling wanted = request->telling();
          ASSIGN_OR_RETURN(const auto before, tellings_.Find(reading.vault, dossier));
          wanted.set_given_at_desk(false);
          wanted.set_stopped(before && before->stopped());
          KeepSafeContact(before.value_or(v1::Telling()), wanted);
          if (desk) KeepFromADesk(before.value_or(v1::Telling()), wanted);
          RETURN_IF_ERROR(CheckTelling(wanted, notices_->languages()));
          return ApplyChange([this, wanted](const access::Permit& permit,
                                            storage::Connection& vault,
                                            Instant) -> Result<Changed> {
            RETURN_IF_ERROR(tellings_.Put(vault, permit.request().dossier, wanted));
            return Changed{rpc::SealIds(permit, v1::SetTellingResponse())};
          });
        };
        return prepared;
      });
  rpc::Add<v1::PauseTellingRequest>(
      methods, "Notifications", "PauseTelling", [this](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(Prepared prepared, desk_.Ask(request->context(), Action::kTell));
        prepared.request_id = request->request_id();
        prepared.change = [this](const Reading& reading) -> Result<ApplyChange> {
          RETURN_IF_ERROR(RequireProfessional(reading));
          return ApplyChange([this](const access::Permit& permit, storage::Connection& vault,
                                    Instant) -> Result<Changed> {
            const DossierId& dossier = permit.request().dossier;
            ASSIGN_OR_RETURN(auto telling, tellings_.Find(vault, dossier));
            if (!telling) telling.emplace();
            telling->set_closed_place(true);
            RETURN_IF_ERROR(tellings_.Put(vault, dossier, *telling));
            return Changed{rpc::SealIds(permit, v1::PauseTellingResponse())};
          });
        };
        return prepared;
      });
}

void NotificationService::AddMeeting(rpc::Methods& methods) {
  rpc::Add<v1::GetToTellRequest>(
      methods, "Notifications", "GetToTell", [this](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(Prepared prepared, desk_.Ask(request->context(), Action::kTell));
        prepared.read = [this](const Reading& reading) { return ToTell(reading); };
        return prepared;
      });
  rpc::Add<v1::MarkToldRequest>(
      methods, "Notifications", "MarkTold", [this](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(Prepared prepared, desk_.Ask(request->context(), Action::kTell));
        prepared.request_id = request->request_id();
        prepared.change = [request](const Reading& reading) -> Result<ApplyChange> {
          RETURN_IF_ERROR(RequireProfessional(reading));
          ASSIGN_OR_RETURN(const auto pending, PendingOf(reading));
          // Whoever is told by message is told by it, whatever a colleague says.
          const bool told_here = pending && !pending->due && request->number() >= 1 &&
                                 request->number() <= pending->number;
          if (!told_here)
            return Fail(Reason::kInvalid, "expected the number that GetToTell gave", "number");
          return EntryAlone(
              v1::MarkToldResponse(),
              {.count = static_cast<std::uint32_t>(request->number()), .silent = true});
        };
        return prepared;
      });
}

// The work list of a desk: one line a dossier that is open to the caller and where word waits.
void NotificationService::AddMeetings(rpc::Methods& methods) {
  rpc::Add<v1::ListToTellRequest>(
      methods, "Notifications", "ListToTell", [this](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(const Prepared each, desk_.Ask(request->context(), Action::kTell));
        if (!std::holds_alternative<std::monostate>(each.address))
          return Fail(Reason::kInvalid, "expected no dossier: GetToTell is for one", "context");
        if (!each.ask.purpose || each.ask.reason.empty())
          return Fail(Reason::kInvalid, "expected for what and why", "context");
        Prepared prepared;
        prepared.ask = each.ask;
        prepared.ask.action = Action::kLookUp;
        prepared.list = rpc::Listing{
            [this, request](const Reading& reading) {
              return FrameOfMeetings(reading, request->page_token());
            },
            each.ask,
            [](const Reading& reading) -> Result<std::optional<rpc::SealedWire>> {
              ASSIGN_OR_RETURN(const auto pending, PendingOf(reading));
              if (!pending || pending->due || pending->count == 0)
                return std::optional<rpc::SealedWire>();
              v1::ListToTellResponse response;
              auto& line = *response.add_lines();
              line.set_dossier_id(reading.permit.request().dossier.Text());
              line.set_waiting(pending->count);
              line.set_number(pending->number);
              *line.mutable_since_time() =
                  TimeUtil::MillisecondsToTimestamp(ToMillis(pending->since));
              return std::optional(rpc::SealedWire(reading.permit, rpc::OneMessage(response),
                                                   ledger::Disclosure{.silent = true}));
            }};
        return prepared;
      });
}

Result<rpc::Listing::Frame> NotificationService::FrameOfMeetings(
    const Reading& reading, const std::string& page_token) const {
  RETURN_IF_ERROR(RequireProfessional(reading));
  ASSIGN_OR_RETURN(const Bytes token, pages_.Open(reading.permit, {}, page_token));
  DossierId after;
  if (!token.empty()) {
    ASSIGN_OR_RETURN(after, DossierId::FromBytes(token));
  }
  ASSIGN_OR_RETURN(auto dossiers, desk_.MayBeOpenTo(reading.vault, reading.permit.caller(),
                                                    reading.now, after, kDossiersOfAPage));
  v1::ListToTellResponse response;
  if (static_cast<int>(dossiers.size()) == kDossiersOfAPage)
    response.set_next_page_token(pages_.Seal(reading.permit, {}, dossiers.back().view()));
  return rpc::Listing::Frame{std::move(dossiers), rpc::SealIds(reading.permit, response)};
}

void NotificationService::AddPreview(rpc::Methods& methods) {
  rpc::Add<v1::PreviewNoticeRequest>(
      methods, "Notifications", "PreviewNotice", [this](auto request) -> Result<Prepared> {
        const NoticeText* const text = notices_->Find(request->language());
        if (text == nullptr)
          return Fail(Reason::kInvalid, "expected a language that there is a notice in",
                      "language");
        Prepared prepared;
        prepared.common = [this, text] {
          const NoticeValues sample{27, "4711"};
          v1::PreviewNoticeResponse response;
          response.set_sms(notices_->Sms(*text, sample));
          response.set_mail(notices_->Mail(*text, sample));
          for (const std::string& paragraph : notices_->Letter(*text, sample))
            response.add_letter(paragraph);
          response.set_reviewed(text->reviewed);
          return response.SerializeAsString();
        };
        return prepared;
      });
}

void NotificationService::AddDeadLetters(rpc::Methods& methods) {
  rpc::Add<v1::ListDeadLettersRequest>(
      methods, "Notifications", "ListDeadLetters", [this](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(const int size, rpc::PageSize(request->page_size()));
        Prepared prepared;
        prepared.ask.action = Action::kAdminister;
        prepared.read = [this, request, size](const Reading& r) -> Result<rpc::SealedWire> {
          ASSIGN_OR_RETURN(const Bytes token, pages_.Open(r.permit, {}, request->page_token()));
          ASSIGN_OR_RETURN(const auto before, PositionOf(token));
          ASSIGN_OR_RETURN(const auto rows, DeadMessages(r.log, before, size));
          v1::ListDeadLettersResponse response;
          for (const Message& row : rows) {
            auto* const letter = response.add_dead_letters();
            letter->set_id(ToHex(View(row.id)));
            letter->set_channel(row.channel);
            letter->set_attempts(row.attempts);
            *letter->mutable_end_time() = TimeUtil::MillisecondsToTimestamp(ToMillis(row.changed));
          }
          if (static_cast<int>(rows.size()) == size)
            response.set_next_page_token(pages_.Seal(r.permit, {}, ToBytes(rows.back())));
          return rpc::SealIds(r.permit, response);
        };
        return prepared;
      });
  rpc::Add<v1::RequeueDeadLetterRequest>(
      methods, "Notifications", "RequeueDeadLetter", [](auto request) -> Result<Prepared> {
        const auto bytes = FromHex(request->id());
        const auto id = bytes ? ToArray<16>(*bytes) : Result<Array<16>>(Fail(Reason::kInvalid, ""));
        if (!id) return Fail(Reason::kInvalid, "expected an id of ListDeadLetters", "id");
        Prepared prepared;
        prepared.ask.action = Action::kAdminister;
        prepared.request_id = request->request_id();
        prepared.change = [id = *id](const Reading& r) -> Result<ApplyChange> {
          ASSIGN_OR_RETURN(const auto message, FindMessage(r.log, id));
          if (!message || message->state != MessageState::kDead)
            return Fail(Reason::kInvalid, "there is no such dead letter", "id");
          return EntryAlone(v1::RequeueDeadLetterResponse(), {.objects = {id}});
        };
        return prepared;
      });
}

Result<v1::GetTellingResponse> NotificationService::Standing(const Reading& reading) const {
  v1::GetTellingResponse response;
  ASSIGN_OR_RETURN(const auto telling,
                   tellings_.Find(reading.vault, reading.permit.request().dossier));
  if (telling) {
    *response.mutable_telling() = *telling;
    response.mutable_telling()->clear_safe_contact();
    response.mutable_telling()->clear_safe_contact_beside();
  }
  ASSIGN_OR_RETURN(const auto pending, PendingOf(reading));
  if (!pending) return response;
  response.set_waiting(pending->count);
  if (pending->due)
    *response.mutable_due_time() = TimeUtil::MillisecondsToTimestamp(ToMillis(*pending->due));
  return response;
}

// Whether the person is told otherwise is nobody's business.
Result<rpc::SealedWire> NotificationService::ToTell(const Reading& reading) const {
  v1::GetToTellResponse response;
  ASSIGN_OR_RETURN(const auto pending, PendingOf(reading));
  if (pending && !pending->due) {
    response.set_waiting(pending->count);
    response.set_number(pending->number);
    response.mutable_said()->set_fr(SaidIn(*notices_, "fr", pending->number));
    response.mutable_said()->set_nl(SaidIn(*notices_, "nl", pending->number));
    response.mutable_said()->set_de(SaidIn(*notices_, "de", pending->number));
    response.mutable_said()->set_en(SaidIn(*notices_, "en", pending->number));
  }
  return rpc::SealedWire(reading.permit, rpc::OneMessage(response),
                         ledger::Disclosure{.silent = true});
}

}  // namespace relais::notification

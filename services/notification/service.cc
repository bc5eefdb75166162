#include "services/notification/service.h"

#include <google/protobuf/util/time_util.h>

#include "services/rpc/typed.h"

namespace relais::notification {
namespace {

using google::protobuf::util::TimeUtil;
using rpc::ApplyChange;
using rpc::Changed;
using rpc::Prepared;
using rpc::Reading;

Prepared AskOwn() {
  Prepared prepared;
  prepared.ask.action = Action::kTell;
  return prepared;
}

// What the log knows to wait for the dossier of `reading`; nullopt when nothing does.
Result<std::optional<Pending>> PendingOf(const Reading& reading) {
  ASSIGN_OR_RETURN(const auto chain, ledger::FindChain(reading.log, audit::Subject::kDossier,
                                                       reading.permit.request().dossier.bytes()));
  if (!chain) return std::optional<Pending>();
  return FindPending(reading.log, chain->id);
}

// A change without a row of its own: its entry is all of it.
ApplyChange EntryAlone(const google::protobuf::Message& response, std::uint32_t count) {
  return [bytes = response.SerializeAsString(), count](
             const access::Permit& permit, storage::Connection&, Instant) -> Result<Changed> {
    return Changed{
        rpc::SealedWire(permit, rpc::OneMessage(bytes), ledger::Disclosure{.count = count})};
  };
}

// Enough to know it again: "+32…99".
std::string Masked(const std::string& address) {
  constexpr std::size_t kHead = 3, kTail = 2;
  if (address.size() < 2 * (kHead + kTail)) return address.empty() ? "" : "\xE2\x80\xA6";
  std::string tail = address.substr(address.size() - kTail);
  // Never half a character.
  if ((static_cast<unsigned char>(tail[0]) & 0x80) != 0) tail.clear();
  std::string head = address.substr(0, kHead);
  for (const unsigned char c : head) {
    if ((c & 0x80) != 0) return "\xE2\x80\xA6" + tail;
  }
  return head + "\xE2\x80\xA6" + tail;
}

// A client that sends back what it was shown means what is stored.
void Unmask(const v1::Telling& stored, v1::Telling& wanted) {
  if (wanted.has_safe_contact() &&
      wanted.safe_contact().address() == Masked(stored.safe_contact().address()))
    wanted.mutable_safe_contact()->set_address(stored.safe_contact().address());
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

}  // namespace

void NotificationService::AddMethods(rpc::Methods& methods) {
  AddSettings(methods);
  AddMeeting(methods);
  AddPreview(methods);
  AddDeadLetters(methods);
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
        Prepared prepared = AskOwn();
        prepared.request_id = request->request_id();
        prepared.change = [this, request](const Reading& reading) -> Result<ApplyChange> {
          const DossierId& dossier = reading.permit.request().dossier;
          v1::Telling wanted = request->telling();
          ASSIGN_OR_RETURN(const auto before, tellings_.Find(reading.vault, dossier));
          if (before) Unmask(*before, wanted);
          RETURN_IF_ERROR(CheckTelling(wanted, notices_->languages()));
          ASSIGN_OR_RETURN(const bool word,
                           desk_.IsChosenWord(reading.vault, dossier, request->chosen_word()));
          if (!word)
            return Fail(Reason::kWrongState,
                        "this is not the chosen word, or none was chosen; the desk can help");
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
        prepared.change = [this](const Reading&) -> Result<ApplyChange> {
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
          ASSIGN_OR_RETURN(const auto pending, PendingOf(reading));
          if (!pending || request->number() < 1 || request->number() > pending->number)
            return Fail(Reason::kInvalid, "expected the number that GetToTell gave", "number");
          return EntryAlone(v1::MarkToldResponse(), static_cast<std::uint32_t>(request->number()));
        };
        return prepared;
      });
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
      methods, "Notifications", "RequeueDeadLetter", [this](auto request) -> Result<Prepared> {
        const auto bytes = FromHex(request->id());
        const auto id = bytes ? ToArray<16>(*bytes) : Result<Array<16>>(Fail(Reason::kInvalid, ""));
        if (!id) return Fail(Reason::kInvalid, "expected an id of ListDeadLetters", "id");
        Prepared prepared;
        prepared.ask.action = Action::kAdminister;
        prepared.request_id = request->request_id();
        prepared.change = [this, id = *id](const Reading&) -> Result<ApplyChange> {
          ASSIGN_OR_RETURN(const bool known, dispatcher_.Requeue(id));
          if (!known) return Fail(Reason::kInvalid, "there is no such dead letter", "id");
          return EntryAlone(v1::RequeueDeadLetterResponse(), 0);
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
    if (telling->has_safe_contact())
      response.mutable_telling()->mutable_safe_contact()->set_address(
          Masked(telling->safe_contact().address()));
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
  return rpc::SealIds(reading.permit, response);
}

}  // namespace relais::notification

#include "services/dossier/service.h"

#include "services/dossier/card.h"
#include "services/dossier/chosen_word.h"
#include "services/dossier/fields.h"
#include "services/dossier/view.h"
#include "services/identity/persons.h"
#include "services/rpc/typed.h"

namespace relais::dossier {
namespace {

using rpc::ApplyChange;
using rpc::Changed;
using rpc::Prepared;
using rpc::Reading;

Result<rpc::Address> AddressOf(const v1::DossierContext& context) {
  switch (context.dossier_case()) {
    case v1::DossierContext::kDossierId: {
      ASSIGN_OR_RETURN(const auto id, DossierId::Parse(context.dossier_id()));
      return rpc::Address(id);
    }
    case v1::DossierContext::kCardCode: {
      ASSIGN_OR_RETURN(auto code, NormaliseCardCode(context.card_code()));
      return rpc::Address(rpc::CardCode{std::move(code)});
    }
    case v1::DossierContext::DOSSIER_NOT_SET:
      break;
  }
  return rpc::Address();
}

Result<CompartmentSet> WantedOf(const google::protobuf::RepeatedField<int>& compartments) {
  CompartmentSet wanted;
  for (const int value : compartments) {
    if (value < 1 || value > kCompartments)
      return Fail(Reason::kInvalid, "this compartment is not known", "compartments");
    wanted.Add(static_cast<Compartment>(value));
  }
  return wanted.Empty() ? AllCompartments() : wanted;
}

Result<Purpose> PurposeOf(v1::Purpose purpose) {
  if (purpose < 1 || purpose > kPurposes)
    return Fail(Reason::kInvalid, "expected a purpose", "purpose");
  return static_cast<Purpose>(purpose);
}

// A step as it will be stored: what the caller may not set is cleared.
v1::Step Stored(const v1::Step& given, const directory::Kind& kind) {
  v1::Step step = given;
  step.clear_record_time();
  step.set_compartment(static_cast<v1::Compartment>(kind.compartment));
  step.set_corrected(false);
  if (kind.kind_class != directory::KindClass::kProcedure)
    step.set_state(v1::Step::STATE_RECORDED);
  else if (step.state() == v1::Step::STATE_UNSPECIFIED)
    step.set_state(v1::Step::STATE_OPENED);
  return step;
}

void SetField(v1::Step& step, const v1::StepField& field) {
  auto* const fields = step.mutable_fields();
  for (int i = 0; i < fields->size(); ++i) {
    if (fields->Get(i).name() != field.name()) continue;
    if (field.value().empty())
      fields->DeleteSubrange(i, 1);
    else
      *fields->Mutable(i) = field;
    return;
  }
  *fields->Add() = field;
}

// What an UpdateStep makes of the stored step.
Status Move(const v1::UpdateStepRequest& request, const directory::Kind& kind, Date today,
            v1::Step& step) {
  if (step.kind() != kind.id) return Fail(Reason::kInvalid, "this step is of another kind", "kind");
  if (kind.kind_class != directory::KindClass::kProcedure)
    return Fail(Reason::kWrongState, "this fact has no course; correct it instead");
  const bool ended =
      step.state() == v1::Step::STATE_CLOSED || step.state() == v1::Step::STATE_CANCELLED;
  if (ended)
    return Fail(Reason::kWrongState,
                "this procedure has ended; record a new one, or correct this one");
  if (request.state() == v1::Step::STATE_OPENED || request.state() == v1::Step::STATE_UNSPECIFIED)
    return Fail(Reason::kInvalid, "expected IN_PROGRESS, CLOSED or CANCELLED", "state");
  step.set_state(request.state());
  step.set_outcome(request.outcome());
  step.set_happened_on(request.happened_on());
  for (const v1::StepField& field : request.fields()) SetField(step, field);
  return CheckStep(kind, step, today);
}

// What a CorrectStep makes of the stored step: the given one, whole.
Status Overlay(const v1::CorrectStepRequest& request, const directory::Kind& kind, Date today,
               v1::Step& step) {
  if (step.kind() != kind.id)
    return Fail(Reason::kInvalid,
                "a correction cannot change the kind; cancel the step and record a new one",
                "step.kind");
  v1::Step corrected = Stored(request.step(), kind);
  RETURN_IF_ERROR(CheckStep(kind, corrected, today));
  corrected.set_id(step.id());
  *corrected.mutable_record_time() = step.record_time();
  corrected.set_corrected(true);
  step = std::move(corrected);
  return {};
}

v1::GetDossierResponse PartOf(v1::Step step) {
  v1::GetDossierResponse part;
  *part.add_steps() = std::move(step);
  return part;
}

}  // namespace

void DossierService::AddMethods(rpc::Methods& methods) {
  AddOpen(methods);
  AddReads(methods);
  AddSteps(methods);
  AddWords(methods);
}

Result<DossierId> DossierService::Find(const storage::Snapshot& snapshot,
                                       const rpc::Address& address) const {
  if (const auto* const id = std::get_if<DossierId>(&address)) {
    // Asked first of the consents, which the decision reads next: a cold dossier costs a page less.
    ASSIGN_OR_RETURN(bool known, consent::HasConsents(snapshot.vault(), *id));
    if (!known) {
      ASSIGN_OR_RETURN(known, HasDossier(snapshot.vault(), *id));
    }
    return known ? *id : DossierId();
  }
  if (const auto* const card = std::get_if<rpc::CardCode>(&address)) {
    ASSIGN_OR_RETURN(const auto found, FindByCard(snapshot.vault(), card_index_.Of(card->text)));
    return found.value_or(DossierId());
  }
  return DossierId();
}

Result<Prepared> DossierService::Ask(const v1::DossierContext& context, Action action) const {
  Prepared prepared;
  ASSIGN_OR_RETURN(prepared.address, AddressOf(context));
  prepared.ask.action = action;
  const bool own = std::holds_alternative<std::monostate>(prepared.address);
  if (!own || context.purpose() != v1::PURPOSE_UNSPECIFIED) {
    ASSIGN_OR_RETURN(prepared.ask.purpose, PurposeOf(context.purpose()));
  }
  if ((!own || !context.reason().empty()) && !parts_.catalogue.Get()->HasReason(context.reason())) {
    return Fail(Reason::kInvalid, "expected a reason code of the catalogue, such as follow_up",
                "context.reason");
  }
  prepared.ask.reason = context.reason();
  return prepared;
}

Result<std::shared_ptr<const directory::Kind>> DossierService::KnownKind(
    const std::string& kind) const {
  const auto catalogue = parts_.catalogue.Get();
  const directory::Kind* const known = catalogue->FindKind(kind);
  if (known == nullptr)
    return Fail(Reason::kInvalid, "expected a kind of the catalogue, such as housing.shelter_place",
                "kind");
  return std::shared_ptr<const directory::Kind>(catalogue, known);
}

Result<DossierService::Kinds> DossierService::KindsToOpenWith(
    const v1::OpenDossierRequest& request) const {
  if (request.identity_size() > 16)
    return Fail(Reason::kInvalid, "expected at most 16 facts", "identity");
  Kinds kinds;
  for (const v1::Step& step : request.identity()) {
    ASSIGN_OR_RETURN(auto kind, KnownKind(step.kind()));
    if (kind->compartment != Compartment::kIdentity)
      return Fail(Reason::kInvalid,
                  "only IDENTITY can be written when opening; record the rest afterwards",
                  "identity");
    kinds.push_back(std::move(kind));
  }
  return kinds;
}

void DossierService::AddReads(rpc::Methods& methods) {
  rpc::Add<v1::GetDossierRequest>(
      methods, "Dossiers", "GetDossier", [this](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(Prepared prepared, Ask(request->context(), Action::kRead));
        ASSIGN_OR_RETURN(prepared.ask.wanted, WantedOf(request->compartments()));
        prepared.read = [this](const Reading& r) -> Result<rpc::SealedWire> {
          const DossierId& dossier = r.permit.request().dossier;
          ASSIGN_OR_RETURN(const auto keys,
                           keys::CompartmentKeys::Load(r.vault, parts_.keystore, dossier));
          ASSIGN_OR_RETURN(auto records, ReadRecords(r.vault, dossier, r.permit.granted()));
          ASSIGN_OR_RETURN(auto open, ledger::Disclose(r.permit, keys, std::move(records)));
          ASSIGN_OR_RETURN(auto view, std::move(open).TryMap([&](const auto& opened) {
            return RenderView(r.permit, opened);
          }));
          return std::move(view).Map([](Bytes bytes) { return rpc::OneMessage(std::move(bytes)); });
        };
        return prepared;
      });
  rpc::Add<v1::GetStepHistoryRequest>(
      methods, "Dossiers", "GetStepHistory", [this](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(Prepared prepared, Ask(request->context(), Action::kRead));
        ASSIGN_OR_RETURN(const auto id, RecordId::Parse(request->step_id()));
        ASSIGN_OR_RETURN(const auto kind, KnownKind(request->kind()));
        prepared.ask.wanted = {kind->compartment};
        prepared.read = [this, kind, id](const Reading& r) -> Result<rpc::SealedWire> {
          const DossierId& dossier = r.permit.request().dossier;
          ASSIGN_OR_RETURN(auto records, ReadVersions(r.vault, dossier, kind->compartment, id));
          if (records.rows().empty())
            return Fail(Reason::kInvalid, "there is no such step of this kind here", "step_id");
          ASSIGN_OR_RETURN(const auto keys,
                           keys::CompartmentKeys::Load(r.vault, parts_.keystore, dossier));
          ASSIGN_OR_RETURN(auto open, ledger::Disclose(r.permit, keys, std::move(records)));
          ASSIGN_OR_RETURN(auto history, std::move(open).TryMap([&](const auto& opened) {
            return RenderHistory(r.permit, opened);
          }));
          return std::move(history).Map(
              [](Bytes bytes) { return rpc::OneMessage(std::move(bytes)); });
        };
        return prepared;
      });
}

Result<Prepared> DossierService::AskToWrite(const v1::DossierContext& context,
                                            const std::string& request_id,
                                            const directory::Kind& kind) const {
  ASSIGN_OR_RETURN(Prepared prepared, Ask(context, Action::kWrite));
  prepared.request_id = request_id;
  prepared.ask.wanted = {kind.compartment};
  return prepared;
}

void DossierService::AddSteps(rpc::Methods& methods) {
  rpc::Add<v1::RecordStepRequest>(
      methods, "Dossiers", "RecordStep", [this](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(const auto kind, KnownKind(request->step().kind()));
        ASSIGN_OR_RETURN(Prepared prepared,
                         AskToWrite(request->context(), request->request_id(), *kind));
        prepared.change = [this, request, kind](const Reading&) -> Result<ApplyChange> {
          v1::Step step = Stored(request->step(), *kind);
          RETURN_IF_ERROR(CheckStep(*kind, step, Today()));
          const RecordId id = RecordId::New(parts_.random);
          return ApplyChange([this, id, step, where = kind->compartment](
                                 const access::Permit& permit, storage::Connection& vault,
                                 Instant at) -> Result<Changed> {
            RETURN_IF_ERROR(
                Record(permit, vault, at).Add(permit.request().dossier, where, id, PartOf(step)));
            v1::RecordStepResponse response;
            response.set_step_id(id.Text());
            response.set_version(1);
            return Changed{rpc::SealIds(permit, response, {id.bytes()})};
          });
        };
        return prepared;
      });
  rpc::Add<v1::UpdateStepRequest>(
      methods, "Dossiers", "UpdateStep", [this](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(const auto id, RecordId::Parse(request->step_id()));
        ASSIGN_OR_RETURN(const auto kind, KnownKind(request->kind()));
        ASSIGN_OR_RETURN(Prepared prepared,
                         AskToWrite(request->context(), request->request_id(), *kind));
        prepared.change = [this, request, kind, id](const Reading&) -> Result<ApplyChange> {
          return ApplyChange([this, request, id, kind](const access::Permit& permit,
                                                       storage::Connection& vault,
                                                       Instant at) -> Result<Changed> {
            const auto move = [&](v1::Step& step) { return Move(*request, *kind, Today(), step); };
            ASSIGN_OR_RETURN(
                const auto version,
                Record(permit, vault, at).Replace(kind->compartment, id, request->version(), move));
            v1::UpdateStepResponse response;
            response.set_version(version);
            return Changed{rpc::SealIds(permit, response, {id.bytes()})};
          });
        };
        return prepared;
      });
  rpc::Add<v1::CorrectStepRequest>(
      methods, "Dossiers", "CorrectStep", [this](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(const auto id, RecordId::Parse(request->step_id()));
        ASSIGN_OR_RETURN(const auto kind, KnownKind(request->step().kind()));
        ASSIGN_OR_RETURN(Prepared prepared,
                         AskToWrite(request->context(), request->request_id(), *kind));
        prepared.change = [this, request, kind, id](const Reading&) -> Result<ApplyChange> {
          return ApplyChange([this, request, id, kind](const access::Permit& permit,
                                                       storage::Connection& vault,
                                                       Instant at) -> Result<Changed> {
            const auto overlay = [&](v1::Step& step) {
              return Overlay(*request, *kind, Today(), step);
            };
            ASSIGN_OR_RETURN(const auto version,
                             Record(permit, vault, at)
                                 .Replace(kind->compartment, id, request->version(), overlay));
            v1::CorrectStepResponse response;
            response.set_version(version);
            return Changed{rpc::SealIds(permit, response, {id.bytes()})};
          });
        };
        return prepared;
      });
}

void DossierService::AddWords(rpc::Methods& methods) {
  rpc::Add<v1::AddOwnWordsRequest>(
      methods, "Dossiers", "AddOwnWords", [this](auto request) -> Result<Prepared> {
        Prepared prepared;
        prepared.request_id = request->request_id();
        prepared.ask.action = Action::kWrite;
        prepared.ask.wanted = {Compartment::kOwnWords};
        prepared.change = [this, request](const Reading&) -> Result<ApplyChange> {
          RETURN_IF_ERROR(CheckWords(request->text()));
          const RecordId id = RecordId::New(parts_.random);
          return ApplyChange([this, request, id](const access::Permit& permit,
                                                 storage::Connection& vault,
                                                 Instant at) -> Result<Changed> {
            v1::GetDossierResponse part;
            part.add_own_words()->set_id(id.Text());
            part.mutable_own_words(0)->set_text(request->text());
            RETURN_IF_ERROR(
                Record(permit, vault, at)
                    .Add(permit.request().dossier, Compartment::kOwnWords, id, std::move(part)));
            v1::AddOwnWordsResponse response;
            response.set_id(id.Text());
            return Changed{rpc::SealIds(permit, response, {id.bytes()})};
          });
        };
        return prepared;
      });
  rpc::Add<v1::AddCounterStatementRequest>(
      methods, "Dossiers", "AddCounterStatement", [this](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(const auto step, RecordId::Parse(request->step_id()));
        Prepared prepared;
        prepared.request_id = request->request_id();
        prepared.ask.action = Action::kWrite;
        prepared.ask.wanted = {Compartment::kOwnWords};
        prepared.change = [this, request, step](const Reading&) -> Result<ApplyChange> {
          RETURN_IF_ERROR(CheckWords(request->text()));
          const RecordId id = RecordId::New(parts_.random);
          return ApplyChange([this, request, step, id](const access::Permit& permit,
                                                       storage::Connection& vault,
                                                       Instant at) -> Result<Changed> {
            const DossierId& dossier = permit.request().dossier;
            ASSIGN_OR_RETURN(const auto where, FindCompartment(vault, dossier, step));
            if (!where)
              return Fail(Reason::kInvalid, "there is no such step in this file", "step_id");
            v1::GetDossierResponse part;
            auto* const statement = part.add_counter_statements();
            statement->set_id(id.Text());
            statement->set_step_id(step.Text());
            statement->set_text(request->text());
            // It lies beside the fact it answers: whoever may see the fact sees the answer.
            RETURN_IF_ERROR(Record(permit, vault, at).Add(dossier, *where, id, std::move(part)));
            v1::AddCounterStatementResponse response;
            response.set_id(id.Text());
            return Changed{rpc::SealIds(permit, response, {id.bytes(), step.bytes()})};
          });
        };
        return prepared;
      });
}

void DossierService::AddOpen(rpc::Methods& methods) {
  rpc::Add<v1::OpenDossierRequest>(
      methods, "Dossiers", "OpenDossier", [this](auto request) -> Result<Prepared> {
        Prepared prepared;
        prepared.request_id = request->request_id();
        prepared.ask.action = Action::kOpen;
        prepared.ask.dossier = DossierId::New(parts_.random);
        ASSIGN_OR_RETURN(prepared.ask.purpose, PurposeOf(request->purpose()));
        if (!parts_.catalogue.Get()->HasReason(request->reason()))
          return Fail(Reason::kInvalid, "expected a reason code of the catalogue, such as intake",
                      "reason");
        prepared.ask.reason = request->reason();
        ASSIGN_OR_RETURN(const auto kinds, KindsToOpenWith(*request));
        prepared.change = [this, request, kinds](const Reading& r) -> Result<ApplyChange> {
          std::vector<v1::Step> identity;
          for (int i = 0; i < request->identity_size(); ++i) {
            const directory::Kind& kind = *kinds[static_cast<std::size_t>(i)];
            identity.push_back(Stored(request->identity(i), kind));
            RETURN_IF_ERROR(CheckStep(kind, identity.back(), Today()));
          }
          Dossier dossier{.id = r.permit.request().dossier, .person = PersonId::New(parts_.random)};
          dossier.card_index = card_index_.Of(CardCodeOf(card_key_, dossier.id));
          RETURN_IF_ERROR(SetChosenWord(request->chosen_word(), parts_.random, dossier));
          return ApplyChange([this, identity, dossier](const access::Permit& permit,
                                                       storage::Connection& vault, Instant at) {
            return Open(identity, permit, dossier, vault, at);
          });
        };
        // The card code is derived, so that no store and no remembered request holds it.
        prepared.complete = [this](Bytes stored) {
          v1::OpenDossierResponse response;
          response.ParseFromString(stored);
          if (const auto id = DossierId::Parse(response.dossier_id()))
            response.set_card_code(CardCodeOf(card_key_, *id));
          return response.SerializeAsString();
        };
        return prepared;
      });
}

Result<Changed> DossierService::Open(const std::vector<v1::Step>& identity,
                                     const access::Permit& permit, const Dossier& dossier,
                                     storage::Connection& vault, Instant at) const {
  RETURN_IF_ERROR(AddDossier(vault, dossier, at));
  RETURN_IF_ERROR(identity::AddPerson(vault, dossier.person, dossier.id));
  RETURN_IF_ERROR(keys::CompartmentKeys::Create(vault, parts_.keystore, parts_.random, dossier.id));
  std::vector<Array<16>> objects{dossier.id.bytes()};
  for (const v1::Step& step : identity) {
    const RecordId id = RecordId::New(parts_.random);
    RETURN_IF_ERROR(
        Record(permit, vault, at).Add(dossier.id, Compartment::kIdentity, id, PartOf(step)));
    objects.push_back(id.bytes());
  }
  v1::OpenDossierResponse response;
  response.set_dossier_id(dossier.id.Text());
  response.set_person_id(dossier.person.Text());
  return Changed{rpc::SealIds(permit, response, std::move(objects))};
}

}  // namespace relais::dossier

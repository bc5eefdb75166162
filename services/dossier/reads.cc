// Reading a dossier, and the versions of one step.
#include "services/consent/rules.h"
#include "services/dossier/emergency_sheet.h"
#include "services/dossier/service.h"
#include "services/dossier/view.h"
#include "services/rpc/typed.h"

namespace relais::dossier {

using rpc::Prepared;
using rpc::Reading;

namespace {

Result<CompartmentSet> WantedOf(const google::protobuf::RepeatedField<int>& compartments) {
  CompartmentSet wanted;
  for (const int value : compartments) {
    if (value < 1 || value > kCompartments)
      return Fail(Reason::kInvalid, "this compartment is not known", "compartments");
    wanted.Add(static_cast<Compartment>(value));
  }
  return wanted.Empty() ? AllCompartments() : wanted;
}

}  // namespace

void DossierService::AddReads(rpc::Methods& methods) {
  rpc::Add<v1::GetDossierRequest>(
      methods, "Dossiers", "GetDossier", [this](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(Prepared prepared, Ask(request->context(), Action::kRead));
        ASSIGN_OR_RETURN(prepared.ask.wanted, WantedOf(request->compartments()));
        prepared.read = [this](const Reading& r) -> Result<rpc::SealedWire> {
          const DossierId& dossier = r.permit.request().dossier;
          ASSIGN_OR_RETURN(const auto keys,
                           keys::CompartmentKeys::Load(r.vault, parts_.keystore, dossier));
          ASSIGN_OR_RETURN(const auto hidden,
                           HiddenFrom(ViewerOf(r.permit.caller()), r.vault, dossier));
          ASSIGN_OR_RETURN(auto records, ReadRecords(r.vault, dossier, r.permit.granted(), hidden));
          ASSIGN_OR_RETURN(auto open, ledger::Disclose(r.permit, keys, std::move(records)));
          ASSIGN_OR_RETURN(auto view, std::move(open).TryMap([&](const auto& opened) {
            return RenderView(r.permit, opened, hidden);
          }));
          v1::GetDossierResponse beside;
          if (ViewerOf(r.permit.caller()) == Viewer::kPerson) {
            ASSIGN_OR_RETURN(const auto marked, MustNotKnow(r.vault, dossier));
            for (const RecordId& contact : marked) beside.add_must_not_know(contact.Text());
          }
          // Messages that lie one behind the other are one.
          return std::move(view).Map([rest = beside.SerializeAsString()](Bytes bytes) {
            return rpc::OneMessage(std::move(bytes) + rest);
          });
        };
        return prepared;
      });
  rpc::Add<v1::GetEmergencySheetRequest>(
      methods, "Dossiers", "GetEmergencySheet", [this](auto request) -> Result<Prepared> {
        RETURN_IF_ERROR(consent::CheckLanguage(request->language()));
        ASSIGN_OR_RETURN(Prepared prepared, Ask(request->context(), Action::kRead));
        prepared.ask.wanted = {Compartment::kEmergency};
        prepared.read = [this, request](const Reading& r) -> Result<rpc::SealedWire> {
          const DossierId& dossier = r.permit.request().dossier;
          ASSIGN_OR_RETURN(const auto keys,
                           keys::CompartmentKeys::Load(r.vault, parts_.keystore, dossier));
          // Whoever prints it, others read it.
          ASSIGN_OR_RETURN(const auto hidden, HiddenFrom(Viewer::kOthers, r.vault, dossier));
          ASSIGN_OR_RETURN(auto records, ReadRecords(r.vault, dossier, r.permit.granted(), hidden));
          ASSIGN_OR_RETURN(auto open, ledger::Disclose(r.permit, keys, std::move(records)));
          const auto catalogue = parts_.catalogue.Get();
          ASSIGN_OR_RETURN(
              auto sheet, std::move(open).TryMap([&](const auto& opened) -> Result<Bytes> {
                ASSIGN_OR_RETURN(
                    const std::string text,
                    EmergencySheet(opened, *catalogue, request->language(), InBelgium(r.now).day));
                v1::GetEmergencySheetResponse response;
                response.set_note(parts_.papers->Sign(text));
                return response.SerializeAsString();
              }));
          return std::move(sheet).Map(
              [](Bytes bytes) { return rpc::OneMessage(std::move(bytes)); });
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
          ASSIGN_OR_RETURN(auto records, ReadVersions(r.vault, dossier, kind->compartment, id,
                                                      ViewerOf(r.permit.caller())));
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

}  // namespace relais::dossier

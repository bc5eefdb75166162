#include "clients/cli/api.h"

#include <grpcpp/grpcpp.h>

#include <chrono>

#include "clients/cli/call_errors.h"
#include "relais/v1/accesses.grpc.pb.h"
#include "relais/v1/consents.grpc.pb.h"
#include "relais/v1/directory.grpc.pb.h"
#include "relais/v1/dossiers.grpc.pb.h"
#include "relais/v1/exits.grpc.pb.h"
#include "relais/v1/handovers.grpc.pb.h"
#include "relais/v1/legal_orders.grpc.pb.h"
#include "relais/v1/notifications.grpc.pb.h"
#include "relais/v1/referents.grpc.pb.h"
#include "relais/v1/relations.grpc.pb.h"
#include "relais/v1/sessions.grpc.pb.h"
#include "relais/v1/worry_calls.grpc.pb.h"

namespace relais::cli {
namespace {

using std::chrono::seconds;
constexpr seconds kCallDeadline{10};
constexpr seconds kExportDeadline{60};
constexpr seconds kWatchDeadline{3600};

void Prepare(grpc::ClientContext& context, const std::string& token, seconds deadline) {
  context.set_deadline(std::chrono::system_clock::now() + deadline);
  if (!token.empty()) context.AddMetadata("authorization", "Bearer " + token);
}

}  // namespace

std::shared_ptr<grpc::Channel> Connect(const Profile& profile, const Credentials& credentials) {
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = credentials.ca;
  options.pem_private_key = credentials.key;
  options.pem_cert_chain = credentials.certificate;
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetMaxReceiveMessageSize(16 << 20);  // a file that is full in every compartment
  return grpc::CreateCustomChannel(profile.server, grpc::SslCredentials(options), arguments);
}

struct Api::Stubs {
  Stubs(const std::shared_ptr<grpc::Channel>& channel, Caller c, Speech s)
      : dossiers(channel),
        consents(channel),
        accesses(channel),
        directory(channel),
        exits(channel),
        handovers(channel),
        referents(channel),
        legal_orders(channel),
        notifications(channel),
        relations(channel),
        sessions(channel),
        worry_calls(channel),
        caller(std::move(c)),
        say(s) {}

  template <class Stub, class Request, class Response>
  Result<Response> Call(Stub& stub,
                        grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                     Response*),
                        const Request& request) const {
    grpc::ClientContext context;
    Prepare(context, caller.token, kCallDeadline);
    Response response;
    const grpc::Status status = (stub.*method)(&context, request, &response);
    if (!status.ok()) return tl::unexpected<Error>(ErrorOf(status, caller, say));
    return response;
  }

  v1::Dossiers::Stub dossiers;
  v1::Consents::Stub consents;
  v1::Accesses::Stub accesses;
  v1::Directory::Stub directory;
  v1::Exits::Stub exits;
  v1::Handovers::Stub handovers;
  v1::Referents::Stub referents;
  v1::LegalOrders::Stub legal_orders;
  v1::Notifications::Stub notifications;
  v1::Relations::Stub relations;
  v1::Sessions::Stub sessions;
  v1::WorryCalls::Stub worry_calls;
  Caller caller;
  const Speech say;
};

Api::Api(std::shared_ptr<grpc::Channel> channel, Caller caller, Speech say)
    : stubs_(std::make_unique<Stubs>(channel, std::move(caller), say)) {}

Api::~Api() = default;

void Api::SetToken(std::string token) { stubs_->caller.token = std::move(token); }

#define RELAIS_CALL(stub, service, method)                                     \
  Result<v1::method##Response> Api::Call(const v1::method##Request& request) { \
    return stubs_->Call(stubs_->stub, &v1::service::Stub::method, request);    \
  }

RELAIS_CALL(dossiers, Dossiers, OpenDossier)
RELAIS_CALL(dossiers, Dossiers, GetDossier)
RELAIS_CALL(dossiers, Dossiers, RecordStep)
RELAIS_CALL(dossiers, Dossiers, UpdateStep)
RELAIS_CALL(dossiers, Dossiers, CorrectStep)
RELAIS_CALL(dossiers, Dossiers, GetStepHistory)
RELAIS_CALL(dossiers, Dossiers, AddOwnWords)
RELAIS_CALL(dossiers, Dossiers, AddCounterStatement)
RELAIS_CALL(dossiers, Dossiers, SetMustNotKnow)
RELAIS_CALL(consents, Consents, ProposeConsent)
RELAIS_CALL(consents, Consents, GetProposal)
RELAIS_CALL(consents, Consents, ConfirmConsent)
RELAIS_CALL(consents, Consents, GetConsentReceipt)
RELAIS_CALL(consents, Consents, Exclude)
RELAIS_CALL(consents, Consents, RevokeConsent)
RELAIS_CALL(consents, Consents, ListConsents)
RELAIS_CALL(consents, Consents, PreviewConsent)
RELAIS_CALL(accesses, Accesses, GetCheckpoint)
RELAIS_CALL(accesses, Accesses, ListAccesses)
RELAIS_CALL(accesses, Accesses, GetAccess)
RELAIS_CALL(accesses, Accesses, ObjectToAccess)
RELAIS_CALL(accesses, Accesses, ListObjections)
RELAIS_CALL(accesses, Accesses, LiftObjection)
RELAIS_CALL(accesses, Accesses, ListReviews)
RELAIS_CALL(accesses, Accesses, DecideReview)
RELAIS_CALL(directory, Directory, GetCatalogue)
RELAIS_CALL(directory, Directory, ListOrganisations)
RELAIS_CALL(directory, Directory, ListProfessionals)
RELAIS_CALL(directory, Directory, ListUnits)
RELAIS_CALL(directory, Directory, AddUnit)
RELAIS_CALL(directory, Directory, SetTellsOf)
RELAIS_CALL(directory, Directory, SetReach)
RELAIS_CALL(exits, Exits, PlanExit)
RELAIS_CALL(exits, Exits, ProposeExitDate)
RELAIS_CALL(exits, Exits, AnswerExitDate)
RELAIS_CALL(exits, Exits, RecordDeparture)
RELAIS_CALL(exits, Exits, ReopenExit)
RELAIS_CALL(exits, Exits, SetExitCondition)
RELAIS_CALL(exits, Exits, DecideExit)
RELAIS_CALL(exits, Exits, PassExit)
RELAIS_CALL(exits, Exits, ListWork)
RELAIS_CALL(exits, Exits, ListExits)
RELAIS_CALL(exits, Exits, GetFigures)
RELAIS_CALL(handovers, Handovers, AskHandover)
RELAIS_CALL(handovers, Handovers, ListAsked)
RELAIS_CALL(handovers, Handovers, ListSlipping)
RELAIS_CALL(handovers, Handovers, AnswerHandover)
RELAIS_CALL(handovers, Handovers, GiveStandingYes)
RELAIS_CALL(handovers, Handovers, ListStandingYes)
RELAIS_CALL(handovers, Handovers, MarkHandover)
RELAIS_CALL(handovers, Handovers, AskHandoverAgain)
RELAIS_CALL(handovers, Handovers, WithdrawHandover)
RELAIS_CALL(handovers, Handovers, ListHandovers)
RELAIS_CALL(handovers, Handovers, GetDayOnePage)
RELAIS_CALL(dossiers, Dossiers, GetEmergencySheet)
RELAIS_CALL(dossiers, Dossiers, RecordDeath)
RELAIS_CALL(dossiers, Dossiers, UndoDeath)
RELAIS_CALL(referents, Referents, AskReferent)
RELAIS_CALL(referents, Referents, ListReferentAsks)
RELAIS_CALL(referents, Referents, AnswerReferent)
RELAIS_CALL(worry_calls, WorryCalls, RaiseWorryCall)
RELAIS_CALL(worry_calls, WorryCalls, ConfirmWorryCall)
RELAIS_CALL(worry_calls, WorryCalls, ListWorryCalls)
RELAIS_CALL(worry_calls, WorryCalls, AcknowledgeWorryCall)
RELAIS_CALL(worry_calls, WorryCalls, WithdrawWorryCall)
RELAIS_CALL(worry_calls, WorryCalls, ListOwnWorryCalls)
RELAIS_CALL(legal_orders, LegalOrders, EnterLegalOrder)
RELAIS_CALL(legal_orders, LegalOrders, CloseLegalOrder)
RELAIS_CALL(legal_orders, LegalOrders, ListLegalOrders)
RELAIS_CALL(legal_orders, LegalOrders, ListOwnLegalOrders)
RELAIS_CALL(directory, Directory, CheckStaffList)
RELAIS_CALL(directory, Directory, SetServiceEnd)
RELAIS_CALL(directory, Directory, MoveProfessional)
RELAIS_CALL(directory, Directory, AddOrganisation)
RELAIS_CALL(directory, Directory, AddProfessional)
RELAIS_CALL(directory, Directory, AddSignIn)
RELAIS_CALL(directory, Directory, RemoveSignIn)
RELAIS_CALL(directory, Directory, AddSystem)
RELAIS_CALL(directory, Directory, RemoveSystem)
RELAIS_CALL(directory, Directory, ListSystems)
RELAIS_CALL(directory, Directory, SuspendProfessional)
RELAIS_CALL(directory, Directory, ResumeProfessional)
RELAIS_CALL(directory, Directory, ReplaceName)
RELAIS_CALL(directory, Directory, RestoreName)
RELAIS_CALL(directory, Directory, ListReplacedNames)
RELAIS_CALL(notifications, Notifications, GetTelling)
RELAIS_CALL(notifications, Notifications, SetTelling)
RELAIS_CALL(notifications, Notifications, PauseTelling)
RELAIS_CALL(notifications, Notifications, GetToTell)
RELAIS_CALL(notifications, Notifications, ListToTell)
RELAIS_CALL(notifications, Notifications, MarkTold)
RELAIS_CALL(notifications, Notifications, PreviewNotice)
RELAIS_CALL(notifications, Notifications, ListDeadLetters)
RELAIS_CALL(notifications, Notifications, RequeueDeadLetter)
RELAIS_CALL(relations, Relations, SendRelationCode)
RELAIS_CALL(relations, Relations, ProveRelation)
RELAIS_CALL(sessions, Sessions, SendCode)
RELAIS_CALL(sessions, Sessions, SignIn)
RELAIS_CALL(sessions, Sessions, Invite)
RELAIS_CALL(sessions, Sessions, ListSessions)
RELAIS_CALL(sessions, Sessions, EndSession)
RELAIS_CALL(sessions, Sessions, GetNews)
RELAIS_CALL(sessions, Sessions, AskCallBack)
RELAIS_CALL(sessions, Sessions, ListCallBacks)
RELAIS_CALL(sessions, Sessions, TakeCallBack)

#undef RELAIS_CALL

Status Api::Export(const v1::ExportAccessesRequest& request, const Sink& sink) {
  grpc::ClientContext context;
  Prepare(context, stubs_->caller.token, kExportDeadline);
  const auto reader = stubs_->accesses.ExportAccesses(&context, request);
  v1::ExportAccessesResponse piece;
  Status taken;
  while (taken && reader->Read(&piece)) taken = sink(piece.chunk());
  if (!taken) context.TryCancel();
  const grpc::Status status = reader->Finish();
  if (!taken) return taken;
  if (!status.ok()) return tl::unexpected<Error>(ErrorOf(status, stubs_->caller, stubs_->say));
  return {};
}

Status Api::Watch(const v1::WatchAccessesRequest& request,
                  const std::function<Status(const v1::Access& access)>& see) {
  grpc::ClientContext context;
  Prepare(context, stubs_->caller.token, kWatchDeadline);
  const auto reader = stubs_->accesses.WatchAccesses(&context, request);
  v1::WatchAccessesResponse response;
  Status seen;
  while (seen && reader->Read(&response)) seen = see(response.access());
  if (!seen) context.TryCancel();
  const grpc::Status status = reader->Finish();
  if (!seen) return seen;
  if (!status.ok()) return tl::unexpected<Error>(ErrorOf(status, stubs_->caller, stubs_->say));
  return {};
}

}  // namespace relais::cli

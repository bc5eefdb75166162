// Every call of the server that the client makes: one overload per request, so that the other files
// see messages only and gRPC stays in api.cc. A failed call comes back as one sentence that says
// what to do next. Not thread-safe.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "clients/cli/profile.h"
#include "clients/cli/speech.h"
#include "relais/v1/accesses.pb.h"
#include "relais/v1/consents.pb.h"
#include "relais/v1/directory.pb.h"
#include "relais/v1/dossiers.pb.h"
#include "relais/v1/exits.pb.h"
#include "relais/v1/handovers.pb.h"
#include "relais/v1/legal_orders.pb.h"
#include "relais/v1/notifications.pb.h"
#include "relais/v1/referents.pb.h"
#include "relais/v1/relations.pb.h"
#include "relais/v1/sessions.pb.h"
#include "relais/v1/worry_calls.pb.h"

namespace grpc {
class Channel;
}

namespace relais::cli {

// Who is called and with what; used for the metadata and for what to say when a call fails.
struct Caller {
  std::string server;
  std::string token;
  std::string token_file;
};

// TLS with the device's certificate. Proxies of the environment are ignored: the path to the server
// is direct.
std::shared_ptr<grpc::Channel> Connect(const Profile& profile, const Credentials& credentials);

class Api {
 public:
  Api(std::shared_ptr<grpc::Channel> channel, Caller caller, Speech say);
  ~Api();

  // For the calls to come.
  void SetToken(std::string token);

  // Takes a piece of a stream; an error stops it.
  using Sink = std::function<Status(const std::string& chunk)>;

  Result<v1::OpenDossierResponse> Call(const v1::OpenDossierRequest& request);
  Result<v1::GetDossierResponse> Call(const v1::GetDossierRequest& request);
  Result<v1::RecordStepResponse> Call(const v1::RecordStepRequest& request);
  Result<v1::UpdateStepResponse> Call(const v1::UpdateStepRequest& request);
  Result<v1::CorrectStepResponse> Call(const v1::CorrectStepRequest& request);
  Result<v1::GetStepHistoryResponse> Call(const v1::GetStepHistoryRequest& request);
  Result<v1::AddOwnWordsResponse> Call(const v1::AddOwnWordsRequest& request);
  Result<v1::AddCounterStatementResponse> Call(const v1::AddCounterStatementRequest& request);
  Result<v1::SetMustNotKnowResponse> Call(const v1::SetMustNotKnowRequest& request);
  Result<v1::ProposeConsentResponse> Call(const v1::ProposeConsentRequest& request);
  Result<v1::GetProposalResponse> Call(const v1::GetProposalRequest& request);
  Result<v1::ConfirmConsentResponse> Call(const v1::ConfirmConsentRequest& request);
  Result<v1::GetConsentReceiptResponse> Call(const v1::GetConsentReceiptRequest& request);
  Result<v1::ExcludeResponse> Call(const v1::ExcludeRequest& request);
  Result<v1::RevokeConsentResponse> Call(const v1::RevokeConsentRequest& request);
  Result<v1::ListConsentsResponse> Call(const v1::ListConsentsRequest& request);
  Result<v1::PreviewConsentResponse> Call(const v1::PreviewConsentRequest& request);
  Result<v1::GetCheckpointResponse> Call(const v1::GetCheckpointRequest& request);
  Result<v1::ListAccessesResponse> Call(const v1::ListAccessesRequest& request);
  Result<v1::GetCatalogueResponse> Call(const v1::GetCatalogueRequest& request);
  Result<v1::ListOrganisationsResponse> Call(const v1::ListOrganisationsRequest& request);
  Result<v1::ListProfessionalsResponse> Call(const v1::ListProfessionalsRequest& request);
  Result<v1::ListUnitsResponse> Call(const v1::ListUnitsRequest& request);
  Result<v1::SendRelationCodeResponse> Call(const v1::SendRelationCodeRequest& request);
  Result<v1::ProveRelationResponse> Call(const v1::ProveRelationRequest& request);
  Result<v1::GetTellingResponse> Call(const v1::GetTellingRequest& request);
  Result<v1::SetTellingResponse> Call(const v1::SetTellingRequest& request);
  Result<v1::PauseTellingResponse> Call(const v1::PauseTellingRequest& request);
  Result<v1::GetToTellResponse> Call(const v1::GetToTellRequest& request);
  Result<v1::ListToTellResponse> Call(const v1::ListToTellRequest& request);
  Result<v1::MarkToldResponse> Call(const v1::MarkToldRequest& request);
  Result<v1::PreviewNoticeResponse> Call(const v1::PreviewNoticeRequest& request);
  Result<v1::SendCodeResponse> Call(const v1::SendCodeRequest& request);
  Result<v1::SignInResponse> Call(const v1::SignInRequest& request);
  Result<v1::InviteResponse> Call(const v1::InviteRequest& request);
  Result<v1::ListSessionsResponse> Call(const v1::ListSessionsRequest& request);
  Result<v1::EndSessionResponse> Call(const v1::EndSessionRequest& request);
  Result<v1::GetNewsResponse> Call(const v1::GetNewsRequest& request);
  Result<v1::AskCallBackResponse> Call(const v1::AskCallBackRequest& request);
  Result<v1::ListCallBacksResponse> Call(const v1::ListCallBacksRequest& request);
  Result<v1::TakeCallBackResponse> Call(const v1::TakeCallBackRequest& request);
  // An operator's.
  Result<v1::ListDeadLettersResponse> Call(const v1::ListDeadLettersRequest& request);
  Result<v1::RequeueDeadLetterResponse> Call(const v1::RequeueDeadLetterRequest& request);
  Result<v1::AddOrganisationResponse> Call(const v1::AddOrganisationRequest& request);
  Result<v1::AddProfessionalResponse> Call(const v1::AddProfessionalRequest& request);
  Result<v1::SetServiceEndResponse> Call(const v1::SetServiceEndRequest& request);
  Result<v1::CheckStaffListResponse> Call(const v1::CheckStaffListRequest& request);
  Result<v1::AddUnitResponse> Call(const v1::AddUnitRequest& request);
  Result<v1::SetTellsOfResponse> Call(const v1::SetTellsOfRequest& request);
  Result<v1::SetReachResponse> Call(const v1::SetReachRequest& request);
  Result<v1::EnterLegalOrderResponse> Call(const v1::EnterLegalOrderRequest& request);
  Result<v1::CloseLegalOrderResponse> Call(const v1::CloseLegalOrderRequest& request);
  Result<v1::ListLegalOrdersResponse> Call(const v1::ListLegalOrdersRequest& request);
  Result<v1::PlanExitResponse> Call(const v1::PlanExitRequest& request);
  Result<v1::ProposeExitDateResponse> Call(const v1::ProposeExitDateRequest& request);
  Result<v1::AnswerExitDateResponse> Call(const v1::AnswerExitDateRequest& request);
  Result<v1::RecordDepartureResponse> Call(const v1::RecordDepartureRequest& request);
  Result<v1::ReopenExitResponse> Call(const v1::ReopenExitRequest& request);
  Result<v1::SetExitConditionResponse> Call(const v1::SetExitConditionRequest& request);
  Result<v1::DecideExitResponse> Call(const v1::DecideExitRequest& request);
  Result<v1::PassExitResponse> Call(const v1::PassExitRequest& request);
  Result<v1::ListWorkResponse> Call(const v1::ListWorkRequest& request);
  Result<v1::ListExitsResponse> Call(const v1::ListExitsRequest& request);
  Result<v1::GetFiguresResponse> Call(const v1::GetFiguresRequest& request);
  Result<v1::GetEmergencySheetResponse> Call(const v1::GetEmergencySheetRequest& request);
  Result<v1::RecordDeathResponse> Call(const v1::RecordDeathRequest& request);
  Result<v1::UndoDeathResponse> Call(const v1::UndoDeathRequest& request);
  Result<v1::AskReferentResponse> Call(const v1::AskReferentRequest& request);
  Result<v1::ListReferentAsksResponse> Call(const v1::ListReferentAsksRequest& request);
  Result<v1::AnswerReferentResponse> Call(const v1::AnswerReferentRequest& request);
  Result<v1::RaiseWorryCallResponse> Call(const v1::RaiseWorryCallRequest& request);
  Result<v1::ConfirmWorryCallResponse> Call(const v1::ConfirmWorryCallRequest& request);
  Result<v1::ListWorryCallsResponse> Call(const v1::ListWorryCallsRequest& request);
  Result<v1::AcknowledgeWorryCallResponse> Call(const v1::AcknowledgeWorryCallRequest& request);
  Result<v1::WithdrawWorryCallResponse> Call(const v1::WithdrawWorryCallRequest& request);
  Result<v1::AskHandoverResponse> Call(const v1::AskHandoverRequest& request);
  Result<v1::ListAskedResponse> Call(const v1::ListAskedRequest& request);
  Result<v1::ListSlippingResponse> Call(const v1::ListSlippingRequest& request);
  Result<v1::AnswerHandoverResponse> Call(const v1::AnswerHandoverRequest& request);
  Result<v1::MarkHandoverResponse> Call(const v1::MarkHandoverRequest& request);
  Result<v1::AskHandoverAgainResponse> Call(const v1::AskHandoverAgainRequest& request);
  Result<v1::WithdrawHandoverResponse> Call(const v1::WithdrawHandoverRequest& request);
  Result<v1::GiveStandingYesResponse> Call(const v1::GiveStandingYesRequest& request);
  Result<v1::ListStandingYesResponse> Call(const v1::ListStandingYesRequest& request);
  Result<v1::ListHandoversResponse> Call(const v1::ListHandoversRequest& request);
  Result<v1::GetDayOnePageResponse> Call(const v1::GetDayOnePageRequest& request);
  Result<v1::ListOwnLegalOrdersResponse> Call(const v1::ListOwnLegalOrdersRequest& request);
  Result<v1::ListOwnWorryCallsResponse> Call(const v1::ListOwnWorryCallsRequest& request);
  Result<v1::MoveProfessionalResponse> Call(const v1::MoveProfessionalRequest& request);
  Result<v1::AddSignInResponse> Call(const v1::AddSignInRequest& request);
  Result<v1::RemoveSignInResponse> Call(const v1::RemoveSignInRequest& request);
  Result<v1::AddSystemResponse> Call(const v1::AddSystemRequest& request);
  Result<v1::RemoveSystemResponse> Call(const v1::RemoveSystemRequest& request);
  Result<v1::ListSystemsResponse> Call(const v1::ListSystemsRequest& request);
  Result<v1::SuspendProfessionalResponse> Call(const v1::SuspendProfessionalRequest& request);
  Result<v1::ResumeProfessionalResponse> Call(const v1::ResumeProfessionalRequest& request);
  Result<v1::ReplaceNameResponse> Call(const v1::ReplaceNameRequest& request);
  Result<v1::RestoreNameResponse> Call(const v1::RestoreNameRequest& request);
  Result<v1::ListReplacedNamesResponse> Call(const v1::ListReplacedNamesRequest& request);
  Result<v1::ObjectToAccessResponse> Call(const v1::ObjectToAccessRequest& request);
  Result<v1::ListObjectionsResponse> Call(const v1::ListObjectionsRequest& request);
  Result<v1::LiftObjectionResponse> Call(const v1::LiftObjectionRequest& request);
  Result<v1::ListReviewsResponse> Call(const v1::ListReviewsRequest& request);
  Result<v1::DecideReviewResponse> Call(const v1::DecideReviewRequest& request);
  Result<v1::GetAccessResponse> Call(const v1::GetAccessRequest& request);
  // Until the server ends the stream, which it always does with an error. kDeadlineExceeded is
  // kUnavailable.
  Status Watch(const v1::WatchAccessesRequest& request,
               const std::function<Status(const v1::Access& access)>& see);
  Status Export(const v1::ExportAccessesRequest& request, const Sink& sink);

 private:
  struct Stubs;
  std::unique_ptr<Stubs> stubs_;
};

}  // namespace relais::cli

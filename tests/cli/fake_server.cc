#include "tests/cli/fake_server.h"

#include <grpcpp/grpcpp.h>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
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

grpc::Status Refusal(grpc::StatusCode code, const std::string& reason, const std::string& field) {
  google::rpc::Status details;
  details.set_code(code);
  google::rpc::ErrorInfo info;
  info.set_reason(reason);
  info.set_domain("relais");
  details.add_details()->PackFrom(info);
  if (!field.empty()) {
    google::rpc::BadRequest bad;
    bad.add_field_violations()->set_field(field);
    bad.mutable_field_violations(0)->set_description("too late");
    details.add_details()->PackFrom(bad);
  }
  return {code, "message of the server", details.SerializeAsString()};
}

#define RELAIS_SERVE(method)                                                            \
  grpc::Status method(grpc::ServerContext* context, const v1::method##Request* request, \
                      v1::method##Response* response) override {                        \
    return fake.Serve(context, request, response);                                      \
  }

struct FakeServer::Services {
  struct Dossiers final : v1::Dossiers::Service {
    explicit Dossiers(FakeServer& f) : fake(f) {}
    RELAIS_SERVE(OpenDossier)
    RELAIS_SERVE(GetDossier)
    RELAIS_SERVE(RecordStep)
    RELAIS_SERVE(UpdateStep)
    RELAIS_SERVE(CorrectStep)
    RELAIS_SERVE(GetStepHistory)
    RELAIS_SERVE(AddOwnWords)
    RELAIS_SERVE(AddCounterStatement)
    RELAIS_SERVE(SetMustNotKnow)
    RELAIS_SERVE(GetEmergencySheet)
    RELAIS_SERVE(RecordDeath)
    RELAIS_SERVE(UndoDeath)
    FakeServer& fake;
  };
  struct Consents final : v1::Consents::Service {
    explicit Consents(FakeServer& f) : fake(f) {}
    RELAIS_SERVE(ProposeConsent)
    RELAIS_SERVE(GetProposal)
    RELAIS_SERVE(ConfirmConsent)
    RELAIS_SERVE(GetConsentReceipt)
    RELAIS_SERVE(Exclude)
    RELAIS_SERVE(RevokeConsent)
    RELAIS_SERVE(ListConsents)
    RELAIS_SERVE(PreviewConsent)
    FakeServer& fake;
  };
  struct Accesses final : v1::Accesses::Service {
    explicit Accesses(FakeServer& f) : fake(f) {}
    RELAIS_SERVE(ListAccesses)
    RELAIS_SERVE(GetAccess)
    RELAIS_SERVE(ObjectToAccess)
    RELAIS_SERVE(ListObjections)
    RELAIS_SERVE(LiftObjection)
    RELAIS_SERVE(ListReviews)
    RELAIS_SERVE(DecideReview)
    // Gives the entries that stand in `watched`, then breaks.
    grpc::Status WatchAccesses(grpc::ServerContext* context,
                               const v1::WatchAccessesRequest* request,
                               grpc::ServerWriter<v1::WatchAccessesResponse>* writer) override {
      v1::WatchAccessesResponse response;
      fake.Serve(context, request, &response);
      if (fake.watched.empty()) return grpc::Status(grpc::StatusCode::UNAVAILABLE, "gone");
      for (const v1::Access& access : fake.watched.front()) {
        *response.mutable_access() = access;
        writer->Write(response);
      }
      fake.watched.erase(fake.watched.begin());
      return grpc::Status(grpc::StatusCode::UNAVAILABLE, "gone");
    }
    grpc::Status ExportAccesses(grpc::ServerContext* context,
                                const v1::ExportAccessesRequest* request,
                                grpc::ServerWriter<v1::ExportAccessesResponse>* writer) override {
      v1::ExportAccessesResponse piece;
      for (const std::string& chunk : fake.chunks) {
        piece.set_chunk(chunk);
        writer->Write(piece);
      }
      return fake.Serve(context, request, &piece);
    }
    FakeServer& fake;
  };
  struct Notifications final : v1::Notifications::Service {
    explicit Notifications(FakeServer& f) : fake(f) {}
    RELAIS_SERVE(GetTelling)
    RELAIS_SERVE(SetTelling)
    RELAIS_SERVE(PauseTelling)
    RELAIS_SERVE(GetToTell)
    RELAIS_SERVE(ListToTell)
    RELAIS_SERVE(MarkTold)
    RELAIS_SERVE(PreviewNotice)
    FakeServer& fake;
  };
  struct Relations final : v1::Relations::Service {
    explicit Relations(FakeServer& f) : fake(f) {}
    RELAIS_SERVE(SendRelationCode)
    RELAIS_SERVE(ProveRelation)
    FakeServer& fake;
  };
  struct Exits final : v1::Exits::Service {
    explicit Exits(FakeServer& f) : fake(f) {}
    RELAIS_SERVE(PlanExit)
    RELAIS_SERVE(ProposeExitDate)
    RELAIS_SERVE(AnswerExitDate)
    RELAIS_SERVE(RecordDeparture)
    RELAIS_SERVE(SetExitCondition)
    RELAIS_SERVE(DecideExit)
    RELAIS_SERVE(PassExit)
    RELAIS_SERVE(ReopenExit)
    RELAIS_SERVE(ListWork)
    RELAIS_SERVE(ListExits)
    RELAIS_SERVE(GetFigures)
    FakeServer& fake;
  };
  struct Handovers final : v1::Handovers::Service {
    explicit Handovers(FakeServer& f) : fake(f) {}
    RELAIS_SERVE(AskHandover)
    RELAIS_SERVE(ListAsked)
    RELAIS_SERVE(ListSlipping)
    RELAIS_SERVE(AnswerHandover)
    RELAIS_SERVE(MarkHandover)
    RELAIS_SERVE(AskHandoverAgain)
    RELAIS_SERVE(WithdrawHandover)
    RELAIS_SERVE(GiveStandingYes)
    RELAIS_SERVE(ListStandingYes)
    RELAIS_SERVE(ListHandovers)
    RELAIS_SERVE(GetDayOnePage)
    FakeServer& fake;
  };
  struct Referents final : v1::Referents::Service {
    explicit Referents(FakeServer& f) : fake(f) {}
    RELAIS_SERVE(AskReferent)
    RELAIS_SERVE(ListReferentAsks)
    RELAIS_SERVE(AnswerReferent)
    FakeServer& fake;
  };
  struct WorryCalls final : v1::WorryCalls::Service {
    explicit WorryCalls(FakeServer& f) : fake(f) {}
    RELAIS_SERVE(RaiseWorryCall)
    RELAIS_SERVE(ConfirmWorryCall)
    RELAIS_SERVE(ListWorryCalls)
    RELAIS_SERVE(AcknowledgeWorryCall)
    RELAIS_SERVE(WithdrawWorryCall)
    RELAIS_SERVE(ListOwnWorryCalls)
    FakeServer& fake;
  };
  struct LegalOrders final : v1::LegalOrders::Service {
    explicit LegalOrders(FakeServer& f) : fake(f) {}
    RELAIS_SERVE(EnterLegalOrder)
    RELAIS_SERVE(CloseLegalOrder)
    RELAIS_SERVE(ListLegalOrders)
    RELAIS_SERVE(ListOwnLegalOrders)
    FakeServer& fake;
  };
  struct Sessions final : v1::Sessions::Service {
    explicit Sessions(FakeServer& f) : fake(f) {}
    FakeServer& fake;
    RELAIS_SERVE(SendCode)
    RELAIS_SERVE(SignIn)
    RELAIS_SERVE(Invite)
    RELAIS_SERVE(ListSessions)
    RELAIS_SERVE(EndSession)
    RELAIS_SERVE(GetNews)
    RELAIS_SERVE(AskCallBack)
    RELAIS_SERVE(ListCallBacks)
    RELAIS_SERVE(TakeCallBack)
  };
  struct Directory final : v1::Directory::Service {
    explicit Directory(FakeServer& f) : fake(f) {}
    RELAIS_SERVE(GetCatalogue)
    RELAIS_SERVE(ListOrganisations)
    RELAIS_SERVE(ListProfessionals)
    RELAIS_SERVE(ListUnits)
    RELAIS_SERVE(ReplaceName)
    RELAIS_SERVE(RestoreName)
    RELAIS_SERVE(ListReplacedNames)
    FakeServer& fake;
  };

  explicit Services(FakeServer& f)
      : dossiers(f),
        consents(f),
        accesses(f),
        notifications(f),
        relations(f),
        exits(f),
        handovers(f),
        referents(f),
        worry_calls(f),
        legal_orders(f),
        sessions(f),
        directory(f) {}
  Dossiers dossiers;
  Consents consents;
  Accesses accesses;
  Notifications notifications;
  Relations relations;
  Exits exits;
  Handovers handovers;
  Referents referents;
  WorryCalls worry_calls;
  LegalOrders legal_orders;
  Sessions sessions;
  Directory directory;
};

#undef RELAIS_SERVE

FakeServer::FakeServer() : services_(std::make_unique<Services>(*this)) {}

FakeServer::~FakeServer() {
  if (server_ != nullptr) server_->Shutdown(std::chrono::system_clock::now());
}

void FakeServer::Note(grpc::ServerContext* context, const google::protobuf::Message& request) {
  asked[request.GetTypeName()].push_back(request.SerializeAsString());
  const auto found = context->client_metadata().find("authorization");
  authorization = found == context->client_metadata().end()
                      ? std::string()
                      : std::string(found->second.data(), found->second.size());
}

namespace {

template <class Services>
void Register(grpc::ServerBuilder& builder, Services& services) {
  builder.RegisterService(&services.dossiers);
  builder.RegisterService(&services.consents);
  builder.RegisterService(&services.accesses);
  builder.RegisterService(&services.notifications);
  builder.RegisterService(&services.relations);
  builder.RegisterService(&services.exits);
  builder.RegisterService(&services.handovers);
  builder.RegisterService(&services.referents);
  builder.RegisterService(&services.worry_calls);
  builder.RegisterService(&services.legal_orders);
  builder.RegisterService(&services.sessions);
  builder.RegisterService(&services.directory);
}

}  // namespace

std::shared_ptr<grpc::Channel> FakeServer::InProcess() {
  if (server_ == nullptr) {
    grpc::ServerBuilder builder;
    Register(builder, *services_);
    server_ = builder.BuildAndStart();
  }
  return server_->InProcessChannel({});
}

std::string FakeServer::Listen(const grpc::SslServerCredentialsOptions& tls) {
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::SslServerCredentials(tls), &port);
  Register(builder, *services_);
  server_ = builder.BuildAndStart();
  return "127.0.0.1:" + std::to_string(port);
}

}  // namespace relais::cli

// A whole server in this process, made by relais-admin's own code, and clients that reach it over
// TLS.
#pragma once

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <mutex>
#include <stdexcept>

#include "clients/admin/setup.h"
#include "relais/v1/accesses.grpc.pb.h"
#include "relais/v1/consents.grpc.pb.h"
#include "relais/v1/directory.grpc.pb.h"
#include "relais/v1/dossiers.grpc.pb.h"
#include "relais/v1/relations.grpc.pb.h"
#include "services/relaisd/config.h"
#include "tests/keys/scratch.h"

// Whoever needs more of it than the calls below includes its header: it brings the whole server's.
namespace relais::relaisd {
class RelaisServer;
}

namespace relais {

// The tree of a server in a scratch folder; policy and catalogue are copies that a test may spoil.
class Tree {
 public:
  explicit Tree(bool demo = true);
  std::filesystem::path operator/(const std::string& name) const { return dir_ / "server" / name; }
  std::string Read(const std::string& name) const;
  relaisd::Config config() const { return relaisd::Config::Load(*this / "relaisd.toml").value(); }
  std::filesystem::path policy() const { return dir_ / "policy.toml"; }
  const admin::Made& made() const { return made_; }

 private:
  Scratch dir_;
  admin::Made made_;
};

// relaisd itself, in a process of its own that can be killed.
class Relaisd {
 public:
  // Returns once it serves; throws when it does not.
  explicit Relaisd(const Tree& tree);
  ~Relaisd() { Kill(); }
  Relaisd(const Relaisd&) = delete;
  // kill -9, and waits for its end.
  void Kill();
  int port() const { return port_; }

 private:
  pid_t pid_ = -1;
  int port_ = 0;
};

// A call of a helper below that was not answered with OK.
class CallFailed : public std::runtime_error {
 public:
  explicit CallFailed(const grpc::Status& status)
      : std::runtime_error(status.error_message()), code_(status.error_code()) {}
  grpc::StatusCode code() const { return code_; }

 private:
  grpc::StatusCode code_;
};

struct OpenedDossier {
  std::string id, person, card;
};

class EndToEnd : public testing::Test {
 protected:
  static void SetUpTestSuite();
  static void TearDownTestSuite();

  static const Tree& tree() { return world_->tree; }
  static relaisd::RelaisServer& server() { return *world_->server; }
  static const std::shared_ptr<grpc::Channel>& channel() { return world_->channel; }
  static std::shared_ptr<grpc::Channel> NewChannel(int port,
                                                   const grpc::SslCredentialsOptions& options);
  // The tools' own certificate.
  static grpc::SslCredentialsOptions Certificate();
  static std::string Token(const std::string& subject);
  static std::string NewRequestId();

  // Ten seconds, and `token` unless it is empty.
  static void Prepare(grpc::ClientContext& context, const std::string& token);
  template <class Stub, class Request, class Response>
  static grpc::Status Call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                        Response*),
                           const std::string& token, const Request& request, Response* response) {
    grpc::ClientContext context;
    Prepare(context, token);
    Stub stub(channel());
    return (stub.*method)(&context, request, response);
  }
  template <class Stub, class Request, class Response>
  static grpc::Status Call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                        Response*),
                           const std::string& token, const Request& request) {
    Response ignored;
    return Call(method, token, request, &ignored);
  }

  static std::string AddHouse(const std::string& name, v1::Organisation::TellsOf tells_of =
                                                           v1::Organisation::TELLS_OF_UNSPECIFIED);
  static std::string AddUnit(const std::string& house, const std::string& name);
  static std::string AddProfessional(const std::string& house, const std::string& profession,
                                     const std::string& unit = "");
  static OpenedDossier Open(const std::string& opener_token, const std::string& chosen_word = "");
  // What the person proposes and a witness of another house confirms on paper; returns the ids of the
  // consents. Grant: the bundle home_after_hospital for a house. All throw when they are refused.
  static std::vector<std::string> Agree(const std::string& person_token,
                                        v1::ProposeConsentRequest request);
  static v1::ProposeConsentRequest BundleFor(const std::string& house);
  static v1::ConfirmConsentRequest OnPaper(const v1::ProposeConsentResponse& proposal);
  static void Revoke(const std::string& person_token, const std::string& consent);
  // Closes everything to them for a day; the id of the exclusion.
  static std::string Exclude(const std::string& person_token, const v1::Grantee& whom);
  static std::string ExcludeHouse(const std::string& person_token, const std::string& house);
  static std::string ExcludeOne(const std::string& person_token, const std::string& professional);
  static std::vector<std::string> Grant(const std::string& person_token, const std::string& house);

  // The team of whoever calls shows that it works with the person: by the card and the word.
  static v1::ProveRelationRequest ByCard(const std::string& card, const std::string& chosen_word);
  static void Meet(const std::string& token, const OpenedDossier& opened,
                   const std::string& chosen_word = "kastanje");

  // Requests of a hospital's social worker.
  static v1::DossierContext ContextOf(const std::string& dossier);
  static v1::GetDossierRequest ReadOf(const std::string& dossier);
  static v1::RecordStepRequest StepOf(const std::string& dossier);
  // What a phone with this number would show, as soon as there is something.
  static std::vector<std::string> Phone(const std::string& number);
  // The person's whole log, newest first.
  static std::vector<v1::Access> AllAccesses(const std::string& person_token);

  struct World {
    explicit World(bool demo = true);
    ~World();
    Tree tree;
    std::unique_ptr<relaisd::RelaisServer> server;
    std::shared_ptr<grpc::Channel> channel;
    std::string witness;            // of a house of their own; empty: not made yet
    std::mutex witness_mutex = {};  // clients in several threads ask for them
  };
  static std::string Witness();  // their token
  static std::unique_ptr<World> world_;
};

// The reason of the ErrorInfo; empty when there is none of ours.
std::string ReasonOf(const grpc::Status& status);
// Code, message and details, each byte.
std::string AllOf(const grpc::Status& status);

}  // namespace relais

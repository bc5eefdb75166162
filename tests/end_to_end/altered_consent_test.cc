// Whoever edits the vault, with its key and beside a running server, opens nothing by it (L6): not by a
// changed, an added or a restored consent, nor by taking an exclusion away; and it is reported.
#include <atomic>

#include "services/relaisd/relais_server.h"
#include "services/storage/sqlcipher.h"
#include "tests/end_to_end/fixture.h"

namespace relais {
namespace {

class AlteredConsents : public EndToEnd {
 protected:
  static void SetUpTestSuite() {
    world_ = std::make_unique<World>();
    Start();
  }
  static void Start() {
    relaisd::ServerOptions options;
    options.on_fatal = [](const Error& error) { ADD_FAILURE() << error.message; };
    options.on_trouble = [](const Error& error) {
      if (error.reason == Reason::kCorrupt) ++reports_;
    };
    auto server = relaisd::RelaisServer::Start(tree().config(), std::move(options));
    ASSERT_TRUE(server) << server.error().message;
    world_->server = *std::move(server);
    world_->channel = NewChannel(world_->server->port(), Certificate());
  }
  void SetUp() override {
    reports_ = 0;
    house_ = AddHouse("Hôpital Sainte-Anne");
    worker_ = Token(AddProfessional(house_, "hospital_social_worker"));
    opened_ = Open(worker_);
    person_ = Token(opened_.person);
  }
  // The vault, as somebody with its key opens it.
  static void Edit(const std::string& sql) {
    const auto keystore = keys::Keystore::Open(tree().config().keys()).value();
    const auto store = storage::SqlcipherStore::Open(tree().config().data() / "vault.db",
                                                     keystore.store_key("vault"), {})
                           .value();
    const auto vault = store->Connect(storage::Store::Use::kWrite).value();
    ASSERT_TRUE(vault->Execute(sql.c_str())) << sql;
    ASSERT_GT(vault->Changes(), 0) << sql;
  }
  grpc::Status Read() const {
    return Call(&v1::Dossiers::Stub::GetDossier, worker_, ReadOf(opened_.id));
  }
  std::string Dossier() const {
    return "dossier = x'" + ToHex(DossierId::Parse(opened_.id)->view()) + "'";
  }
  void ExpectShutAndReported(const char* what) {
    const auto status = Read();
    EXPECT_EQ(ReasonOf(status), "CORRUPT") << what << ": " << status.error_message();
    EXPECT_GT(reports_, 0) << what;
    const auto log = AllAccesses(person_);
    EXPECT_EQ(log.at(0).method(), "Dossiers.GetDossier") << what;
    EXPECT_EQ(log.at(0).outcome(), v1::Access::OUTCOME_FAILED) << what;
    EXPECT_EQ(log.at(0).count(), 0U) << what;
  }

  static std::atomic<int> reports_;
  std::string house_, worker_, person_;
  OpenedDossier opened_;
};
std::atomic<int> AlteredConsents::reports_{0};

TEST_F(AlteredConsents, WhatIsGivenAndTakenByThePersonIsTrusted) {
  EXPECT_EQ(ReasonOf(Read()), "NOT_OPEN");
  const auto consents = Grant(person_, house_);
  EXPECT_TRUE(Read().ok());
  for (const std::string& consent : consents) Revoke(person_, consent);
  EXPECT_EQ(ReasonOf(Read()), "NOT_OPEN");
  Grant(person_, house_);
  EXPECT_TRUE(Read().ok());
  world_->server.reset();
  Start();
  EXPECT_TRUE(Read().ok()) << "after a restart";
  EXPECT_EQ(reports_, 0);
}

TEST_F(AlteredConsents, AttackOneThatIsChanged) {
  Grant(person_, house_);
  ASSERT_TRUE(Read().ok());
  Edit("UPDATE consents SET end_ms = end_ms + 1 WHERE " + Dossier());
  ExpectShutAndReported("changed");
  Edit("UPDATE consents SET end_ms = end_ms - 1 WHERE " + Dossier());
  EXPECT_TRUE(Read().ok()) << "as it was given";
}

TEST_F(AlteredConsents, AttackOneThatIsAdded) {
  const OpenedDossier other = Open(worker_);
  Grant(Token(other.person), house_);
  // Another person's, copied: valid in its own file.
  Edit("INSERT INTO consents SELECT x'" + ToHex(DossierId::Parse(opened_.id)->view()) +
       "', past, id, effect, grantee_kind, grantee, profession, compartments, actions, purposes, "
       "start_ms, end_ms, revoked_ms, created_ms, method, language, text_version, "
       "proposal, text FROM "
       "consents WHERE dossier = x'" +
       ToHex(DossierId::Parse(other.id)->view()) + "'");
  ExpectShutAndReported("added");
}

// Nor does a relation: whoever could write one would read from afar.
TEST_F(AlteredConsents, AttackARelationThatIsAddedOrGoesOn) {
  Grant(person_, house_);
  ASSERT_TRUE(Read().ok());
  Edit("UPDATE consents SET end_ms = end_ms + 1 WHERE effect = 3 AND " + Dossier());
  ExpectShutAndReported("a relation that goes on");
  Edit("UPDATE consents SET end_ms = end_ms - 1 WHERE effect = 3 AND " + Dossier());
  ASSERT_TRUE(Read().ok()) << "as it was";
  const std::string nurses = AddHouse("Thuiszorg De Brug");
  Grant(person_, nurses);
  Edit("INSERT INTO consents SELECT dossier, past, randomblob(16), effect, grantee_kind, x'" +
       ToHex(OrganisationId::Parse(nurses)->view()) +
       "', profession, compartments, actions, purposes, start_ms, end_ms, revoked_ms, created_ms, "
       "method, language, text_version, proposal, text FROM consents WHERE effect = 3 AND " +
       Dossier());
  ExpectShutAndReported("a relation of another house");
}

TEST_F(AlteredConsents, AttackOneThatIsRestored) {
  for (const std::string& consent : Grant(person_, house_)) Revoke(person_, consent);
  EXPECT_EQ(ReasonOf(Read()), "NOT_OPEN");
  Edit("UPDATE consents SET past = 0, revoked_ms = NULL WHERE " + Dossier());
  ExpectShutAndReported("restored");
  world_->server.reset();
  Start();
  ExpectShutAndReported("restored, after a restart");
}

TEST_F(AlteredConsents, AttackAnExclusionThatIsTakenAway) {
  Grant(person_, house_);
  ExcludeHouse(person_, house_);
  EXPECT_EQ(ReasonOf(Read()), "NOT_OPEN");
  Edit("DELETE FROM consents WHERE effect = 2 AND " + Dossier());
  ExpectShutAndReported("an exclusion");
}

// What the person does next must not make it good.
TEST_F(AlteredConsents, AttackAChangeUponItMakesNothingGood) {
  for (const std::string& consent : Grant(person_, house_)) Revoke(person_, consent);
  Edit("UPDATE consents SET past = 0, revoked_ms = NULL WHERE " + Dossier());
  v1::ProposeConsentResponse proposed;
  ASSERT_TRUE(
      Call(&v1::Consents::Stub::ProposeConsent, person_, BundleFor(house_), &proposed).ok());
  EXPECT_EQ(ReasonOf(Call(&v1::Consents::Stub::ConfirmConsent, Witness(), OnPaper(proposed))),
            "CORRUPT");
  v1::AddOwnWordsRequest words;
  words.set_request_id(NewRequestId());
  words.set_text("Ik ben er nog.");
  EXPECT_TRUE(Call(&v1::Dossiers::Stub::AddOwnWords, person_, words).ok())
      << "what rests on no consent goes on";
  ExpectShutAndReported("a grant upon it");
}

}  // namespace
}  // namespace relais

#include <grpcpp/grpcpp.h>

#include "tests/cli/cli_fixture.h"

namespace relais::cli {
namespace {

constexpr char kExit[] = "stp_EEEEEEE456789ABCDEFGHJKMNP";

std::vector<std::string> Now(const std::vector<std::string>& more) {
  std::vector<std::string> all = {"exit",
                                  "now",
                                  "--sleeps",
                                  "Hotel Midi, room 3",
                                  "--tonight",
                                  "+3225550199",
                                  "--medicines-until",
                                  "24/11/2026",
                                  "--back",
                                  "keys,phone",
                                  "--tomorrow",
                                  "Anna Peeters",
                                  "--number",
                                  "+3225550100",
                                  "--time",
                                  "19:00"};
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

v1::GetCatalogueResponse Labels() {
  v1::GetCatalogueResponse out;
  for (const auto& [id, text] : {std::pair{"code.belonging.keys", "keys"},
                                 {"code.belonging.phone", "phone"},
                                 {"code.condition.stay_away", "stay away"}}) {
    auto& label = *out.add_labels();
    label.set_id(id);
    label.mutable_text()->set_en(text);
  }
  return out;
}

// P4: no file, no consent, nobody asked.
TEST_F(CliTest, ExitNowPrintsASheetWithoutAnyFile) {
  server.answers.clear();
  server.Answer(Labels());
  ASSERT_EQ(Relais(Now({"--condition", "stay_away"})), 0) << err();
  EXPECT_TRUE(InOrder(out(), "TONIGHT AND TOMORROW", "Sunday 22 November 2026 at 19:00"));
  EXPECT_TRUE(InOrder(out(), "You sleep here:\n    Hotel Midi, room 3", "call:\n    +3225550199"));
  EXPECT_TRUE(InOrder(out(), "including:\n    Tuesday 24 November 2026", "    keys, phone"));
  EXPECT_TRUE(InOrder(out(), "Conditions set by the court, to be kept:\n    stay away",
                      "Anna Peeters, +3225550100"));
  EXPECT_TRUE(Has(out(), "112"));
  for (const auto& [asked, requests] : server.asked)
    EXPECT_EQ(asked, "relais.v1.GetCatalogueRequest") << "nothing is noted anywhere";
}

TEST_F(CliTest, ExitNowPrintsTheSheetThoughTheServerIsDown) {
  connect = [](const Profile&, const Credentials&) {
    return grpc::CreateChannel("127.0.0.1:1", grpc::InsecureChannelCredentials());
  };
  ASSERT_EQ(Relais(Now({"--sheet-language", "nl"})), 0) << err();
  EXPECT_TRUE(InOrder(out(), "VANAVOND EN MORGEN", "zondag 22 november 2026 om 19:00"));
  EXPECT_TRUE(Has(out(), "U slaapt hier:\n    Hotel Midi"));
  EXPECT_FALSE(Has(out(), "keys")) << "a code is no word: it is filled in by hand";
  EXPECT_TRUE(Has(err(), "by hand"));
}

TEST_F(CliTest, ExitNowNeedsNoProfile) {
  ASSERT_EQ(Bare({"exit", "now", "--sleeps", "Hotel Midi"}), 0) << err();
  EXPECT_TRUE(Has(out(), "You sleep here:\n    Hotel Midi"));
  EXPECT_TRUE(Has(err(), "--as")) << "why there is no server";
  EXPECT_EQ(Bare({"exit", "now", kDossier, "--kind", "prison", "--decided-by", "court", "--sleeps",
                  "Hotel Nord"}),
            1);
  EXPECT_TRUE(Has(out(), "You sleep here:\n    Hotel Nord")) << "the paper all the same";
  EXPECT_TRUE(Has(err(), "Not noted in the file"));
}

TEST_F(CliTest, ExitNowLeavesALineForWhatIsNotKnown) {
  ASSERT_EQ(Relais({"exit", "now"}), 0) << err();
  EXPECT_TRUE(Has(out(), "You sleep here:\n    ______"));
  EXPECT_FALSE(Has(out(), "court")) << "nobody who has no conditions reads of any";
  EXPECT_EQ(Relais({"exit", "now", "--medicines-until", "soon"}), 2);
  EXPECT_EQ(Relais({"exit", "now", "--back", "everything"}), 2);
}

TEST_F(CliTest, ExitNowAsksForWhatWasNotSaid) {
  console.terminal = true;
  server.answers.clear();
  server.Answer(Labels());
  console.input.str("Hotel Midi\n\n24-11\n24/11/2026\nkeys, phone\nAnna\n+3225550100\n");
  ASSERT_EQ(Relais({"exit", "now"}), 0) << err();
  EXPECT_TRUE(Has(err(), "Where does the person sleep tonight"));
  EXPECT_TRUE(InOrder(out(), "    Hotel Midi", "    ______"));
  EXPECT_TRUE(InOrder(out(), "    Tuesday 24 November", "    keys, phone"))
      << "a slip is asked again";
  EXPECT_TRUE(Has(out(), "    Anna, +3225550100"));
}

TEST_F(CliTest, ExitNowSaysWhoHasAPlaceTonight) {
  console.terminal = true;
  v1::ListStandingYesResponse ready;
  ready.add_yes()->set_organisation("Abri du Canal");
  ready.mutable_yes(0)->set_duty_line("+3225550199");
  ready.mutable_yes(0)->set_until_day("2026-12-31");
  server.Answer(ready);
  console.input.str("Abri du Canal\n");
  ASSERT_EQ(Relais({"exit", "now"}), 0) << err();
  EXPECT_TRUE(InOrder(err(), "Said yes beforehand to a place:\n  Abri du Canal, +3225550199, until",
                      "Where does the person sleep tonight"))
      << err();
  EXPECT_FALSE(Has(out(), "+3225550199")) << "what is printed is the person's";
  const auto before = server.Count<v1::ListStandingYesRequest>();
  ASSERT_EQ(Relais({"exit", "now", "--sleeps", "Hotel Midi"}), 0) << err();
  EXPECT_EQ(server.Count<v1::ListStandingYesRequest>(), before) << "it is known";
}

TEST_F(CliTest, ExitNowKeepsInTheFileWhatWasTyped) {
  v1::PlanExitResponse planned;
  planned.set_exit_id(kExit);
  server.Answer(planned);
  EXPECT_EQ(Relais(Now({kDossier})), 2) << "of what kind, and who decided?";
  ASSERT_EQ(Relais(Now({kDossier, "--kind", "prison", "--decided-by", "court"})), 0) << err();
  EXPECT_TRUE(Has(out(), "Hotel Midi"));
  EXPECT_TRUE(InOrder(err(), "Noted in the file, in all: 6.", "on the sheet alone"));
  EXPECT_FALSE(Has(out(), "Noted")) << "what is printed is the person's";
  EXPECT_EQ(server.Last<v1::PlanExitRequest>().exit().kind(), v1::Exit::KIND_PRISON);
  const auto left = server.Last<v1::RecordDepartureRequest>().departure();
  EXPECT_EQ(left.exit_id(), kExit);
  EXPECT_EQ(left.day(), "2026-11-22");
  EXPECT_EQ(left.decider(), v1::Departure::DECIDER_COURT);
  EXPECT_EQ(server.Count<v1::RecordStepRequest>(), 5U);
  for (const std::string& bytes : server.asked["relais.v1.RecordStepRequest"]) {
    v1::RecordStepRequest step;
    step.ParseFromString(bytes);
    EXPECT_TRUE(step.step().kind().starts_with("exit.")) << step.step().kind();
    EXPECT_EQ(bytes.find("Hotel"), bytes.npos) << "where it is stays on the sheet";
  }
  // One that was prepared is the one that ends; then nothing is planned.
  v1::ListExitsResponse exits;
  exits.add_exits()->mutable_exit()->set_id(kExit);
  exits.mutable_exits(0)->mutable_exit()->set_kind(v1::Exit::KIND_PRISON);
  server.Answer(exits);
  ASSERT_EQ(Relais(Now({kDossier, "--kind", "prison", "--decided-by", "court"})), 0) << err();
  EXPECT_EQ(server.Count<v1::PlanExitRequest>(), 1U);
  // Another house's stays as it is.
  server.answers.clear();
  server.Answer(planned);
  exits.mutable_exits(0)->mutable_exit()->set_kind(v1::Exit::KIND_UNSPECIFIED);
  server.Answer(exits);
  ASSERT_EQ(Relais(Now({kDossier, "--kind", "prison", "--decided-by", "court"})), 0) << err();
  EXPECT_EQ(server.Count<v1::PlanExitRequest>(), 2U);
  exits.mutable_exits(0)->mutable_exit()->set_kind(v1::Exit::KIND_PRISON);
  // Which of two is not for a guess.
  server.answers.clear();
  exits.add_exits()->mutable_exit()->set_id(std::string(kExit).replace(4, 1, "F"));
  exits.mutable_exits(1)->mutable_exit()->set_kind(v1::Exit::KIND_PRISON);
  server.Answer(exits);
  EXPECT_EQ(Relais(Now({kDossier, "--kind", "prison", "--decided-by", "court"})), 1);
  EXPECT_TRUE(Has(err(), "--exit"));
  ASSERT_EQ(Relais(Now({kDossier, "--kind", "prison", "--decided-by", "court", "--exit", kExit})),
            0)
      << err();
}

// An answer that was lost: the same command again changes nothing twice.
TEST_F(CliTest, ExitNowIsRepeatedSafely) {
  v1::PlanExitResponse planned;
  planned.set_exit_id(kExit);
  server.Answer(planned);
  server.Fail<v1::RecordDepartureRequest>(Refusal(grpc::StatusCode::UNAVAILABLE, "UNAVAILABLE"));
  const auto command = Now(
      {kDossier, "--kind", "prison", "--decided-by", "court", "--request-id", "friday-at-seven"});
  EXPECT_EQ(Relais(command), 1);
  server.failures.clear();
  const auto once = server.asked["relais.v1.RecordStepRequest"];
  v1::ListExitsResponse exits;
  exits.add_exits()->mutable_exit()->set_id(kExit);
  exits.mutable_exits(0)->mutable_exit()->set_kind(v1::Exit::KIND_PRISON);
  server.Answer(exits);
  ASSERT_EQ(Relais(command), 0) << err();
  auto twice = once;
  twice.insert(twice.end(), once.begin(), once.end());
  EXPECT_EQ(server.asked["relais.v1.RecordStepRequest"], twice) << "byte for byte";
  const auto left = server.Last<v1::RecordDepartureRequest>().request_id();
  server.answers.clear();
  exits.mutable_exits(0)->mutable_departure()->set_day("2026-11-22");
  server.Answer(exits);
  ASSERT_EQ(Relais(command), 0) << err();
  EXPECT_EQ(server.Last<v1::RecordDepartureRequest>().request_id(), left);
  EXPECT_EQ(server.Count<v1::PlanExitRequest>(), 1U) << "no second leaving";
}

TEST_F(CliTest, ExitNowTriesNothingMoreWhereTheFileIsNotOpen) {
  server.Fail<v1::ListExitsRequest>(Refusal(grpc::StatusCode::PERMISSION_DENIED, "NOT_OPEN"));
  EXPECT_EQ(Relais(Now({kDossier, "--kind", "prison", "--decided-by", "court"})), 1);
  EXPECT_EQ(server.Count<v1::PlanExitRequest>() + server.Count<v1::RecordStepRequest>(), 0U);
  EXPECT_TRUE(Has(out(), "Hotel Midi"));
}

TEST_F(CliTest, ExitNowSaysWhatWasNotNotedAndPrintsAllTheSame) {
  server.Fail<v1::RecordDepartureRequest>(Refusal(grpc::StatusCode::UNAVAILABLE, "UNAVAILABLE"));
  v1::PlanExitResponse planned;
  planned.set_exit_id(kExit);
  server.Answer(planned);
  EXPECT_EQ(Relais(Now({kDossier, "--kind", "prison", "--decided-by", "court"})), 1);
  EXPECT_TRUE(Has(out(), "Hotel Midi"));
  EXPECT_TRUE(InOrder(err(), "Not noted in the file: ", "the leaving")) << err();
}

TEST_F(CliTest, OpenWithoutAWordForSomebodyWhoCannotChooseOne) {
  ASSERT_EQ(Relais({"open", "--without-word"}), 0) << err();
  EXPECT_EQ(server.Last<v1::OpenDossierRequest>().chosen_word(), "");
}

}  // namespace
}  // namespace relais::cli

// Who is around the person, as people read it.
#include "tests/cli/cli_fixture.h"

namespace relais::cli {
namespace {

void AddPerson(v1::GetDossierResponse& dossier, const std::string& id,
               const std::vector<std::pair<std::string, std::string>>& fields,
               const std::string& kind = "network.contact") {
  v1::Step& step = *dossier.add_steps();
  step.set_id(id);
  step.set_kind(kind);
  step.set_compartment(v1::COMPARTMENT_NETWORK);
  for (const auto& [name, value] : fields) {
    step.add_fields()->set_name(name);
    step.mutable_fields(step.fields_size() - 1)->set_value(value);
  }
}

TEST_F(CliTest, NetworkNamesFirstWhomOneReachesThatDay) {
  v1::GetDossierResponse dossier;
  AddPerson(dossier, "stp_a",
            {{"contact_name", "Jan"}, {"tie", "child"}, {"reachable_on_the_day", "no"}});
  AddPerson(dossier, "stp_b", {{"contact_name", "Piet"}, {"tie", "child"}});
  AddPerson(dossier, "stp_c",
            {{"tie", "neighbour"}, {"reachable_on_the_day", "yes"}, {"level", "person_says"}});
  AddPerson(dossier, "stp_d",
            {{"contact_name", "Mia\x1b[31m"},
             {"tie", "sibling"},
             {"phone", "+32470112244"},
             {"reachable_on_the_day", "yes"},
             {"level", "confirmed"}});
  AddPerson(dossier, "stp_e", {}, "network.nobody_known");
  dossier.add_must_not_know("stp_a");
  server.answers.clear();
  server.Answer(dossier);
  ASSERT_EQ(Relais({"network", kDossier}), 0) << err();
  EXPECT_TRUE(InOrder(out(), "* Mia[31m, sibling - yes; +32470112244\n      confirmed\n",
                      "* neighbour - yes"))
      << out();
  EXPECT_TRUE(InOrder(out(), "* neighbour", "  Piet, child\n")) << out();
  EXPECT_TRUE(InOrder(out(), "  Piet, child", "  Jan, child - no\n      this person must not know"))
      << out();
  EXPECT_FALSE(Has(out(), "nobody_known")) << "somebody is";
  const auto sent = server.Last<v1::GetDossierRequest>();
  ASSERT_EQ(sent.compartments_size(), 1) << "of the file no more than this is read";
  EXPECT_EQ(sent.compartments(0), v1::COMPARTMENT_NETWORK);
}

TEST_F(CliTest, NetworkOfNobodyIsNotWhatNobodyAsked) {
  v1::GetDossierResponse dossier;
  server.answers.clear();
  server.Answer(dossier);
  ASSERT_EQ(Relais({"network", kDossier}), 0) << err();
  EXPECT_TRUE(Has(out(), "Of the people around them nothing is known to you")) << out();
  AddPerson(dossier, "stp_e", {}, "network.nobody_known");
  server.answers.clear();
  server.Answer(dossier);
  ASSERT_EQ(Relais({"network", kDossier}), 0) << err();
  EXPECT_FALSE(Has(out(), "nothing is known to you")) << out();
  EXPECT_TRUE(Has(out(), "nobody_known")) << "as the catalogue says it: " << out();
}

}  // namespace
}  // namespace relais::cli

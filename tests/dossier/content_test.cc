// What a sealed record holds, and what comes of it when its bytes are not ours.
#include "services/dossier/content.h"

#include <gtest/gtest.h>

namespace relais::dossier {
namespace {

const OrganisationId kHouse(Array<16>{7});
const CompartmentSet kNothing, kDetention{Compartment::kJustice};

Caller Recorder() {
  Caller caller{.kind = CallerKind::kProfessional};
  caller.name = "Nora Peeters";
  caller.organisation = kHouse;
  caller.organisation_name = "A House";
  caller.profession = "detainee_help_worker";
  return caller;
}

v1::GetDossierResponse Part(v1::Compartment compartment, const std::string& answer = "") {
  v1::GetDossierResponse part;
  auto* const step = part.add_steps();
  step->set_kind("some.kind");
  step->set_compartment(compartment);
  if (!answer.empty()) {
    auto* const field = step->add_fields();
    field->set_name("answer");
    field->set_value(answer);
  }
  return part;
}

v1::GetDossierResponse Shown(const Content& content, BytesView origin) {
  v1::GetDossierResponse out;
  EXPECT_TRUE(out.ParseFromString(Bytes(content.fact).append(origin)));
  return out;
}

TEST(Content, JoinsToTheResponseItWasMadeOf) {
  const Bytes bytes = EncodeContent(Part(v1::COMPARTMENT_SOCIAL), "stp_1", 3, Recorder(), kNothing);
  const auto content = DecodeContent(bytes);
  ASSERT_TRUE(content);
  const auto out = Shown(*content, content->origin);
  ASSERT_EQ(out.steps_size(), 1);
  EXPECT_EQ(out.steps(0).kind(), "some.kind");
  ASSERT_EQ(out.attributions_size(), 1);
  EXPECT_EQ(out.attributions(0).name(), "Nora Peeters");
  EXPECT_EQ(out.attributions(0).version(), 3u);
  EXPECT_FALSE(content->mask);
}

// GDPR 10: a prison as the source of a step tells of a detention.
TEST(Content, AttackMaskedOriginNamesNobodyAndNoHouse) {
  const Bytes bytes =
      EncodeContent(Part(v1::COMPARTMENT_SOCIAL), "stp_1", 1, Recorder(), kDetention);
  const auto content = DecodeContent(bytes);
  ASSERT_TRUE(content);
  ASSERT_TRUE(content->mask);
  EXPECT_EQ(content->mask->tells_of, kDetention);
  EXPECT_EQ(content->mask->house, kHouse);
  const auto out = Shown(*content, content->mask->origin);
  EXPECT_TRUE(out.attributions(0).masked());
  EXPECT_TRUE(out.attributions(0).name().empty());
  EXPECT_TRUE(out.attributions(0).organisation().empty());
  EXPECT_TRUE(out.attributions(0).profession().empty());
}

TEST(Content, AttackALeavingIsMaskedByWhereItIsFromAndByWhoDecided) {
  v1::GetDossierResponse part;
  part.add_exits()->set_kind(v1::Exit::KIND_PRISON);
  part.mutable_exits(0)->set_organisation_id("org_1");
  part.mutable_exits(0)->set_earliest("2026-11-27");
  const Bytes bytes = EncodeContent(part, "stp_1", 1, Recorder(), kDetention);
  const auto content = DecodeContent(bytes);
  ASSERT_TRUE(content);
  EXPECT_EQ(Shown(*content, content->origin).exits(0).kind(), v1::Exit::KIND_PRISON);
  EXPECT_EQ(ParseWhole(*content)->exits(0).organisation_id(), "org_1");
  const auto hidden = Shown(*content, content->mask->origin);
  ASSERT_EQ(hidden.exits_size(), 1);
  EXPECT_EQ(hidden.exits(0).kind(), v1::Exit::KIND_UNSPECIFIED);
  EXPECT_EQ(hidden.exits(0).organisation_id(), "");
  EXPECT_EQ(hidden.exits(0).earliest(), "2026-11-27");
  // Another house writes down that a court decided: its own name stays, the court does not.
  v1::GetDossierResponse left;
  left.add_departures()->set_decider(v1::Departure::DECIDER_COURT);
  const Bytes court = EncodeContent(left, "stp_2", 1, Recorder(), kNothing);
  const auto decided = DecodeContent(court);
  const auto masked = Shown(*decided, decided->mask->origin);
  EXPECT_EQ(masked.departures(0).decider(), v1::Departure::DECIDER_UNSPECIFIED);
  EXPECT_EQ(masked.attributions(0).name(), "Nora Peeters");
  EXPECT_EQ(decided->mask->tells_of, kDetention);
  left.mutable_departures(0)->set_decider(v1::Departure::DECIDER_PHYSICIAN);
  EXPECT_FALSE(DecodeContent(EncodeContent(left, "stp_2", 1, Recorder(), kNothing))->mask);
}

// Whatever the house tells of, whoever has no need reads the same bytes.
TEST(Content, AttackAllMasksAreOne) {
  v1::GetDossierResponse part;
  part.add_exits()->set_kind(v1::Exit::KIND_HOSPITAL);
  part.add_departures()->set_decider(v1::Departure::DECIDER_PHYSICIAN);
  part.add_exit_owners()->set_owner("Nora Peeters");
  part.add_exit_conditions()->set_owner("Nora Peeters");
  const auto masked = [&part](CompartmentSet tells_of) {
    const Bytes bytes = EncodeContent(part, "stp_1", 1, Recorder(), tells_of);
    return Bytes(DecodeContent(bytes)->mask->origin);
  };
  const Bytes of_prison = masked(kDetention);
  EXPECT_EQ(masked({Compartment::kPsychiatric}), of_prison);
  EXPECT_EQ(masked({Compartment::kWhereabouts, Compartment::kPsychiatric}), of_prison);
  EXPECT_EQ(of_prison.find("Nora"), of_prison.npos);
  // Of a court's word in a psychiatric house, both must be open.
  part.mutable_departures(0)->set_decider(v1::Departure::DECIDER_COURT);
  const Bytes both = EncodeContent(part, "stp_1", 1, Recorder(), {Compartment::kPsychiatric});
  EXPECT_EQ(DecodeContent(both)->mask->tells_of,
            (CompartmentSet{Compartment::kPsychiatric, Compartment::kJustice}));
}

TEST(Content, SupportIsSaidByFragilityFactsAlone) {
  const auto support = [](const v1::GetDossierResponse& part) {
    return DecodeContent(EncodeContent(part, "stp_1", 1, Recorder(), kNothing))->support;
  };
  EXPECT_EQ(support(Part(v1::COMPARTMENT_FRAGILITY, "needed")), v1::SUPPORT_NEEDED);
  EXPECT_EQ(support(Part(v1::COMPARTMENT_FRAGILITY, "none_known")), v1::SUPPORT_NONE_KNOWN);
  EXPECT_EQ(support(Part(v1::COMPARTMENT_SOCIAL, "needed")), v1::SUPPORT_UNSPECIFIED);
  EXPECT_EQ(support(v1::GetDossierResponse()), v1::SUPPORT_UNSPECIFIED);
}

TEST(Content, EveryCutAndEveryFirstByteIsRefused) {
  const Bytes whole = EncodeContent(Part(v1::COMPARTMENT_SOCIAL), "stp_1", 1, Recorder(), kNothing);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto content = DecodeContent(BytesView(whole).substr(0, size));
    ASSERT_FALSE(content) << size;
    EXPECT_EQ(content.error().reason, Reason::kCorrupt);
  }
  // A mask that is cut in its head; of what stands behind it, the bytes around are not ours to read.
  const Bytes masked =
      EncodeContent(Part(v1::COMPARTMENT_SOCIAL), "stp_1", 1, Recorder(), kDetention);
  for (std::size_t size = whole.size() + 1; size < whole.size() + 18; ++size)
    EXPECT_FALSE(DecodeContent(BytesView(masked).substr(0, size))) << size;
  for (int format = 0; format < 256; ++format) {
    Bytes other = whole;
    other[0] = static_cast<char>(format);
    EXPECT_EQ(DecodeContent(other).has_value(), format == 2);
  }
  Bytes huge = whole;
  huge.replace(2, 4, "\xff\xff\xff\xff");
  EXPECT_FALSE(DecodeContent(huge));
}

}  // namespace
}  // namespace relais::dossier

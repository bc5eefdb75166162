#include "clients/cli/commands_objections.h"

#include "clients/cli/chosen_word.h"
#include "clients/cli/days.h"
#include "clients/cli/plain_text.h"
#include "clients/cli/typed_enum.h"

namespace relais::cli {
namespace {

v1::Decider DeciderNamed(const std::string& word) {
  if (word == "other") return v1::DECIDER_OTHER_HOUSE;
  if (word == "ombuds") return v1::DECIDER_OMBUDS;
  if (word == "authority") return v1::DECIDER_DATA_AUTHORITY;
  if (word == "commission") return v1::DECIDER_PRISON_COMMISSION;
  return v1::DECIDER_READERS_HOUSE;
}

v1::Answer AnswerNamed(const std::string& word) {
  if (word == "part-of-the-work") return v1::ANSWER_PART_OF_THE_WORK;
  if (word == "no-need") return v1::ANSWER_NO_NEED;
  if (word == "other-person") return v1::ANSWER_OTHER_PERSON;
  if (word == "mistake") return v1::ANSWER_MISTAKE;
  return v1::ANSWER_ABUSE;
}

std::string SayAnswer(v1::Answer answer, const Speech& say) {
  switch (answer) {
    case v1::ANSWER_PART_OF_THE_WORK:
      return say(Say::kAnswerPartOfTheWork);
    case v1::ANSWER_NO_NEED:
      return say(Say::kAnswerNoNeed);
    case v1::ANSWER_OTHER_PERSON:
      return say(Say::kAnswerOtherPerson);
    case v1::ANSWER_MISTAKE:
      return say(Say::kAnswerMistake);
    case v1::ANSWER_ABUSE:
      return say(Say::kAnswerAbuse);
    default:
      return {};
  }
}

std::string SayState(const v1::Objection& objection, const Speech& say) {
  const bool relation = objection.kind() == v1::REVIEW_KIND_RELATION;
  const bool mandate = objection.kind() == v1::REVIEW_KIND_MANDATE;
  const bool death = objection.kind() == v1::REVIEW_KIND_DEATH;
  const bool looked_at =
      relation || mandate || death || objection.kind() == v1::REVIEW_KIND_EMERGENCY;
  const auto ended = [&] { return SayDay(objection.end_time(), say); };
  switch (objection.state()) {
    case v1::Objection::STATE_SUSPENDED:
      return say(Say::kObjectionSuspended, objection.number(), Clean(objection.id()));
    case v1::Objection::STATE_OPEN:
      if (looked_at)
        return say(relation  ? Say::kRelationOpen
                   : mandate ? Say::kMandateOpen
                   : death   ? Say::kDeathOpen
                             : Say::kEmergencyOpen,
                   objection.number(), Clean(objection.decider_organisation()),
                   SayDay(objection.due_time(), say));
      return say(Say::kObjectionOpen, Clean(objection.decider_organisation()),
                 SayDay(objection.due_time(), say));
    case v1::Objection::STATE_UPHELD:
      return say(looked_at ? Say::kEmergencyUpheld : Say::kObjectionUpheld, ended(),
                 SayAnswer(objection.answer(), say));
    case v1::Objection::STATE_REJECTED:
      return say(looked_at ? Say::kEmergencyRejected : Say::kObjectionRejected, ended(),
                 SayAnswer(objection.answer(), say));
    case v1::Objection::STATE_LIFTED:
      return say(Say::kObjectionLifted, ended());
    default:
      return {};
  }
}

template <class Message>
std::string Who(const Message& message, Session& session) {
  return Clean(message.name()) + ", " + session.Catalogue().Profession(message.profession()) +
         ", " + Clean(message.organisation());
}

std::string SayKind(const v1::Review& review, const Speech& say) {
  switch (review.kind()) {
    case v1::REVIEW_KIND_EMERGENCY:
      return say(Say::kReviewEmergency);
    case v1::REVIEW_KIND_RELATION:
      return say(Say::kReviewRelation);
    case v1::REVIEW_KIND_MANDATE:
      return say(Say::kReviewMandate);
    case v1::REVIEW_KIND_DEATH:
      return say(Say::kReviewDeath);
    case v1::REVIEW_KIND_WORRY_CALL:
      return say(Say::kReviewWorryCall);
    case v1::REVIEW_KIND_REFUSALS:
      return say(Say::kReviewRefusals, review.count());
    case v1::REVIEW_KIND_MANY_FILES:
      return say(Say::kReviewManyFiles, review.count());
    case v1::REVIEW_KIND_OUTSIDE_HOURS:
      return say(Say::kReviewOutsideHours, review.count());
    default:
      return say(Say::kReviewObjection);
  }
}

void WriteReview(const v1::Review& review, Session& session) {
  std::ostream& out = session.out();
  out << Clean(review.id()) << "  " << SayKind(review, session.say) << ", "
      << session.say(Say::kReviewUntil, SayDay(review.due_time(), session.say)) << "\n    "
      << Who(review, session);
  if (!review.has_access_time()) {
    out << '\n';
    return;
  }
  const auto& catalogue = session.Catalogue();
  if (review.kind() == v1::REVIEW_KIND_WORRY_CALL) {
    const std::string why = EndOf(v1::WorryCall::Without_Name(review.without()), "WITHOUT_");
    out << ", " << SayMoment(review.access_time(), session.say) << "\n    "
        << catalogue.Label("worry_without." + why) << '\n';
    return;
  }
  std::string what = catalogue.Compartments(review.asked());
  if (review.restricted()) what += (what.empty() ? "" : ", ") + session.say(Say::kRestricted);
  out << ", " << SayMoment(review.access_time(), session.say) << "\n    "
      << session.say(Say::kFor, catalogue.Purpose(review.purpose())) << ' '
      << session.say(Say::kWhy, catalogue.Label("reason." + review.reason())) << "\n    " << what
      << '\n';
}

Status WordOrElse(Session& session, const Error& error) {
  if (error.reason == Reason::kWrongState) return session.say.Failed(Say::kWrongWord);
  return tl::unexpected<Error>(error);
}

}  // namespace

Status RunObject(Session& session, const ObjectOptions& options) {
  v1::ObjectToAccessRequest request;
  if (options.number == 0 && options.card.empty()) return session.say.Wrong(Say::kObjectionWhich);
  if (options.card.empty()) {
    request.set_number(options.number);
    request.set_decider(DeciderNamed(options.decider));
    request.set_organisation_id(options.house);
  } else {
    ASSIGN_OR_RETURN(*request.mutable_at_desk(),
                     AskAtDesk(session, options.card, options.chosen_word_file));
  }
  request.set_request_id(session.RequestId());
  const auto response = session.api().Call(request);
  if (!response) return WordOrElse(session, response.error());
  if (session.json())
    session.PrintJson(*response);
  else if (!options.card.empty())
    session.out() << session.say(Say::kConfirmedAtDesk) << '\n';
  else
    session.out() << session.say(Say::kObjected, Clean(response->objection_id())) << '\n';
  return {};
}

Status RunObjections(Session& session) {
  ASSIGN_OR_RETURN(const auto response, session.api().Call(v1::ListObjectionsRequest()));
  if (session.json()) {
    session.PrintJson(response);
    return {};
  }
  for (const v1::Objection& objection : response.objections())
    session.out() << Clean(objection.id()) << "  " << Who(objection, session) << "\n    "
                  << SayState(objection, session.say) << '\n';
  if (response.objections().empty()) session.out() << session.say(Say::kNoObjections) << '\n';
  return {};
}

Status RunLift(Session& session, const LiftOptions& options) {
  v1::LiftObjectionRequest request;
  if (options.objection.empty() && options.card.empty())
    return session.say.Wrong(Say::kObjectionWhich);
  if (options.card.empty()) {
    request.set_objection_id(options.objection);
    ASSIGN_OR_RETURN(*request.mutable_chosen_word(),
                     AskChosenWord(session, options.chosen_word_file));
  } else {
    ASSIGN_OR_RETURN(*request.mutable_at_desk(),
                     AskAtDesk(session, options.card, options.chosen_word_file));
  }
  request.set_request_id(session.RequestId());
  const auto response = session.api().Call(request);
  if (!response) return WordOrElse(session, response.error());
  if (session.json())
    session.PrintJson(*response);
  else
    session.out() << session.say(options.card.empty() ? Say::kLifted : Say::kLiftedAtDesk) << '\n';
  return {};
}

Status RunReviews(Session& session) {
  v1::ListReviewsRequest request;
  bool any = false;
  do {
    ASSIGN_OR_RETURN(const auto page, session.api().Call(request));
    if (session.json()) session.PrintJson(page);
    any = any || !page.reviews().empty();
    for (const v1::Review& review : page.reviews()) {
      if (!session.json()) WriteReview(review, session);
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  if (!any && !session.json()) session.out() << session.say(Say::kNoReviews) << '\n';
  return {};
}

Status RunDecide(Session& session, const DecideOptions& options) {
  if (options.upheld == options.rejected) return session.say.Wrong(Say::kDecideHow);
  v1::DecideReviewRequest request;
  request.set_review_id(options.review);
  request.set_upheld(options.upheld);
  request.set_answer(AnswerNamed(options.answer));
  request.set_request_id(session.RequestId());
  ASSIGN_OR_RETURN(const auto response, session.api().Call(request));
  if (session.json())
    session.PrintJson(response);
  else
    session.out() << session.say(Say::kDecided) << '\n';
  return {};
}

}  // namespace relais::cli

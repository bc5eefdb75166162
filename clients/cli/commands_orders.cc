#include "clients/cli/commands_orders.h"

#include "clients/cli/consent_input.h"
#include "clients/cli/days.h"
#include "clients/cli/plain_text.h"

namespace relais::cli {
namespace {

std::string SayAdvice(v1::LegalOrder::Advice advice, const Speech& say) {
  switch (advice) {
    case v1::LegalOrder::ADVICE_COMPLY:
      return say(Say::kAdviceComply);
    case v1::LegalOrder::ADVICE_COMPLY_IN_PART:
      return say(Say::kAdvicePart);
    default:
      return say(Say::kAdviceContest);
  }
}

std::string SayOutcome(const v1::LegalOrder& order, Session& session) {
  const Speech& say = session.say;
  switch (order.outcome()) {
    case v1::LegalOrder::OUTCOME_HANDED_OVER:
      return say(Say::kOrderHandedOver, session.Catalogue().Compartments(order.handed_over()),
                 SayDay(order.close_time(), say));
    case v1::LegalOrder::OUTCOME_REFUSED:
      return say(Say::kOrderRefused, SayDay(order.close_time(), say));
    case v1::LegalOrder::OUTCOME_WITHDRAWN:
      return say(Say::kOrderWithdrawn, SayDay(order.close_time(), say));
    default:
      return say(Say::kOrderIsOpen);
  }
}

// `own`: as the person reads it; else as the officer, with what is still kept from the person.
void WriteOrder(const v1::LegalOrder& order, bool own, Session& session) {
  const Speech& say = session.say;
  std::ostream& out = session.out();
  if (!own) out << Clean(order.id()) << "  ";
  out << say(Say::kOrderLine, Clean(order.authority()), Clean(order.reference()),
             session.Catalogue().Compartments(order.compartments()))
      << "\n    "
      << say(Say::kOrderEntered, Clean(order.organisation()), SayDay(order.create_time(), say),
             Clean(order.lawyer()), SayAdvice(order.advice(), say))
      << "\n    " << SayOutcome(order, session) << '\n';
  if (order.told() || own) return;
  out << "    "
      << (order.has_silent_until_time()
              ? say(Say::kOrderSilent, SayMoment(order.silent_until_time(), say))
              : say(Say::kOrderNotToldYet))
      << '\n';
}

}  // namespace

Status RunEnterOrder(Session& session, const EnterOrderOptions& options) {
  v1::EnterLegalOrderRequest request;
  request.set_request_id(session.RequestId());
  if (options.dossier.starts_with("dos_"))
    request.set_dossier_id(options.dossier);
  else
    request.set_card_code(options.dossier);
  v1::LegalOrder& order = *request.mutable_order();
  order.set_authority(options.authority);
  order.set_reference(options.reference);
  order.set_lawyer(options.lawyer);
  order.set_advice(options.advice == "comply" ? v1::LegalOrder::ADVICE_COMPLY
                   : options.advice == "part" ? v1::LegalOrder::ADVICE_COMPLY_IN_PART
                                              : v1::LegalOrder::ADVICE_CONTEST);
  ASSIGN_OR_RETURN(const auto compartments, ReadCompartments(options.compartments, session.say));
  *order.mutable_compartments() = compartments;
  if (!options.silent_until.empty()) {
    ASSIGN_OR_RETURN(*order.mutable_silent_until_time(),
                     EndOfDay(options.silent_until, session.now(), session.say));
  }
  ASSIGN_OR_RETURN(const auto response, session.api().Call(request));
  if (session.json())
    session.PrintJson(response);
  else
    session.out() << session.say(
                         options.silent_until.empty() ? Say::kOrderIsIn : Say::kOrderIsInSilently,
                         Clean(response.order_id()))
                  << '\n';
  return {};
}

Status RunCloseOrder(Session& session, const CloseOrderOptions& options) {
  v1::CloseLegalOrderRequest request;
  request.set_request_id(session.RequestId());
  request.set_order_id(options.order);
  request.set_outcome(options.outcome == "handed-over" ? v1::LegalOrder::OUTCOME_HANDED_OVER
                      : options.outcome == "refused"   ? v1::LegalOrder::OUTCOME_REFUSED
                                                       : v1::LegalOrder::OUTCOME_WITHDRAWN);
  ASSIGN_OR_RETURN(*request.mutable_handed_over(),
                   ReadCompartments(options.handed_over, session.say));
  ASSIGN_OR_RETURN(const auto response, session.api().Call(request));
  if (session.json())
    session.PrintJson(response);
  else
    session.out() << session.say(Say::kOrderClosed) << '\n';
  return {};
}

Status RunOrders(Session& session) {
  v1::ListLegalOrdersRequest request;
  bool any = false;
  do {
    ASSIGN_OR_RETURN(const auto page, session.api().Call(request));
    if (session.json()) session.PrintJson(page);
    for (const auto& order : page.orders()) {
      any = true;
      if (!session.json()) WriteOrder(order, false, session);
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  if (!any && !session.json()) session.out() << session.say(Say::kOrdersNone) << '\n';
  return {};
}

Status RunOwnOrders(Session& session) {
  ASSIGN_OR_RETURN(const auto own, session.api().Call(v1::ListOwnLegalOrdersRequest()));
  if (session.json()) {
    session.PrintJson(own);
    return {};
  }
  for (const auto& order : own.orders()) WriteOrder(order, true, session);
  if (own.orders().empty()) session.out() << session.say(Say::kOrdersNone) << '\n';
  return {};
}

}  // namespace relais::cli

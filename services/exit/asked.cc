#include "services/exit/asked.h"

namespace relais::exit {

access::Request AskBetweenHouses(const char* reason) {
  access::Request ask;
  ask.action = Action::kRelate;
  ask.purpose = Purpose::kHandover;
  ask.reason = reason;
  return ask;
}

access::Request AskAsAsked(const char* reason) {
  access::Request ask = AskBetweenHouses(reason);
  ask.wanted = {Compartment::kExit};
  return ask;
}

bool MayTakeOver(const access::Permit& permit) {
  return permit.policy()
      .Allowed(permit.caller().profession, Action::kRead, Purpose::kHandover)
      .Has(Compartment::kExit);
}

Error AnsweredMeanwhile() {
  return {Reason::kWrongState,
          "this was answered meanwhile, or its time is over: look at what you are asked now"};
}

}  // namespace relais::exit

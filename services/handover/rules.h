// What may be asked, and where a handover stands. Pure: what the person agreed to and took back is given.
#pragma once

#include "services/consent/repository.h"
#include "services/directory/catalogue.h"
#include "services/handover/handovers.h"

namespace relais::handover {

// So long after its day what nobody took is still worth a line.
inline constexpr std::chrono::days kLate{7};

// Known ones, each once.
Status CheckNeeds(const google::protobuf::RepeatedField<int>& needs, const char* field);
// kInvalid unless it is complete, and not in the past.
Status CheckAsk(const v1::HandoverAsk& ask, Date today);
// What is asked, in the person's words, as the text that they agree to has it; with the blank {whom}.
std::string AskInWords(const v1::HandoverAsk& ask, const directory::Catalogue& catalogue,
                       std::string_view language);
// What is asked for, and what it takes, apart by semicolons.
std::string NeedsInWords(const v1::HandoverAsk& ask, const directory::Catalogue& catalogue,
                         std::string_view language);
std::string AccessInWords(const v1::HandoverAsk& ask, const directory::Catalogue& catalogue,
                          std::string_view language);
// Until when it can be answered when nobody said: noon of the day before, or four hours from now.
Instant UsualAnswerBy(Date from, Instant now);
// Until when `said` says, or as is usual (null). kInvalid when that is over, or behind the day.
Result<Instant> AnswerBy(const google::protobuf::Timestamp* said, Date from, Instant now);

// `given`: all that came of the person's yes, what was taken back included. What was taken back, whoever did, is
// withdrawn until the person was seen.
v1::Handover::State StateOf(const Handover& handover, const std::vector<consent::Consent>& given,
                            Instant now);
// Whether what the person agreed to beside the question holds: since the service's yes.
bool IsOpened(const std::vector<consent::Consent>& given);
// Whether the house may still see the question by what the person agreed to: this one, and no other of theirs.
bool MaySee(const std::vector<consent::Consent>& given, Instant now);
// Whether the house may say so of a handover that stands there.
bool MayMark(v1::Handover::State now, v1::Handover::State next);
// Whether it can still be taken back; what nobody answered can, and what was agreed to for it then ends.
bool MayWithdraw(v1::Handover::State now);
// Whether whoever asks must do something now: nobody said yes and time runs out, somebody said no, or the person was not seen
// when they should have been.
bool Slips(v1::Handover::State state, Date from, Instant answer_by, Instant now);
// Of all that a house asks for a person, leaves what slips; not what was refused or not answered in time and is asked of
// another for about the same day, need by need.
void KeepSlipping(v1::ListHandoversResponse& all, Instant now);
// Whether whoever holds the thread sees it: the person said yes to asking, and nobody took it back. Not what their own house is
// asked, nor what it could not take over: there it has no name.
bool IsOfTheThread(const Handover& handover, const std::vector<consent::Consent>& given,
                   v1::Handover::State state, const Caller& referent);
// Whether the caller follows how it goes: the person, who is asked, whoever `holds` the thread, and the house that paused it; the
// house that asked where it is not `held`. To anybody else it stays ACCEPTED from the yes until the person was seen: that somebody
// did not come, or was taken in, is told to those who may look for them, and to nobody else.
bool Follows(const Handover& handover, const Caller& caller, bool holds, bool held);
v1::Handover::State AsTold(const Handover& handover, v1::Handover::State state, bool follows);
// Whether the house that is told that it stands there may ask to go on from another day: it is paused, or was and nobody
// answered since.
bool MayAskAgain(v1::Handover::State told, const std::vector<consent::Consent>& given);
// Whether what is asked for ends before that day; or is done by then, once seen: a ride is.
bool EndsBefore(const v1::HandoverAsk& ask, Date day);
bool IsDoneBy(const v1::HandoverAsk& ask, Date day);
// Whether the house said yes, has not seen the person yet, and is to see them.
bool IsTakenOver(v1::Handover::State state);
// Whether it said yes, and nobody took that back.
bool SaidYes(v1::Handover::State state);
// The last day on which whom the person named may be called.
Date LastDayToCall(Date from);

}  // namespace relais::handover

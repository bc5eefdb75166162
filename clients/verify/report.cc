#include "clients/verify/report.h"

#include <algorithm>

#include "clients/verify/json.h"
#include "clients/verify/sentences.h"

namespace relais::verify {
namespace {

std::string EntryJson(const audit::VerifiedEntry& entry,
                      const std::vector<audit::VerifiedEntry>& all) {
  const audit::Details& d = entry.details;
  JsonLine out;
  out.Number("number", d.number)
      .Text("time", TimeText(d.time_ms))
      .Text("reference", entry.reference);
  out.Number("index", entry.index).Text("caller_id", CallerId(d.caller_kind, d.caller_id));
  out.Text("caller_name", d.caller_name).Text("profession", d.profession);
  out.Text("organisation_name", d.organisation_name).Text("action", ActionName(d.action));
  out.Text("method", d.method).Text("purpose", PurposeName(d.purpose)).Text("reason", d.reason);
  out.Texts("asked", CompartmentNames(d.asked)).Texts("granted", CompartmentNames(d.granted));
  out.Text("outcome", Name(d.outcome)).Small("count", d.count).Texts("rules", d.rules);
  return std::move(out.Text("sentence", Sentence(entry, all))).Take();
}

std::string ChainOf(const audit::Verdict& verdict) {
  if (verdict.subject == audit::Subject::kSystem) return "the system chain";
  return "the chain of " + std::string(Name(verdict.subject)) + " " +
         SubjectId(verdict.subject, verdict.subject_id);
}

}  // namespace

const char* const kJsonHelp =
    "With --output json, one object a line (times are UTC, 64-bit numbers are in quotes):\n"
    "  verified          true or false\n"
    "  error             why the bundle is refused; only when verified is false, and then alone\n"
    "  log               the name of the log that signed the checkpoint\n"
    "  checkpoint_size, checkpoint_root\n"
    "                    how many leaves the checkpoint covers, and its root in base64\n"
    "  subject, subject_id\n"
    "                    whose chain it is: dossier, organisation or system, and its id\n"
    "  first_number, last_number, from, to\n"
    "                    the entries proved, and the times of the first and the last\n"
    "  not_proved        sentences: what this bundle cannot show\n"
    "With --list, then one object for each entry, newest first:\n"
    "  number, time, reference, index, caller_id, caller_name, profession, organisation_name, "
    "action,\n"
    "  method, purpose, reason, asked, granted, outcome, count, rules, sentence";

std::string TextReport(const audit::Verdict& verdict, bool list) {
  const std::string last = std::to_string(verdict.last_number());
  std::string out = "This bundle is genuine.\n\nProved:\n";
  out += "- The log " + Printable(verdict.checkpoint.origin) + " signed a checkpoint over " +
         std::to_string(verdict.checkpoint.size) + " leaves.\n";
  out += "- Under it stand the entries 1 to " + last + " of " + ChainOf(verdict) +
         ", none missing in between and none changed.\n";
  out +=
      "- They run from " + TimeText(verdict.from_ms()) + " to " + TimeText(verdict.to_ms()) + ".\n";
  out += "\nNot proved by this bundle:\n";
  for (const std::string& sentence : audit::NotProved(verdict)) out += "- " + sentence + "\n";
  if (!list) return out;
  out += "\nEntries, newest first:\n";
  std::for_each(verdict.entries.rbegin(), verdict.entries.rend(),
                [&](const auto& entry) { out += "- " + Sentence(entry, verdict.entries) + "\n"; });
  return out;
}

std::string JsonReport(const audit::Verdict& verdict, bool list) {
  JsonLine head;
  head.Bool("verified", true).Text("log", verdict.checkpoint.origin);
  head.Number("checkpoint_size", verdict.checkpoint.size);
  head.Text("checkpoint_root", ToBase64(View(verdict.checkpoint.root)));
  head.Text("subject", Name(verdict.subject));
  head.Text("subject_id", SubjectId(verdict.subject, verdict.subject_id));
  head.Number("first_number", verdict.first_number()).Number("last_number", verdict.last_number());
  head.Text("from", TimeText(verdict.from_ms())).Text("to", TimeText(verdict.to_ms()));
  std::string out = std::move(head.Texts("not_proved", audit::NotProved(verdict))).Take();
  if (!list) return out;
  std::for_each(verdict.entries.rbegin(), verdict.entries.rend(),
                [&](const auto& entry) { out += EntryJson(entry, verdict.entries); });
  return out;
}

std::string JsonRefusal(std::string_view why) {
  JsonLine out;
  return std::move(out.Bool("verified", false).Text("error", why)).Take();
}

}  // namespace relais::verify

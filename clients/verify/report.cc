#include "clients/verify/report.h"

#include <algorithm>

#include "clients/verify/json.h"
#include "clients/verify/sentences.h"

namespace relais::verify {
namespace {

constexpr std::uint64_t kLatest = 1ULL << 40;  // seconds

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

std::string WitnessesOf(const audit::Verdict& verdict) {
  std::string out;
  for (const audit::Cosigned& one : verdict.trusted.cosigned) {
    // A time that far away is no time; the sentence says it as a number.
    const auto ms = static_cast<std::int64_t>(std::min<std::uint64_t>(one.seconds, kLatest)) * 1000;
    out += (out.empty() ? "" : ", ") + Printable(one.witness) + " (" + TimeText(ms) + ")";
  }
  return out;
}

std::vector<std::string> Proved(const Checked& checked) {
  const audit::Verdict& verdict = checked.verdict;
  const audit::Checkpoint& checkpoint = verdict.checkpoint();
  const std::string last = std::to_string(verdict.last_number());
  std::vector<std::string> out = {
      "The log " + Printable(checkpoint.origin) + " signed a checkpoint over " +
          std::to_string(checkpoint.size) + " leaves.",
      "Under it stand the entries 1 to " + last + " of " + ChainOf(verdict) +
          ", none missing in between and none changed.",
      "They run from " + TimeText(verdict.from_ms()) + " to " + TimeText(verdict.to_ms()) + "."};
  if (!verdict.trusted.cosigned.empty())
    out.push_back("Witnesses cosigned the checkpoint, who saw no other history of this log: " +
                  WitnessesOf(verdict) + ".");
  if (checked.seen)
    out.push_back("The log goes on from the " + std::to_string(checked.seen->size) +
                  " entries that you saw when you verified it last.");
  if (checked.published)
    out.push_back("In the published log each of these numbers stands once, and number " +
                  std::to_string(verdict.last_number() + 1) + " nowhere before the checkpoint.");
  return out;
}

// One sentence per thing that was not shown, with what would show it.
std::vector<std::string> NotProved(const Checked& checked) {
  const std::string last = std::to_string(checked.verdict.last_number());
  std::vector<std::string> out;
  if (!checked.published)
    out.push_back(
        "That no entry after number " + last +
        " exists, and that no number was used twice: the published leaves of the log show "
        "it (--tiles).");
  if (checked.verdict.trusted.cosigned.empty())
    out.push_back(
        "That everybody is shown this same log: cosignatures of independent witnesses show it.");
  out.push_back(
      "Who holds the log's key: compare the trust file with what the house hands out on paper.");
  out.push_back("That no access happened which was never written down: no log can show that.");
  return out;
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
    "  witnesses         those of the trust file that cosigned it\n"
    "  seen_size         how many leaves were seen last; only when the log goes on from them\n"
    "  published_size    how many leaves are published; only with --tiles\n"
    "  not_proved        sentences: what was not shown\n"
    "With --list, then one object for each entry, newest first:\n"
    "  number, time, reference, index, caller_id, caller_name, profession, organisation_name, "
    "action,\n"
    "  method, purpose, reason, asked, granted, outcome, count, rules, sentence";

std::string TextReport(const Checked& checked, bool list) {
  const audit::Verdict& verdict = checked.verdict;
  std::string out = "This bundle is genuine.\n\nProved:\n";
  for (const std::string& sentence : Proved(checked)) out += "- " + sentence + "\n";
  out += "\nNot proved by this bundle:\n";
  for (const std::string& sentence : NotProved(checked)) out += "- " + sentence + "\n";
  if (!list) return out;
  out += "\nEntries, newest first:\n";
  std::for_each(verdict.entries.rbegin(), verdict.entries.rend(),
                [&](const auto& entry) { out += "- " + Sentence(entry, verdict.entries) + "\n"; });
  return out;
}

std::string JsonReport(const Checked& checked, bool list) {
  const audit::Verdict& verdict = checked.verdict;
  JsonLine head;
  head.Bool("verified", true).Text("log", verdict.checkpoint().origin);
  head.Number("checkpoint_size", verdict.checkpoint().size);
  head.Text("checkpoint_root", ToBase64(View(verdict.checkpoint().root)));
  head.Text("subject", Name(verdict.subject));
  head.Text("subject_id", SubjectId(verdict.subject, verdict.subject_id));
  head.Number("first_number", verdict.first_number()).Number("last_number", verdict.last_number());
  head.Text("from", TimeText(verdict.from_ms())).Text("to", TimeText(verdict.to_ms()));
  std::vector<std::string> witnesses;
  for (const audit::Cosigned& one : verdict.trusted.cosigned) witnesses.push_back(one.witness);
  head.Texts("witnesses", witnesses);
  if (checked.seen) head.Number("seen_size", checked.seen->size);
  if (checked.published) head.Number("published_size", checked.published->size);
  std::string out = std::move(head.Texts("not_proved", NotProved(checked))).Take();
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

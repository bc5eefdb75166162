// relais-verify: checks a bundle that a person was handed, with no server and no network.
// Exit codes: 0 verified, 1 the bundle is refused, 2 no verdict: wrong usage, an unreadable file,
// or an unusable trust file.
#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>
#include <sstream>

#include "audit/bundle.h"
#include "clients/verify/consent_receipt.h"
#include "clients/verify/paper.h"
#include "clients/verify/receipts.h"
#include "clients/verify/report.h"
#include "clients/verify/seen.h"

namespace relais::verify {
namespace {

constexpr int kVerified = 0;
constexpr int kRefused = 1;
constexpr int kUsage = 2;

struct Options {
  std::string trust, bundle, consent, paper, tiles, receipts;
  std::string output = "text";
  bool list = false, alone = false;
};

Result<std::string> ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  if (!file || !(bytes << file.rdbuf())) {
    return Fail(Reason::kInvalid,
                "cannot read " + path + ", or it is empty; give the path of a file");
  }
  return bytes.str();
}

int Complain(int code, const std::string& what) {
  std::cerr << "relais-verify: " << what << "\n";
  return code;
}

// The remembered checkpoint lies beside the trust file: what one trusts, and what one saw.
std::filesystem::path SeenFile(const Options& options) { return options.trust + ".seen"; }

struct Answer {
  int code = kVerified;
  std::string complaint;
};

Answer Refused(const Options& options, const std::string& why, const std::string& advice = "") {
  if (options.output == "json") std::cout << JsonRefusal(why);
  return {kRefused, "refused: " + why + advice};
}

Answer Check(const Options& options, const audit::TrustPolicy& trust,
             const audit::Verdict& verdict) {
  Checked checked{verdict, {}, {}};
  if (!options.alone) {
    const auto seen = ReadSeen(SeenFile(options), trust);
    if (!seen) return {kUsage, seen.error().message};
    if (*seen) {
      if (const auto goes_on = CheckGoesOn(**seen, verdict); !goes_on)
        return Refused(options, goes_on.error().message);
    }
    checked.seen = *seen;
  }
  if (!options.tiles.empty()) {
    const auto published = CheckPublished(options.tiles, trust, verdict);
    if (!published) return Refused(options, published.error().message);
    checked.published = *published;
  }
  if (!options.receipts.empty()) {
    if (const auto written = WriteReceipts(options.receipts, trust, verdict); !written)
      return {kUsage, written.error().message};
  }
  std::cout << (options.output == "json" ? JsonReport(checked, options.list)
                                         : TextReport(checked, options.list));
  std::cout.flush();
  if (!std::cout) return {kUsage, "cannot write the answer; check the disk or the pipe"};
  if (options.alone) return {};
  const auto kept = WriteSeen(SeenFile(options), verdict);
  return kept ? Answer{}
              : Answer{kVerified,
                       "it is verified, but will not be remembered: " + kept.error().message};
}

// Of what stands in a file of its own: a receipt of a consent, or a page.
template <class Verify>
Answer CheckAlone(const Options& options, const audit::TrustPolicy& trust, const std::string& file,
                  Verify verify) {
  const auto text = ReadFile(file);
  if (!text) return {kUsage, text.error().message};
  const auto verified = verify(*text, trust);
  if (!verified) return Refused(options, verified.error().message);
  std::cout << (options.output == "json" ? JsonOf(*verified) : TextOf(*verified, trust));
  std::cout.flush();
  return std::cout ? Answer{}
                   : Answer{kUsage, "cannot write the answer; check the disk or the pipe"};
}

int Verify(const Options& options) {
  const auto text = ReadFile(options.trust);
  if (!text) return Complain(kUsage, text.error().message);
  const auto trust = audit::TrustPolicy::Parse(*text);
  if (!trust) {
    const std::string& line = trust.error().field;
    const std::string where = options.trust + (line.empty() ? "" : ", line " + line);
    return Complain(kUsage, where + ": " + trust.error().message + "; correct the trust file");
  }
  if (!options.consent.empty() || !options.paper.empty()) {
    const Answer answer = options.consent.empty()
                              ? CheckAlone(options, *trust, options.paper, VerifyPaper)
                              : CheckAlone(options, *trust, options.consent, VerifyConsentReceipt);
    return answer.complaint.empty() ? answer.code : Complain(answer.code, answer.complaint);
  }
  const auto bundle = ReadFile(options.bundle);
  if (!bundle) return Complain(kUsage, bundle.error().message);
  const auto verdict = audit::VerifyBundle(*bundle, *trust);
  const Answer answer =
      verdict ? Check(options, *trust, *verdict)
              : Refused(options, verdict.error().message,
                        "; ask for the bundle again, and keep this one for the privacy officer");
  return answer.complaint.empty() ? answer.code : Complain(answer.code, answer.complaint);
}

int Main(int argc, char** argv) {
  Options options;
  CLI::App app(
      "Verifies a bundle: that a log signed it and that none of its entries was changed or left "
      "out. Or the receipt of a consent, or a printed page.",
      "relais-verify");
  app.add_option(
         "--trust", options.trust,
         "Whom you trust: a line 'log <vkey>', then, as you like, 'witness <name> <vkey>',\n"
         "'group <name> <k|any|all> <member>...' and 'quorum <name>'. What was verified last "
         "is kept beside it, in FILE.seen")
      ->required()
      ->type_name("FILE");
  auto* const bundle =
      app.add_option("BUNDLE", options.bundle, "The bundle to verify")->type_name("FILE");
  auto* const consent =
      app.add_option("--consent", options.consent,
                     "Instead of a bundle, the receipt of a consent (relais consent receipt): says "
                     "whether a passkey of the person's signed it, or the server attests it")
          ->type_name("FILE")
          ->excludes(bundle);
  auto* const paper = app.add_option("--paper", options.paper,
                                     "Instead of a bundle, what the code on a printed page says, "
                                     "as a scanner gives it (relais emergency)")
                          ->type_name("FILE")
                          ->excludes(bundle)
                          ->excludes(consent);
  app.add_option(
         "--tiles", options.tiles,
         "A copy of the published log: shows that nothing follows, and nothing stands twice")
      ->type_name("DIR");
  app.add_option("--receipts", options.receipts,
                 "Write a receipt of each entry there (C2SP tlog-proof), which says nothing of it")
      ->type_name("DIR");
  app.add_flag("--alone", options.alone,
               "Do not hold it against what was verified last, and do not remember it");
  app.add_option("--output", options.output, "How to answer: text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->type_name("FORMAT");
  app.add_flag("--list", options.list, "Show the entries, newest first");
  app.set_version_flag("--version", "relais-verify " RELAIS_VERSION);
  app.footer(std::string("Exit codes: 0 verified, 1 refused, 2 wrong usage.\n\n") + kJsonHelp +
             kConsentJsonHelp + kPaperJsonHelp);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);
    return Complain(kUsage, std::string(error.what()) + "; see relais-verify --help");
  }
  if (bundle->empty() && consent->empty() && paper->empty())
    return Complain(kUsage,
                    "BUNDLE is required, or --consent or --paper; see relais-verify --help");
  return Verify(options);
}

}  // namespace
}  // namespace relais::verify

int main(int argc, char** argv) { return relais::verify::Main(argc, argv); }

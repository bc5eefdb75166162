#include "clients/cli/commands_figures.h"

#include "clients/cli/plain_text.h"
#include "clients/cli/render_exit.h"
#include "clients/cli/typed_enum.h"

namespace relais::cli {
namespace {

std::string What(const v1::Figure& one) {
  return EndOf(v1::Figure::What_Name(one.what()), "WHAT_");
}
std::string Moment(const v1::Figure& one) {
  return EndOf(v1::Figure::Moment_Name(one.moment()), "MOMENT_");
}
// Of a leaving; empty for what is no leaving.
std::string Kind(const v1::Figure& one) {
  if (one.kind() == v1::Exit::KIND_UNSPECIFIED) return {};
  return EndOf(v1::Exit::Kind_Name(one.kind()), "KIND_");
}

// Of what stopped; empty for what did not.
std::string Decider(const v1::Figure& one) {
  if (one.decider() == v1::Departure::DECIDER_UNSPECIFIED) return {};
  return EndOf(v1::Departure::Decider_Name(one.decider()), "DECIDER_");
}

// Codes and numbers alone: nothing in it needs quotes.
void WriteCsv(std::ostream& out, const v1::GetFiguresResponse& all) {
  out << "quarter,what,kind,moment,rule,decider,count\n";
  for (const v1::Figure& one : all.figures())
    out << Clean(one.quarter()) << ',' << What(one) << ',' << Kind(one) << ',' << Moment(one) << ','
        << Clean(one.rule()) << ',' << Decider(one) << ',' << one.count() << '\n';
}

void WriteText(Session& session, const v1::GetFiguresResponse& all) {
  const CatalogueView& words = session.Catalogue();
  std::string quarter;
  for (const v1::Figure& one : all.figures()) {
    if (one.quarter() != quarter) session.out() << Clean(one.quarter()) << '\n';
    quarter = one.quarter();
    const std::string kind = Kind(one);
    session.out() << "    " << one.count() << "  " << words.Label("figure." + What(one)) << ", "
                  << words.Label("moment." + Moment(one))
                  << (kind.empty() ? "" : ": " + words.Label("exit_kind." + kind)) << '\n';
    if (one.rule().empty()) continue;
    const std::string what = InLanguage(one.sentence(), session.say.language());
    session.out() << "        " << (what.empty() ? Clean(one.rule()) : what) << " - "
                  << words.Label("exit_decider." + Decider(one)) << '\n';
  }
  for (const v1::GetFiguresResponse::Passed& one : all.passed_too_often()) {
    const std::string what = InLanguage(one.sentence(), session.say.language());
    session.out() << session.say(Say::kFiguresPassed, Clean(one.quarter()),
                                 what.empty() ? Clean(one.rule()) : what)
                  << '\n';
  }
  session.out() << session.say(Say::kFiguresLeftOut) << '\n';
}

}  // namespace

Status RunFigures(Session& session, const FiguresOptions& options) {
  v1::GetFiguresRequest request;
  request.set_from_quarter(options.from);
  request.set_until_quarter(options.until);
  ASSIGN_OR_RETURN(const auto response, session.api().Call(request));
  if (session.json())
    session.PrintJson(response);
  else if (options.csv)
    WriteCsv(session.out(), response);
  else
    WriteText(session, response);
  return {};
}

}  // namespace relais::cli

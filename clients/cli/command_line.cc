#include "clients/cli/command_line.h"

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <memory>
#include <type_traits>

#include "clients/cli/commands_accesses.h"
#include "clients/cli/commands_calls.h"
#include "clients/cli/commands_consent.h"
#include "clients/cli/commands_directory.h"
#include "clients/cli/commands_dossier.h"
#include "clients/cli/commands_enrol.h"
#include "clients/cli/commands_exit.h"
#include "clients/cli/commands_figures.h"
#include "clients/cli/commands_handover.h"
#include "clients/cli/commands_network.h"
#include "clients/cli/commands_now.h"
#include "clients/cli/commands_objections.h"
#include "clients/cli/commands_orders.h"
#include "clients/cli/commands_paper.h"
#include "clients/cli/commands_referent.h"
#include "clients/cli/commands_relation.h"
#include "clients/cli/commands_sign_in.h"
#include "clients/cli/commands_step.h"
#include "clients/cli/commands_tell.h"
#include "clients/cli/commands_work.h"
#include "clients/cli/commands_worry.h"
#include "clients/cli/completion.h"
#include "clients/cli/plain_text.h"

#ifndef RELAIS_VERSION
#define RELAIS_VERSION "0"
#endif

namespace relais::cli {
namespace {

constexpr int kWrongUsage = 2;
constexpr char kWhichExit[] = "Which leaving, stp_...; left out: the only one that is open";
constexpr char kDossierHelp[] = "Dossier id (dos_...) or card code; a person leaves it out";

// Declares every command; each stores its options beside it and sets Command::run when it was the
// one typed.
class Declaration {
 public:
  explicit Declaration(Command& command) : command_(command) {
    app.require_subcommand(1);
    app.set_help_all_flag("--help-all", "Help on every command");
    app.set_version_flag("--version", "relais " RELAIS_VERSION);
    Global();
    Dossiers();
    Steps();
    Words();
    Exits();
    Settling();
    Now();
    Handovers();
    Referents();
    Worries();
    Worklist();
    MustNotKnow();
    Figures();
    Consents();
    Relations();
    Orders();
    Accesses();
    Tell();
    Reviews();
    Staff();
    Directory();
    Device();
    SignIn();
  }

  // "words -- W...": what could follow W. "kinds PREFIX": kinds. Not a command of its own: W is
  // parsed by nobody.
  void Complete(const std::vector<std::string>& words);

  CLI::App app{"relais: a consent-governed exit dossier", "relais"};

 private:
  // Makes `options` live as long as the app, and `run` what the command does.
  template <class Options>
  std::shared_ptr<Options> Runs(CLI::App* sub, Status (*run)(Session&, const Options&)) {
    auto options = std::make_shared<Options>();
    sub->fallthrough();
    sub->callback([this, options, run] {
      command_.run = [options, run](Session& s) { return run(s, *options); };
      command_.needs = NeedsOf<Options>();
    });
    return options;
  }
  template <class Options>
  static constexpr Command::Needs NeedsOf() {
    if (std::is_same_v<Options, EnrolOptions>) return Command::Needs::kNothing;
    if (std::is_same_v<Options, NowOptions>) return Command::Needs::kServerIfAny;
    const bool signs_in =
        std::is_same_v<Options, LoginOptions> || std::is_same_v<Options, LogoutOptions>;
    return signs_in ? Command::Needs::kDevice : Command::Needs::kServer;
  }
  void Runs(CLI::App* sub, Status (*run)(Session&)) {
    sub->fallthrough();
    sub->callback([this, run] { command_.run = run; });
  }
  CLI::App* Group(const char* name, const char* help) {
    CLI::App* sub = app.add_subcommand(name, help);
    sub->require_subcommand(1);
    sub->fallthrough();
    return sub;
  }

  void Global() {
    Globals& g = command_.globals;
    app.add_option("--as", g.profile, "Profile: who calls, where, with which papers")
        ->envname("RELAIS_PROFILE");
    app.add_option("--output", g.output, "text or json")->check(CLI::IsMember({"text", "json"}));
    app.add_option("--lang", g.language, "fr, nl, de or en")
        ->check(CLI::IsMember({"fr", "nl", "de", "en"}));
    app.add_option("--purpose", g.purpose,
                   "What for, such as EXIT_PREPARATION; else the profile's");
    app.add_option("--reason", g.reason, "Why, a reason code of the catalogue; else the profile's");
    app.add_option("--request-id", g.request_id,
                   "Repeat a change safely: the id that the first try named");
  }

  void Dossiers() {
    CLI::App* open = app.add_subcommand("open", "Open a dossier, with the person");
    const auto o = Runs(open, RunOpen);
    open->add_option("--given-name", o->given_name, "Given name");
    open->add_option("--family-name", o->family_name, "Family name");
    open->add_option("--birth-date", o->birth_date, "Day of birth, 1990-12-31 or 31/12/1990");
    open->add_option("--national-number", o->national_number,
                     "National number, if the person wants it in");
    open->add_option("--phone", o->phone, "Phone number, +32...");
    open->add_option("--language", o->language, "The person's language");
    open->add_option("--alias", o->alias, "A name to go by, for a dossier without a name");
    open->add_option("--chosen-word-file", o->chosen_word_file,
                     "File that holds the chosen word; else it is typed twice");
    open->add_flag("--without-word", o->without_word, "The person cannot choose a word now")
        ->excludes("--chosen-word-file");
    CLI::App* show = app.add_subcommand("show", "Show what is open to you in a dossier");
    show->add_option("dossier", Runs(show, RunShow)->dossier, kDossierHelp);
    CLI::App* network = app.add_subcommand(
        "network", "Who is around the person, and whom one reaches on the day of leaving");
    network->add_option("dossier", Runs(network, RunNetwork)->dossier, kDossierHelp);
    CLI::App* emergency = app.add_subcommand(
        "emergency",
        "The page for an emergency, to be printed and kept at hand; without your name");
    const auto e = Runs(emergency, RunEmergency);
    emergency->add_option("dossier", e->dossier, kDossierHelp);
    OnPaper(emergency, *e);
    CLI::App* died = app.add_subcommand(
        "died", "The person has died: no message leaves, nobody opens the file; can be undone");
    const auto d = Runs(died, RunDied);
    died->add_option("dossier", d->dossier, kDossierHelp);
    died->add_flag("--sure", d->sure, "It is this file");
    auto* const undo = died->add_flag("--undo", d->undo, "It was a mistake: all is as before");
    died->add_option("--card", d->card,
                     "With --undo: the person sits here; the code of their card, and their word")
        ->needs(undo);
    ChosenWord(died, d->chosen_word_file);
  }

  std::shared_ptr<StepOptions> Step(CLI::App* group, const char* name, const char* help,
                                    const char* words,
                                    Status (*run)(Session&, const StepOptions&)) {
    CLI::App* sub = group->add_subcommand(name, help);
    auto options = Runs(sub, run);
    sub->add_option("words", options->words, words)->required();
    if (run == RunStepHistory) {
      sub->add_option("--kind", options->kind,
                      "The step's kind, if known: the dossier is then not read");
      return options;
    }
    sub->add_option("--on", options->on,
                    "The day it happened, 2026-11-22 or 22/11/2026; today if left out");
    if (run != RunStepClose) {
      sub->add_option("--state", options->state, "opened, in_progress, closed or cancelled");
      sub->add_option("--outcome", options->outcome, "How it ended");
    }
    if (run == RunStepAdd) return options;
    sub->add_option("--version", options->version, "The version that was seen");
    if (run != RunStepCorrect)
      sub->add_option("--kind", options->kind, "The step's kind: with --version nothing is read");
    return options;
  }

  void Steps() {
    CLI::App* step = Group("step", "Record facts and move them on");
    Step(step, "add", "Record a fact", "[DOSSIER] KIND [name=value ...]", RunStepAdd);
    Step(step, "update", "Move a procedure on", "[DOSSIER] STEP [name=value ...]", RunStepUpdate);
    Step(step, "close", "Close a procedure", "[DOSSIER] STEP OUTCOME [name=value ...]",
         RunStepClose);
    Step(step, "correct", "Correct a fact; the old value stays in the history",
         "[DOSSIER] STEP [name=value ...]", RunStepCorrect);
    Step(step, "history", "Show every version of a fact", "[DOSSIER] STEP", RunStepHistory);
  }

  void Words() {
    CLI::App* words = Group("words", "The person's own words");
    CLI::App* add = words->add_subcommand("add", "Add own words");
    add->add_option("text", Runs(add, RunWordsAdd)->text, "The words; - reads them from the input")
        ->required();
    CLI::App* answer =
        words->add_subcommand("answer", "Answer a fact; the answer shows wherever the fact does");
    const auto o = Runs(answer, RunWordsAnswer);
    answer->add_option("step", o->step, "The step, or the beginning of its id")->required();
    answer->add_option("text", o->text, "The answer; - reads it from the input")->required();
  }

  void MustNotKnow() {
    CLI::App* sub = app.add_subcommand(
        "must-not-know", "Somebody whom a fact names must not know: nobody else sees that fact");
    const auto o = Runs(sub, RunMustNotKnow);
    sub->add_option("step", o->step, "The fact that names them, or the beginning of its id")
        ->required();
    sub->add_flag("--undo", o->undo, "They may be called again");
  }

  void Figures() {
    CLI::App* sub = app.add_subcommand(
        "figures", "Numbers without names: how people left, and what services answered");
    const auto o = Runs(sub, RunFigures);
    sub->add_option("--from", o->from, "From this quarter on: 2026-Q1");
    sub->add_option("--until", o->until, "Until this one, when it is over: 2026-Q4");
    sub->add_flag("--csv", o->csv, "For a spreadsheet, by codes");
  }

  static CLI::IsMember ExitKinds() {
    return CLI::IsMember(
        {"hospital", "prison", "shelter", "street", "transfer", "leave-with-return", "trial-exit",
         "semi-liberty", "electronic-monitoring", "against-advice", "mother-and-child", "removal"});
  }
  static CLI::IsMember Deciders() {
    return CLI::IsMember(
        {"physician", "institution", "court", "end-of-sentence", "authority", "person"});
  }

  std::shared_ptr<ExitOptions> Exit(CLI::App* group, const char* name, const char* help,
                                    const char* words,
                                    Status (*run)(Session&, const ExitOptions&)) {
    CLI::App* sub = group->add_subcommand(name, help);
    auto options = Runs(sub, run);
    sub->add_option("words", options->words, words)->expected(0, run == RunExitPropose ? 2 : 1);
    if (run == RunExitPlan || run == RunExitShow) return options;
    sub->add_option("--exit", options->exit, kWhichExit);
    return options;
  }

  void Exits() {
    CLI::App* exit = Group("exit", "Prepare the day on which the person leaves");
    const auto plan =
        Exit(exit, "plan", "Plan a leaving, from the first day on", kDossierHelp, RunExitPlan);
    CLI::App* sub = exit->get_subcommand("plan");
    sub->add_option("--kind", plan->kind, "Of what kind it is")->required()->check(ExitKinds());
    sub->add_option("--earliest", plan->earliest, "The first day that is possible");
    sub->add_option("--latest", plan->latest, "The last day");
    sub->add_flag("--taken-in-again", plan->taken_in_again,
                  "They had left another house: what services took over is on hold");
    Exit(exit, "show", "The day, who said what, and what is still to settle", kDossierHelp,
         RunExitShow);
    const auto propose =
        Exit(exit, "propose", "Propose a day", "[DOSSIER] DAY, such as 2026-11-30", RunExitPropose);
    exit->get_subcommand("propose")->add_option("--time", propose->time, "The time, such as 10:00");
    const auto yes =
        Exit(exit, "yes", "Say yes to the day that is proposed", kDossierHelp, RunExitYes);
    const auto no = Exit(exit, "no", "Say no to it; then propose another", kDossierHelp, RunExitNo);
    constexpr char kWhichDay[] = "To which day, stp_...; left out: the one that counts";
    exit->get_subcommand("yes")->add_option("--date", yes->date, kWhichDay);
    exit->get_subcommand("no")->add_option("--date", no->date, kWhichDay);
    Exit(exit, "back",
         "Write down that the person is in your house again; what services took over is on hold",
         kDossierHelp, RunExitBack);
    exit->get_subcommand("back")->get_option("--exit")->description(
        "Which leaving, stp_...; left out: the last by which they left");
    const auto left = Exit(exit, "left", "Write down that the person left; nothing stops it",
                           kDossierHelp, RunExitLeft);
    sub = exit->get_subcommand("left");
    sub->add_option("--decided-by", left->decider, "Who decided it")->required()->check(Deciders());
    sub->add_option("--on", left->on, "The day; today if left out");
    sub->add_option("--time", left->time, "The time, such as 10:00");
  }

  std::shared_ptr<SettleOptions> Settle(CLI::App* exit, const char* name, const char* help,
                                        Status (*run)(Session&, const SettleOptions&)) {
    CLI::App* sub = exit->add_subcommand(name, help);
    auto options = Runs(sub, run);
    sub->add_option("what", options->thing, "Which thing")
        ->required()
        ->check(CLI::IsMember({"bed", "someone-there", "home-care", "medicines", "equipment",
                               "general-practitioner", "first-appointments", "income", "papers",
                               "transport", "keys", "phone", "belongings", "court-conditions",
                               "language", "who-depends"}));
    sub->add_option("dossier", options->about.words, kDossierHelp)->expected(0, 1);
    sub->add_option("--exit", options->about.exit, kWhichExit);
    return options;
  }

  std::shared_ptr<PassOptions> Pass(CLI::App* exit, const char* name, const char* help) {
    CLI::App* sub = exit->add_subcommand(name, help);
    auto options = Runs(sub, RunExitPass);
    sub->add_option("dossier", options->about.words, kDossierHelp)->expected(0, 1);
    sub->add_option("--exit", options->about.exit, kWhichExit);
    return options;
  }

  // What the leaving takes, and who answers for it.
  void Settling() {
    CLI::App* exit = app.get_subcommand("exit");
    const auto settled =
        Settle(exit, "settled", "Say that a thing it takes is settled", RunExitSettled);
    exit->get_subcommand("settled")->add_option("--proof", settled->proof,
                                                "The step that proves it, stp_...");
    Settle(exit, "not-needed", "Say that a thing is not needed", RunExitNotNeeded);
    const auto open =
        Settle(exit, "to-settle", "Say who sees to a thing, and by when", RunExitToSettle);
    CLI::App* sub = exit->get_subcommand("to-settle");
    sub->add_option("--by", open->by, "By which day; else as the plan says");
    sub->add_option("--move", open->move, "Whose move it is; else as the plan says")
        ->check(CLI::IsMember({"institution", "receiver", "person"}));
    sub->add_option("--owner", open->owner, "Who of your house sees to it, pro_...");
    sub->add_flag("--in-progress", open->in_progress, "Somebody is at it already");
    sub = exit->add_subcommand("anyway",
                               "Write down who decided that the person leaves although something "
                               "important is not settled");
    const auto anyway = Runs(sub, RunExitAnyway);
    sub->add_option("dossier", anyway->about.words, kDossierHelp)->expected(0, 1);
    sub->add_option("--decided-by", anyway->about.decider,
                    "Physician or house; for a court or the person: relais exit left")
        ->required()
        ->check(CLI::IsMember({"physician", "institution"}));
    sub->add_option("--name", anyway->name, "The name of who decided")->required();
    sub->add_option("--because", anyway->because, "Why")
        ->required()
        ->check(CLI::IsMember({"arranged-elsewhere", "person-wants-to-go", "staying-is-worse",
                               "place-needed", "nobody-can-in-time"}));
    sub->add_option("--referent", anyway->referent,
                    "What whoever holds the thread said; asked for a quarter of an hour at most")
        ->check(CLI::IsMember({"agrees", "disagrees", "not-reached"}));
    sub->add_option("--rule", anyway->rules,
                    "Of this alone, such as bed: the word beside it; else of all that is shown");
    sub->add_option("--exit", anyway->about.exit, kWhichExit);
    Pass(exit, "take", "Answer for the leaving from now on");
    const auto pass = Pass(exit, "pass", "Have a colleague of your team answer for it");
    exit->get_subcommand("pass")->add_option("--to", pass->to, "Who, pro_...")->required();
  }

  // With a file or without: the sheet is printed whatever else there is.
  void Now() {
    CLI::App* sub = app.get_subcommand("exit")->add_subcommand(
        "now", "Somebody leaves tonight: a sheet to take along, with or without a file");
    const auto o = Runs(sub, RunExitNow);
    sub->add_option("dossier", o->words, "Keep it in this file too: dos_... or card code")
        ->expected(0, 1);
    sub->add_option("--kind", o->kind, "Of what kind it is, for the file")->check(ExitKinds());
    sub->add_option("--decided-by", o->decider, "Who decided it, for the file")->check(Deciders());
    sub->add_option("--exit", o->exit, kWhichExit);
    sub->add_option("--sleeps", o->night.sleeps, "Where the person sleeps tonight");
    sub->add_option("--tonight", o->night.call_tonight, "The number that answers tonight");
    sub->add_option("--medicines-until", o->night.medicines_until, "The last day they last for");
    sub->add_option("--back", o->night.back, "What was given back: keys,phone,money")
        ->delimiter(',')
        ->check(CLI::IsMember({"keys", "phone", "money", "bank_card", "papers", "clothes",
                               "glasses_or_hearing_aid", "bag"}));
    sub->add_option("--condition", o->night.conditions, "What the court asks: no_contact,stay_away")
        ->delimiter(',')
        ->check(
            CLI::IsMember({"no_contact", "stay_away", "live_at_address", "be_home_at_hours",
                           "follow_care", "follow_training", "no_alcohol", "no_drugs",
                           "see_justice_assistant", "stay_in_country", "work_or_look_for_work"}));
    sub->add_option("--tomorrow", o->night.calls_tomorrow, "Who calls tomorrow");
    sub->add_option("--number", o->night.calls_number, "From which number");
    sub->add_option("--time", o->night.time, "When they leave, such as 19:00");
    sub->add_option("--pdf", o->pdf, "Write the sheet there too, as a page for the printer");
    sub->add_option("--sheet-language", o->language, "The person's: fr, nl, de or en")
        ->check(CLI::IsMember({"fr", "nl", "de", "en"}));
  }

  void Worklist() {
    CLI::App* sub = app.add_subcommand(
        "worklist",
        "What waits for you: leavings that you answer for, and what your house is asked");
    const auto o = Runs(sub, RunWorklist);
    sub->add_flag("--team", o->team, "Your whole team's");
    auto* const pass = sub->add_option("--pass-to", o->pass_to,
                                       "Pass all of yours on, before a leave: to pro_..., or me");
    sub->add_option("--of", o->of, "Pass on those of a colleague who is away, pro_...")
        ->needs(pass);
  }

  static void PageLanguage(CLI::App* sub, PageOptions& options) {
    sub->add_option("--sheet-language", options.language, "Of the page: fr, nl, de or en")
        ->check(CLI::IsMember({"fr", "nl", "de", "en"}));
  }
  static void OnPaper(CLI::App* sub, PageOptions& options) {
    sub->add_option("--pdf", options.pdf, "Write it there, for the printer, with a code to check");
    sub->add_option("--note", options.note, "Write there what the code says, signed");
    PageLanguage(sub, options);
  }

  // Of one handover, by its id.
  template <class Options>
  std::shared_ptr<Options> OneHandover(CLI::App* group, const char* name, const char* help,
                                       Status (*run)(Session&, const Options&)) {
    CLI::App* sub = group->add_subcommand(name, help);
    auto options = Runs(sub, run);
    sub->add_option("handover", options->handover, "han_...")->required();
    return options;
  }

  static CLI::IsMember Needs() {
    return CLI::IsMember({"home-nursing", "family-help", "care-home-place", "short-stay",
                          "shelter-place", "housing", "gp-follow-up", "rehabilitation",
                          "social-follow-up", "income", "papers", "medication", "meals",
                          "equipment", "transport", "interpreter"});
  }

  // For the evenings on which nobody can be asked.
  void Beforehand(CLI::App* handover) {
    CLI::App* sub = handover->add_subcommand(
        "yes-beforehand", "Say yes for your team to whatever of this is asked until a day");
    const auto yes = Runs(sub, RunHandoverBeforehand);
    sub->add_option("--need", yes->needs, "To what: shelter-place,meals")
        ->delimiter(',')
        ->check(Needs());
    sub->add_option("--until", yes->until, "For a day until this one, at most 92 days ahead");
    sub->add_option("--places", yes->places, "For how many persons; one if left out")
        ->check(CLI::Range(1, 99));
    sub->add_flag("--nothing", yes->nothing, "Take it back: to nothing any more");
    sub = handover->add_subcommand("ready", "Who said yes beforehand, and their number");
    sub->add_option("need", Runs(sub, RunHandoverReady)->need, "To what, such as shelter-place")
        ->required()
        ->check(Needs());
  }

  void AskHandover(CLI::App* handover) {
    CLI::App* sub = handover->add_subcommand(
        "ask", "Ask a service, without a name, and show the text that the person says yes to");
    const auto ask = Runs(sub, RunHandoverAsk);
    sub->add_option("dossier", ask->grant.dossier, "Dossier id (dos_...) or card code")->required();
    sub->add_option("--receiver", ask->receiver, "The house that is asked, org_...")->required();
    sub->add_option("--unit", ask->unit, "A unit of it, uni_...");
    sub->add_option("--need", ask->needs, "What is asked for: meals,home-nursing")
        ->required()
        ->delimiter(',')
        ->check(Needs());
    sub->add_option("--from", ask->from, "From which day, 2026-11-30 or 30/11/2026")->required();
    sub->add_option("--last-day", ask->until, "Until which day, when there is one");
    auto* const look_for = sub->add_option(
        "--look-for", ask->look_for, "Whom they may call when the person does not come: a name");
    auto* const number =
        sub->add_option("--look-for-phone", ask->look_for_phone, "Their number, +32470123456");
    look_for->needs(number);
    number->needs(look_for);
    sub->add_option("--area", ask->area, "Where, roughly: a postal code");
    sub->add_option("--speaks", ask->speaks, "The language to speak with the person: nl");
    sub->add_option("--access", ask->access, "What it takes: wheelchair,no-stairs")
        ->delimiter(',')
        ->check(CLI::IsMember({"wheelchair", "no-stairs", "accompanied", "sign-language",
                               "large-print", "with-children", "with-animal"}));
    sub->add_option("--answer-by", ask->answer_by, "The last day on which it can be answered");
    sub->add_flag("--send-code", ask->send_code,
                  "Send the person a code, to say yes by it and the chosen word");
    Cell(sub, ask->grant);
  }

  void Handovers() {
    CLI::App* handover = Group("handover", "Have another service take over, or take over");
    AskHandover(handover);
    Beforehand(handover);
    Runs(handover->add_subcommand("asked", "What your house is asked, and has taken over"),
         RunHandoverAsked);
    OneHandover(handover, "yes", "Take over: the file opens as far as the person agreed",
                RunHandoverYes);
    const auto no = OneHandover(handover, "no", "Say no; the person's yes ends", RunHandoverNo);
    CLI::App* sub = handover->get_subcommand("no");
    sub->add_option("--because", no->lack, "What is lacking")
        ->required()
        ->check(CLI::IsMember({"no-place", "no-staff", "out-of-area", "no-language",
                               "not-accessible", "not-our-task", "too-soon"}));
    sub->add_option("--possible-from", no->possible_from, "From which day it could be");
    OneHandover(handover, "arrived", "The person is there", RunHandoverArrived);
    OneHandover(handover, "seen", "The person was seen: it is done", RunHandoverSeen);
    OneHandover(handover, "not-seen", "The person was not seen", RunHandoverNotSeen);
    const auto again =
        OneHandover(handover, "again",
                    "Ask a service that is on hold from when it goes on; the person's yes holds",
                    RunHandoverAgain);
    sub = handover->get_subcommand("again");
    sub->add_option("dossier", again->dossier, kDossierHelp)->required();
    sub->add_option("--from", again->from, "From which day, 2026-12-07 or 7/12/2026")->required();
    sub->add_option("--answer-by", again->answer_by,
                    "Until the end of which day it can be answered");
    const auto withdraw = OneHandover(handover, "withdraw", "No longer ask; the person's yes ends",
                                      RunHandoverWithdraw);
    handover->get_subcommand("withdraw")->add_option("dossier", withdraw->dossier, kDossierHelp);
    CLI::App* list = handover->add_subcommand("list", "The handovers of a file");
    list->add_option("dossier", Runs(list, RunHandoverList)->dossier, kDossierHelp);
    const auto page =
        OneHandover(handover, "page",
                    "The page for the first day: whom to expect, what is asked, what comes next",
                    RunHandoverPage);
    sub = handover->get_subcommand("page");
    sub->add_option("dossier", page->dossier, kDossierHelp);
    OnPaper(sub, *page);
    sub = handover->add_subcommand(
        "form", "That page to be filled in by hand: it needs no file and nobody's consent");
    const auto form = Runs(sub, RunHandoverForm);
    PageLanguage(sub, *form);
    sub->add_option("--pdf", form->pdf, "Write it there, for the printer");
  }

  void Referents() {
    CLI::App* referent =
        Group("referent", "Somebody whom the person chose, and who holds the thread");
    CLI::App* sub = referent->add_subcommand(
        "ask", "Propose somebody, and show the text that the person says yes to");
    const auto ask = Runs(sub, RunReferentAsk);
    sub->add_option("dossier", ask->grant.dossier, kDossierHelp);
    sub->add_option("--who", ask->who, "Who, pro_...")->required();
    sub->add_flag("--send-code", ask->send_code,
                  "Send the person a code, to say yes by it and the chosen word");
    sub->footer(
        "Unless something else is named, they see the name and the leavings, and write nothing.");
    Cell(sub, ask->grant);
    sub->get_option("--until")->required();
    Runs(referent->add_subcommand("asked", "For whom you are asked to, without a name"),
         RunReferentAsked);
    const auto one = [&](const char* name, const char* help, auto run) {
      CLI::App* answer = referent->add_subcommand(name, help);
      answer->add_option("referent", Runs(answer, run)->referent, "ref_...")->required();
    };
    one("yes", "Hold the thread: the file opens as far as the person agreed", RunReferentYes);
    one("no", "Say no; the person's yes ends", RunReferentNo);
    one("give-up", "No longer hold it; to hand it on, ask the next one first", RunReferentGiveUp);
  }

  void Worries() {
    CLI::App* worry =
        Group("worry", "Ask another service to call you back about somebody, at once");
    CLI::App* sub = worry->add_subcommand(
        "raise", "Ask: what there is to say is said by phone, and stored nowhere");
    const auto raise = Runs(sub, RunWorryRaise);
    sub->add_option("dossier", raise->dossier,
                    "The code of the card, with the person's word; or dos_... with --without")
        ->required();
    sub->add_option("--about", raise->about, "What about")
        ->required()
        ->check(CLI::IsMember({"own-life", "unsafe-from-someone", "others-unsafe", "child",
                               "cannot-eat-or-take-medicine"}));
    sub->add_option("--by", raise->by, "By when: now, tonight or tomorrow")
        ->required()
        ->check(CLI::IsMember({"now", "tonight", "tomorrow"}));
    sub->add_option("--call-back", raise->call_back, "The number to call: +3225550000")->required();
    sub->add_option("--to", raise->to, "The house that is asked, org_...")->required();
    sub->add_option("--unit", raise->unit, "A unit of it, uni_...");
    sub->add_option("--then", raise->then,
                    "Who is asked when nobody answers, org_...: as a rule a mobile crisis team");
    ChosenWord(sub, raise->chosen_word_file);
    auto* const without =
        sub->add_option("--without", raise->without,
                        "Without the person's agreement: why. A colleague confirms it within the "
                        "hour, and the privacy officer looks at it")
            ->check(CLI::IsMember(
                {"cannot-answer", "not-there", "said-no", "asking-endangers", "not-shown"}));
    sub->add_flag("--telling-endangers", raise->telling_endangers,
                  "To tell the person would endanger somebody: they are told 23 days later")
        ->needs(without);
    Runs(worry->add_subcommand("list", "What you are asked, and what your team raised"),
         RunWorryList);
    const auto one = [&](const char* name, const char* help, auto run) {
      CLI::App* act = worry->add_subcommand(name, help);
      act->add_option("call", Runs(act, run)->call, "wor_...")->required();
    };
    one("confirm", "Confirm what a colleague raised without the person's agreement",
        RunWorryConfirm);
    one("take", "You call back, now", RunWorryTake);
    one("withdraw", "Take it back, while nobody has taken it up", RunWorryWithdraw);
  }

  static void ChosenWord(CLI::App* sub, std::string& file) {
    sub->add_option("--chosen-word-file", file,
                    "File that holds the chosen word; else it is typed");
  }

  // To whom, and what.
  void Cell(CLI::App* sub, GrantOptions& o) {
    sub->add_option("--bundle", o.bundle, "A bundle of plain choices (relais consent bundles)");
    sub->add_option("--house", o.houses,
                    "The house that the bundle is for, org_...; may be repeated");
    sub->add_option("--strike", o.strike, "Lines of the bundle to leave out, 2,3")->delimiter(',');
    sub->add_option("--to", o.to, "pro_..., uni_..., org_..., tru_... or PROFESSION@org_...");
    sub->add_option("--compartments", o.compartments, "Which kinds of data: SOCIAL,HEALTH");
    sub->add_option("--actions", o.actions, "READ or READ,WRITE");
    sub->add_option("--purposes", o.purposes, "What for: EXIT_PREPARATION,HANDOVER");
    sub->add_option("--until", o.until, "The last day, 2027-06-30 or 30/06/2027");
  }

  void Grant(CLI::App* sub, GrantOptions& o) {
    Cell(sub, o);
    sub->add_option("--trusted", o.trusted,
                    "The name of somebody whom the person trusts: to read, and nothing else")
        ->excludes("--to");
    sub->add_option(
           "--mandate", o.mandate,
           "With --trusted: they say yes in the person's place, and rest on this: designated "
           "(by the person); with --unable, which two houses then see, person or goods (an "
           "administrator of), or relative; --actions is then AGREE or READ,AGREE")
        ->check(CLI::IsMember({"designated", "person", "goods", "relative"}))
        ->needs("--trusted");
    sub->add_option("--document", o.document,
                    "Of an administrator: the court, the day and the number of the decision")
        ->needs("--mandate");
  }

  void Consents() {
    CLI::App* consent = Group("consent", "Who may see what");
    Runs(consent->add_subcommand("list", "Consents and exclusions, newest first"), RunConsentList);
    CLI::App* grant = consent->add_subcommand(
        "grant", "Agree: shows the text, and takes the code of the SMS and the chosen word");
    const auto granted = Runs(grant, RunConsentGrant);
    grant->add_option("dossier", granted->dossier, kDossierHelp);
    Grant(grant, *granted);
    ChosenWord(grant, granted->chosen_word_file);
    CLI::App* propose = consent->add_subcommand(
        "propose",
        "Show or print the text, to be confirmed by passkey or on paper before a witness");
    const auto proposed = Runs(propose, RunConsentPropose);
    propose->add_option("dossier", proposed->dossier, kDossierHelp);
    Grant(propose, *proposed);
    propose->add_flag("--unable", proposed->unable,
                      "The person cannot answer now: a second professional confirms; EXIT and "
                      "EMERGENCY, READ, three days; or a --mandate");
    propose->add_flag(
        "--represented", proposed->represented,
        "The person cannot answer now, and somebody with a mandate does: 90 days at most");
    CLI::App* confirm = consent->add_subcommand("confirm", "Say yes to a proposal");
    const auto confirmed = Runs(confirm, RunConsentConfirm);
    confirm->add_option("proposal", confirmed->proposal, "prp_...")->required();
    confirm
        ->add_option("--paper", confirmed->paper,
                     "What stands on the paper: signature, mark or spoken; the witness sends it")
        ->check(CLI::IsMember({"signature", "mark", "spoken"}));
    confirm->add_flag("--colleague", confirmed->colleague,
                      "As the second professional, because the person cannot answer");
    confirm->add_flag("--same-text", confirmed->same_text,
                      "The text that is shown was held against the paper: do not ask");
    confirm->add_flag("--read-aloud", confirmed->read_aloud, "It was read aloud");
    confirm->add_option("--interpreter", confirmed->interpreter,
                        "The service that interpreted, org_...");
    ChosenWord(confirm, confirmed->chosen_word_file);
    CLI::App* receipt = consent->add_subcommand(
        "receipt", "Print what was agreed to, and keep it as a file that relais-verify checks");
    const auto kept = Runs(receipt, RunConsentReceipt);
    receipt->add_option("consent", kept->consent, "Its id, or the beginning of it")->required();
    receipt->add_option("file", kept->file, "Where to")->required();
    receipt->add_flag("--force", kept->force, "Replace the file");
    CLI::App* revoke = consent->add_subcommand("revoke", "Take consents or exclusions back");
    const auto revoked = Runs(revoke, RunConsentRevoke);
    revoke->add_option("consents", revoked->consents, "Their ids, or the beginnings of them");
    revoke->add_option("--house", revoked->house,
                       "org_...: all that was agreed with this house or its people");
    revoke
        ->add_option("--card", revoked->card,
                     "At the desk, for a person who is there: the code of their card; without "
                     "--house, all that they agreed to")
        ->excludes("consents");
    ChosenWord(revoke, revoked->chosen_word_file);
    revoke->require_option(1, 0);
    CLI::App* exclude =
        consent->add_subcommand("exclude", "Close everything to someone, whatever else is agreed");
    const auto excluded = Runs(exclude, RunConsentExclude);
    exclude->add_option("--professional", excluded->professional, "pro_...");
    exclude->add_option("--house", excluded->house, "org_...");
    exclude->add_option("--until", excluded->until, "The last day; five years if left out");
    CLI::App* preview = consent->add_subcommand("preview", "Who could see what if I agreed");
    Grant(preview, *Runs(preview, RunConsentPreview));
    Runs(consent->add_subcommand("bundles", "The plain choices"), RunConsentBundles);
  }

  void Orders() {
    CLI::App* orders =
        Group("orders", "The privacy officer's register of orders of courts and authorities");
    Runs(orders->add_subcommand("list", "The register of your house, newest first"), RunOrders);
    CLI::App* enter = orders->add_subcommand(
        "enter", "Enter an order: it opens nothing, and the person is told of it");
    const auto e = Runs(enter, RunEnterOrder);
    enter->add_option("dossier", e->dossier, kDossierHelp)->required();
    enter->add_option("--authority", e->authority, "Who orders it, as the person will read it")
        ->required();
    enter->add_option("--reference", e->reference, "Its own number and day")->required();
    enter->add_option("--compartments", e->compartments, "Its exact scope: SOCIAL,HEALTH")
        ->required();
    enter->add_option("--lawyer", e->lawyer, "The lawyer who was asked")->required();
    enter->add_option("--advice", e->advice, "What they advised: comply, part or contest")
        ->check(CLI::IsMember({"comply", "part", "contest"}))
        ->required();
    enter->add_option("--silent-until", e->silent_until,
                      "The order forbids to tell the person until the end of this day");
    CLI::App* close = orders->add_subcommand("close", "Say what came of it, once");
    const auto c = Runs(close, RunCloseOrder);
    close->add_option("order", c->order, "ord_...")->required();
    close->add_option("--outcome", c->outcome, "handed-over, refused or withdrawn")
        ->check(CLI::IsMember({"handed-over", "refused", "withdrawn"}))
        ->required();
    close->add_option("--handed-over", c->handed_over, "What was: SOCIAL,HEALTH");
  }

  void Relations() {
    CLI::App* relation =
        Group("relation", "The first time: show that your team works with the person");
    CLI::App* card = relation->add_subcommand(
        "card", "By the person's card, and the word that they chose and type");
    const auto by_card = Runs(card, RunRelationCard);
    card->add_option("card", by_card->dossier, "The code of the card")->required();
    ChosenWord(card, by_card->chosen_word_file);
    CLI::App* code =
        relation->add_subcommand("code", "By a code to the person's phone, which they tell you");
    code->add_option("dossier", Runs(code, RunRelationCode)->dossier, kDossierHelp)->required();
    CLI::App* colleague = relation->add_subcommand(
        "colleague",
        "By two colleagues who both say so within an hour: for three days, told and reviewed");
    colleague->add_option("dossier", Runs(colleague, RunRelationColleague)->dossier, kDossierHelp)
        ->required();
  }

  void Accesses() {
    CLI::App* accesses = Group("accesses", "Who opened the file");
    CLI::App* list = accesses->add_subcommand("list", "Entries, newest first");
    const auto o = Runs(list, RunAccessesList);
    list->add_option("--house", o->house, "Only of this house, org_...");
    list->add_option("--profession", o->profession, "Only of this profession");
    list->add_option("--compartment", o->compartment, "Only what asked for this, such as HEALTH");
    list->add_flag("--refused", o->refused, "Only what was refused");
    list->add_flag("--emergency", o->emergency, "Only emergencies");
    list->add_option("--page-size", o->page_size, "How many at once, at most 200")
        ->check(CLI::Range(1, 200));
    list->add_flag("--all", o->all, "Every page");
    CLI::App* show = accesses->add_subcommand("show", "One entry: by which consent and rule");
    show->add_option("number", Runs(show, RunAccessesShow)->number, "Its number")->required();
    CLI::App* watch = accesses->add_subcommand("watch", "Entries as they come, until Ctrl-C");
    const auto w = Runs(watch, RunAccessesWatch);
    watch->add_option("--after", w->after, "Go on after this number; from now on if left out");
    watch->add_option("--count", w->count, "Stop after so many")->check(CLI::PositiveNumber);
    Objections(accesses);
    Runs(accesses->add_subcommand("orders", "Orders of courts and authorities for your file"),
         RunOwnOrders);
    Runs(accesses->add_subcommand("worries", "Who asked whom to be called back about you"),
         RunOwnWorries);
    CLI::App* save =
        accesses->add_subcommand("export", "Save the log as a file that anyone can check");
    const auto e = Runs(save, RunAccessesExport);
    save->add_option("file", e->file, "Where to")->required();
    save->add_option("--since", e->since,
                     "How many entries the log had when you verified it last: the file then shows "
                     "that it goes on from there");
    save->add_flag("--force", e->force, "Replace the file");
  }

  void Objections(CLI::App* accesses) {
    CLI::App* object = accesses->add_subcommand(
        "object", "Object to an entry: its reader is shut out until it is decided");
    const auto o = Runs(object, RunObject);
    CLI::Option* const number = object->add_option("number", o->number, "The entry's number");
    object
        ->add_option("--decider", o->decider,
                     "Who decides: house (the reader's own), other (house), ombuds, authority or "
                     "commission")
        ->check(CLI::IsMember({"house", "other", "ombuds", "authority", "commission"}))
        ->capture_default_str();
    object->add_option("--house", o->house, "The house that decides, org_..., but for house");
    object
        ->add_option("--card", o->card,
                     "At the desk, for a person who is there: the code of their card; what their "
                     "replies to messages stopped stays stopped")
        ->excludes(number)
        ->excludes("--decider")
        ->excludes("--house");
    ChosenWord(object, o->chosen_word_file);
    Runs(accesses->add_subcommand("objections", "Your objections, and what became of them"),
         RunObjections);
    CLI::App* lift = accesses->add_subcommand("lift", "Take an objection back");
    const auto l = Runs(lift, RunLift);
    CLI::Option* const objection = lift->add_option("objection", l->objection, "rev_...");
    lift->add_option("--card", l->card,
                     "At the desk, for a person who is there: the code of their card; whom their "
                     "replies to messages stopped can read again, but for your own colleagues")
        ->excludes(objection);
    ChosenWord(lift, l->chosen_word_file);
  }

  void Reviews() {
    CLI::App* reviews = Group("reviews", "A privacy officer's queue: who, when, why, no content");
    Runs(reviews->add_subcommand("list", "What is to be decided, the most urgent first"),
         RunReviews);
    CLI::App* decide = reviews->add_subcommand("decide", "Decide one");
    const auto d = Runs(decide, RunDecide);
    decide->add_option("review", d->review, "rev_...")->required();
    decide->add_flag("--upheld", d->upheld, "For the person: the reader is, or stays, shut out");
    decide->add_flag("--rejected", d->rejected,
                     "In order: the reader may read, as far as rule and consent allow");
    decide
        ->add_option("--answer", d->answer,
                     "part-of-the-work, no-need, other-person, mistake or abuse")
        ->required()
        ->check(CLI::IsMember({"part-of-the-work", "no-need", "other-person", "mistake", "abuse"}));
  }

  void Staff() {
    CLI::App* staff =
        Group("staff", "A privacy officer replaces the name of a threatened colleague by a number");
    Runs(staff->add_subcommand("list", "Who stands behind which number"), RunStaffList);
    CLI::App* replace = staff->add_subcommand(
        "replace", "Replace a name, in the directory and in entries from now on");
    const auto o = Runs(replace, RunStaffReplace);
    replace->add_option("professional", o->professional, "pro_...")->required();
    replace
        ->add_option("--ground", o->ground,
                     "reported (to the police), court (order), or advice (of the prevention "
                     "adviser)")
        ->required()
        ->check(CLI::IsMember({"reported", "court", "advice"}));
    replace->add_option("--document", o->document, "The reference of the document that says so")
        ->required();
    CLI::App* restore = staff->add_subcommand("restore", "Show the name again");
    restore->add_option("professional", Runs(restore, RunStaffRestore)->professional, "pro_...")
        ->required();
  }

  void TellSet(CLI::App* set) {
    const auto o = Runs(set, RunTellSet);
    const auto yes_or_no = CLI::IsMember({"yes", "no"});
    CLI::Option* const by = set->add_option("--by", o->by, "sms, email, letter or meeting")
                                ->check(CLI::IsMember({"sms", "email", "letter", "meeting"}));
    set->add_option("--address", o->address, "+32470112233, name@example.org, or a postal address");
    set->add_option("--language", o->language,
                    "Of the notice: fr, nl, de, en, es, pt, pl, ro, tr, ar or uk");
    set->add_option("--seen-by", o->seen_by,
                    "Who else can see this phone, mailbox or letterbox? nobody or somebody; asked "
                    "in private")
        ->check(CLI::IsMember({"nobody", "somebody"}));
    set->add_option("--pace", o->pace, "daily, or each: at each reading")
        ->check(CLI::IsMember({"daily", "each"}));
    set->add_option("--hour", o->hour, "Of the daily notice, 0 to 23");
    set->add_option("--quiet", o->quiet, "Hours without notices, such as 21-8; 0-0 for none");
    set->add_option("--zone", o->zone, "The time zone, such as Europe/Brussels");
    set->add_option("--safe-by", o->safe_by,
                    "By what a person whom you trust is told: sms, email, letter; none takes them "
                    "out")
        ->check(CLI::IsMember({"sms", "email", "letter", "none"}));
    set->add_option("--safe-address", o->safe_address, "Their number or address");
    set->add_option("--safe-language", o->safe_language, "Their language");
    set->add_option("--beside", o->beside, "They are told beside you (yes) or instead (no)")
        ->check(yes_or_no);
    set->add_option("--closed-place", o->closed_place,
                    "In a prison or a closed ward (yes), or out again (no)")
        ->check(yes_or_no);
    set->add_option("--large-print", o->large_print, "Letters in large print: yes or no")
        ->check(yes_or_no);
    set->add_option("--card", o->card,
                    "At the desk, for a person who is there: the code of their card; what is left "
                    "out is unset, but for the safe contact")
        ->needs(by);
    ChosenWord(set, o->chosen_word_file);
  }

  void Tell() {
    CLI::App* tell = Group("tell", "How the person is told who opened the file");
    Runs(tell->add_subcommand("show", "How you are told, and what waits"), RunTellShow);
    TellSet(tell->add_subcommand("set", "Say how you want to be told; what is left out stays"));
    CLI::App* text = tell->add_subcommand("text", "The text of every notice");
    text->add_option("language", Runs(text, RunTellText)->language, "fr, nl, de, en, ...");
    CLI::App* due = tell->add_subcommand(
        "due", "What to say to the person at a meeting; without a dossier: who is to be told");
    due->add_option("dossier", Runs(due, RunTellDue)->dossier, "Dossier id (dos_...) or card code");
    CLI::App* told = tell->add_subcommand("told", "Note that it was said, in private");
    const auto o = Runs(told, RunTellTold);
    told->add_option("dossier", o->dossier, kDossierHelp)->required();
    told->add_option("number", o->number, "As relais tell due gave it")->required();
    CLI::App* pause = tell->add_subcommand(
        "pause", "Stop messages: the person enters a closed place, or they are a danger");
    pause->add_option("dossier", Runs(pause, RunTellPause)->dossier, kDossierHelp)->required();
  }

  void Directory() {
    CLI::App* kinds = app.add_subcommand("kinds", "Kinds of step, with their fields");
    kinds->add_option("words", Runs(kinds, RunKinds)->words, "Only kinds with these words");
    Runs(app.add_subcommand("houses", "Houses"), RunHouses);
    CLI::App* units = app.add_subcommand("units", "Wards, desks and cells of a house");
    units->add_option("house", Runs(units, RunUnits)->house, "org_...")->required();
    CLI::App* people = app.add_subcommand("professionals", "Professionals of a house");
    people->add_option("house", Runs(people, RunProfessionals)->house, "org_...")->required();
  }

  void Device() {
    CLI::App* enrol = app.add_subcommand("enrol", "Make this device's key, then its profile");
    const auto o = Runs(enrol, RunEnrol);
    enrol->add_option("directory", o->directory, "Where the key, certificate and profile lie")
        ->required();
    enrol->add_option("--name", o->name, "The device's name, for the certificate");
    enrol->add_option("--certificate", o->certificate,
                      "The signed certificate: writes the profile");
    enrol->add_option("--ca", o->ca, "The server's certificate authority");
    enrol->add_option("--server", o->server, "HOST:PORT");
    enrol->add_option("--token-file", o->token_file, "Where the sign-in token lies");
    Completion();
  }

  void SignIn() {
    CLI::App* login = app.add_subcommand(
        "login", "Sign in: professionals where the profile says, persons with --card");
    const auto o = Runs(login, RunLogin);
    login->add_option("--card", o->card, "A person's card: a code goes to their phone");
    ChosenWord(login, o->chosen_word_file);
    login->add_flag("--without-word", o->without_word,
                    "By the code alone: shows whether there is something new");
    Runs(app.add_subcommand("logout", "End the session, and forget it on this device"), RunLogout);
    CLI::App* call_me =
        app.add_subcommand("call-me", "Ask the help line to call your phone; a code is enough");
    call_me->add_flag("--no-longer", Runs(call_me, RunCallMe)->no_longer, "Not any more");
    CLI::App* calls = Group("calls", "At the help line: who asked to be called");
    Runs(calls->add_subcommand("list", "Their numbers, and since when they wait"), RunCalls);
    CLI::App* taken = calls->add_subcommand("taken", "Say that you call one of them");
    taken->add_option("dossier", Runs(taken, RunCallTaken)->dossier, "dos_..., as listed")
        ->required();
    CLI::App* sessions = Group("sessions", "Where you are signed in, and by what");
    Runs(sessions->add_subcommand("list", "Your sessions and passkeys"), RunSessions);
    CLI::App* end = sessions->add_subcommand("end", "End a session at once; without a name, all");
    end->add_option("session", Runs(end, RunEndSession)->session, "ses_...");
    CLI::App* invite = app.add_subcommand(
        "invite",
        "Let the person, or somebody they trust, add a passkey: one-time code for their phone, at "
        "the desk");
    const auto i = Runs(invite, RunInvite);
    invite->add_option("dossier", i->dossier, kDossierHelp)->required();
    CLI::Option* const trusted =
        invite->add_option("--trusted", i->trusted, "Somebody whom the person trusts, tru_...");
    invite->add_option("--chosen-word-file", i->chosen_word_file,
                       "File that holds the chosen word; else the person types it");
    invite
        ->add_flag("--mandated", i->mandated,
                   "Without the word: you confirmed that you saw their mandate, while the person "
                   "could not answer")
        ->needs(trusted);
  }

  void Completion() {
    CLI::App* completion =
        app.add_subcommand("completion", "Print a completion script: bash, zsh or fish");
    auto shell = std::make_shared<std::string>();
    completion->add_option("shell", *shell, "bash, zsh or fish")
        ->required()
        ->check(CLI::IsMember({"bash", "zsh", "fish"}));
    completion->callback([this, shell] { command_.to_out = CompletionScript(*shell); });
  }

  void AddNames(const CLI::App& of);

  Command& command_;
};

const CLI::App* Child(const CLI::App& app, const std::string& name) {
  for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
    if (sub->get_name() == name) return sub;
  }
  return nullptr;
}

// Commands and options that can follow on `at`.
void Declaration::AddNames(const CLI::App& at) {
  for (const CLI::App* sub : at.get_subcommands([](const CLI::App*) { return true; })) {
    command_.to_out += sub->get_name() + "\n";
  }
  for (const CLI::Option* option : at.get_options()) {
    for (const std::string& name : option->get_lnames()) command_.to_out += "--" + name + "\n";
  }
}

void Declaration::Complete(const std::vector<std::string>& words) {
  command_.quiet = true;
  if (const char* profile = std::getenv("RELAIS_PROFILE")) command_.globals.profile = profile;
  if (words.empty()) return;
  const std::string prefix = words.size() == 2 ? words.back() : "";
  if (words.front() == "kinds") {
    command_.run = [prefix](Session& session) { return RunCompleteKinds(session, prefix); };
    return;
  }
  const CLI::App* at = &app;
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (const CLI::App* sub = Child(*at, words[i])) at = sub;
  }
  AddNames(*at);
  const bool adds_step = at->get_name() == "add" && Child(app, "step") == at->get_parent();
  if (adds_step) command_.run = [](Session& session) { return RunCompleteKinds(session, ""); };
}

// The words of the command that was reached, for "try: relais step add --help".
std::string Reached(const CLI::App& app) {
  std::string out = "relais";
  const CLI::App* at = &app;
  while (!at->get_subcommands().empty()) {
    at = at->get_subcommands().front();
    out += " " + at->get_name();
  }
  return out;
}

}  // namespace

Command ParseCommandLine(const std::vector<std::string>& arguments) {
  Command command;
  Declaration declaration(command);
  if (!arguments.empty() && arguments.front() == "__complete") {
    declaration.Complete({arguments.begin() + 1, arguments.end()});
    return command;
  }
  CLI::App& app = declaration.app;
  try {
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::CallForHelp&) {
    command.to_out = app.help();
  } catch (const CLI::CallForAllHelp&) {
    command.to_out = app.help("", CLI::AppFormatMode::All);
  } catch (const CLI::CallForVersion& version) {
    command.to_out = version.what() + std::string("\n");
  } catch (const CLI::ParseError& error) {
    command.exit_code = kWrongUsage;
    command.to_err = "relais: " + Clean(error.what()) + "; see: " + Reached(app) + " --help\n";
  }
  return command;
}

}  // namespace relais::cli

// relais-admin: what keeps a server running. No command returns content of a dossier.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <functional>
#include <iostream>
#include <map>
#include <memory>

#include "clients/admin/log_commands.h"
#include "clients/admin/policy_commands.h"
#include "clients/admin/setup.h"
#include "clients/admin/staff_list.h"
#include "clients/admin/telling_commands.h"
#include "clients/cli/api.h"
#include "clients/cli/days.h"
#include "clients/cli/qr.h"
#include "crypto/random.h"
#include "services/base/clock.h"
#include "services/base/files.h"
#include "services/identity/authority.h"

namespace {

using namespace relais;
using admin::NewRequestId;
using admin::Output;
using admin::Print;
using Command = std::function<Status(const Output&)>;

const std::map<std::string, v1::Organisation::TellsOf> kTellsOf = {
    {"detention", v1::Organisation::TELLS_OF_DETENTION},
    {"mental-health", v1::Organisation::TELLS_OF_MENTAL_HEALTH},
    {"addiction", v1::Organisation::TELLS_OF_ADDICTION},
    {"refuge", v1::Organisation::TELLS_OF_REFUGE}};

constexpr char kNothing[] = "nothing";

// What the options of all commands are read into, and the one that was chosen.
struct Line {
  std::string output = "text", profile, config = "relaisd.toml", file, name, house, unit,
              profession, out;
  std::vector<std::string> files;
  bool dry_run = false, stays = false;
  int minutes = 15;
  admin::InitOptions init;
  admin::Question question;
  std::vector<std::string> tells_of;
  std::string subject, issuer, account, cbe_number, until, duty_line, hours;
  Command run;
};

Result<std::unique_ptr<cli::Api>> Connect(const Line& line) {
  const cli::Speech say{cli::Language::kEn};
  if (line.profile.empty())
    return Fail(Reason::kInvalid, "say who you are: --as FILE.toml, or RELAIS_PROFILE");
  ASSIGN_OR_RETURN(const auto profile, cli::LoadProfile(line.profile, say));
  ASSIGN_OR_RETURN(const auto credentials, profile.token.empty()
                                               ? cli::LoadDevice(profile, say)
                                               : cli::LoadCredentials(profile, say));
  cli::Caller caller{profile.server, credentials.token, profile.token.string()};
  return std::make_unique<cli::Api>(cli::Connect(profile, credentials), std::move(caller), say);
}

// The last moment of a day.
Result<google::protobuf::Timestamp> Until(const std::string& day) {
  return cli::EndOfDay(day, std::time(nullptr), cli::Speech{cli::Language::kEn});
}

Status AddOrganisation(const Line& line, const Output& output) {
  ASSIGN_OR_RETURN(const auto api, Connect(line));
  v1::AddOrganisationRequest request;
  request.set_request_id(NewRequestId());
  request.mutable_organisation()->set_name(line.name);
  for (const std::string& one : line.tells_of)
    request.mutable_organisation()->add_tells_of(kTellsOf.at(one));
  request.mutable_organisation()->set_cbe_number(line.cbe_number);
  ASSIGN_OR_RETURN(const auto response, api->Call(request));
  return Print(response, response.organisation_id(), output);
}

Status AddProfessional(const Line& line, const Output& output) {
  ASSIGN_OR_RETURN(const auto api, Connect(line));
  v1::AddProfessionalRequest request;
  request.set_request_id(NewRequestId());
  request.mutable_professional()->set_name(line.name);
  request.mutable_professional()->set_organisation_id(line.house);
  request.mutable_professional()->set_profession(line.profession);
  request.mutable_professional()->set_unit_id(line.unit);
  if (!line.until.empty()) {
    ASSIGN_OR_RETURN(*request.mutable_professional()->mutable_service_end_time(),
                     Until(line.until));
  }
  ASSIGN_OR_RETURN(const auto response, api->Call(request));
  return Print(response, response.professional_id(), output);
}

Status MoveProfessional(const Line& line, const Output& output) {
  ASSIGN_OR_RETURN(const auto api, Connect(line));
  v1::MoveProfessionalRequest request;
  request.set_request_id(NewRequestId());
  request.set_professional_id(line.subject);
  request.set_unit_id(line.unit);
  ASSIGN_OR_RETURN(const auto response, api->Call(request));
  return Print(response, "moved", output);
}

Status Leave(const Line& line, const Output& output) {
  ASSIGN_OR_RETURN(const auto api, Connect(line));
  v1::SetServiceEndRequest request;
  request.set_request_id(NewRequestId());
  request.set_professional_id(line.subject);
  const char* done = "stays";
  if (!line.until.empty()) {
    ASSIGN_OR_RETURN(*request.mutable_service_end_time(), Until(line.until));
    done = "leaves at the end of that day";
  } else if (!line.stays) {
    request.set_now(true);
    done = "left: nothing is open to them any more";
  }
  ASSIGN_OR_RETURN(const auto response, api->Call(request));
  return Print(response, done, output);
}

Status ImportStaff(const Line& line, const Output& output) {
  ASSIGN_OR_RETURN(const auto api, Connect(line));
  return admin::ImportStaff(*api, line.file, line.dry_run, output);
}

Status AddUnit(const Line& line, const Output& output) {
  ASSIGN_OR_RETURN(const auto api, Connect(line));
  v1::AddUnitRequest request;
  request.set_request_id(NewRequestId());
  request.mutable_unit()->set_name(line.name);
  request.mutable_unit()->set_organisation_id(line.house);
  ASSIGN_OR_RETURN(const auto response, api->Call(request));
  return Print(response, response.unit_id(), output);
}

Status SetTellsOf(const Line& line, const Output& output) {
  ASSIGN_OR_RETURN(const auto api, Connect(line));
  v1::SetTellsOfRequest request;
  request.set_request_id(NewRequestId());
  request.set_organisation_id(line.house);
  for (const std::string& one : line.tells_of)
    if (one != kNothing) request.add_tells_of(kTellsOf.at(one));
  if (line.tells_of.size() > 1 && request.tells_of_size() < static_cast<int>(line.tells_of.size()))
    return Fail(Reason::kInvalid, "expected nothing, or what it tells of, not both", "--tells-of");
  ASSIGN_OR_RETURN(const auto response, api->Call(request));
  return Print(response, "Said, for what is recorded from now on.", output);
}

Status SetReach(const Line& line, const Output& output) {
  ASSIGN_OR_RETURN(const auto api, Connect(line));
  v1::SetReachRequest request;
  request.set_request_id(NewRequestId());
  if (line.unit.empty())
    request.set_organisation_id(line.house);
  else
    request.set_unit_id(line.unit);
  request.set_opening_hours(line.hours);
  request.set_duty_line(line.duty_line);
  ASSIGN_OR_RETURN(const auto response, api->Call(request));
  return Print(response, "Said.", output);
}

template <class Request>
Status SetStanding(const Line& line, const Output& output, const char* done) {
  ASSIGN_OR_RETURN(const auto api, Connect(line));
  Request request;
  request.set_request_id(NewRequestId());
  request.set_professional_id(line.subject);
  ASSIGN_OR_RETURN(const auto response, api->Call(request));
  return Print(response, done, output);
}

Status Invite(const Line& line, const Output& output) {
  ASSIGN_OR_RETURN(const auto api, Connect(line));
  v1::InviteRequest request;
  request.set_request_id(NewRequestId());
  request.set_professional_id(line.subject);
  ASSIGN_OR_RETURN(const auto response, api->Call(request));
  return Print(response,
               cli::QrCode(response.link(), isatty(STDOUT_FILENO) != 0) + "\nFor " + line.subject +
                   " alone, to add a passkey; good once, for three days:\n" + response.link(),
               output);
}

void Set(v1::Account& account, const Line& line) {
  account.set_issuer(line.issuer);
  account.set_subject(line.account);
}

Status AddSignIn(const Line& line, const Output& output) {
  ASSIGN_OR_RETURN(const auto api, Connect(line));
  v1::AddSignInRequest request;
  request.set_request_id(NewRequestId());
  request.set_professional_id(line.subject);
  Set(*request.mutable_account(), line);
  ASSIGN_OR_RETURN(const auto response, api->Call(request));
  return Print(response, "may sign in with it, when relaisd.toml names the provider exactly so",
               output);
}

Status RemoveSignIn(const Line& line, const Output& output) {
  ASSIGN_OR_RETURN(const auto api, Connect(line));
  v1::RemoveSignInRequest request;
  request.set_request_id(NewRequestId());
  Set(*request.mutable_account(), line);
  ASSIGN_OR_RETURN(const auto response, api->Call(request));
  return Print(response, "taken back", output);
}

void AddAccount(CLI::App* command, Line& line) {
  command->add_option("--issuer", line.issuer, "The provider, as relaisd.toml names it")
      ->required();
  command->add_option("--account", line.account, "The account there, as its tokens name it")
      ->required();
}

Result<std::string> CertificateIn(const std::string& file) {
  ASSIGN_OR_RETURN(const Bytes pem, ReadFile(file, 1 << 16));
  const auto fingerprint = identity::FingerprintOf(pem);
  if (!fingerprint) return Fail(Reason::kInvalid, file + " is not a certificate in PEM");
  return ToHex(View(*fingerprint));
}

Status AddSystem(const Line& line, const Output& output) {
  ASSIGN_OR_RETURN(const auto api, Connect(line));
  v1::AddSystemRequest request;
  request.set_request_id(NewRequestId());
  ASSIGN_OR_RETURN(*request.mutable_system()->mutable_certificate(), CertificateIn(line.file));
  request.mutable_system()->set_organisation_id(line.house);
  request.mutable_system()->set_name(line.name);
  ASSIGN_OR_RETURN(const auto response, api->Call(request));
  return Print(response, "it may ask for professionals of its house, with the header relais-for",
               output);
}

Status RemoveSystem(const Line& line, const Output& output) {
  ASSIGN_OR_RETURN(const auto api, Connect(line));
  v1::RemoveSystemRequest request;
  request.set_request_id(NewRequestId());
  request.set_certificate(line.subject);
  ASSIGN_OR_RETURN(const auto response, api->Call(request));
  return Print(response, "stopped", output);
}

Status ListSystems(const Line& line, const Output& output) {
  ASSIGN_OR_RETURN(const auto api, Connect(line));
  v1::ListSystemsRequest request;
  request.set_organisation_id(line.house);
  do {
    ASSIGN_OR_RETURN(const auto response, api->Call(request));
    std::string lines;
    for (const v1::System& system : response.systems())
      lines += (lines.empty() ? "" : "\n") + system.certificate() + "  " + system.name();
    if (output.json || !lines.empty()) RETURN_IF_ERROR(Print(response, lines, output));
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  return {};
}

// The second line of a checkpoint.
std::string SizeOf(const std::string& note) {
  const auto from = note.find('\n') + 1;
  return note.empty() ? "0" : note.substr(from, note.find('\n', from) - from);
}

Status LogStatus(const Line& line, const Output& output) {
  ASSIGN_OR_RETURN(const auto api, Connect(line));
  ASSIGN_OR_RETURN(const auto response, api->Call(v1::GetCheckpointRequest()));
  std::string text =
      "The log has " + SizeOf(response.note()) + " entries under its newest checkpoint.";
  for (const auto& witness : response.witnesses()) {
    text += "\nWitness " + witness.name() + ": ";
    text += witness.size() == 0
                ? "nothing cosigned since the server started"
                : std::to_string(witness.size()) + " entries cosigned at " +
                      FormatInstant(FromMillis(witness.cosign_time().seconds() * 1000));
    if (!witness.trouble().empty()) text += "; now it does not answer: " + witness.trouble();
  }
  return Print(response, text, output);
}

Status RunInit(const Line& line, const Output& output) {
  ASSIGN_OR_RETURN(const auto made, admin::Init(line.init));
  const std::string dir = line.init.directory.string();
  if (output.json)
    output.out << "{\"operator_id\":\"" << made.operator_id << "\",\"log_vkey\":\"" << made.vkey
               << "\"}\n";
  else
    output.out << "Made a server in " << dir << ". Its operator is " << made.operator_id
               << ", who asks with relais-admin --as " << dir << "/operator.toml.\nKeep " << dir
               << "/keys out of every backup of " << dir << "/data.\nNow: relaisd --config " << dir
               << "/relaisd.toml\n";
  return {};
}

Status RunToken(const Line& line, const Output& output) {
  ASSIGN_OR_RETURN(const auto token, admin::Token(line.config, line.subject, line.minutes));
  output.out << (output.json ? admin::JsonOf({{"token", token}}) : token) << '\n';
  return {};
}

Status RunSignDevice(const Line& line, const Output& output) {
  ASSIGN_OR_RETURN(const auto certificate, admin::SignDevice(line.config, line.file, line.name));
  ASSIGN_OR_RETURN(const Hash hash, identity::FingerprintOf(certificate));
  const std::string fingerprint = ToHex(View(hash));
  const std::string out = line.out.empty() ? line.file + ".pem" : line.out;
  RETURN_IF_ERROR(WriteFileAtomically(out, certificate, 0644));
  if (output.json)
    output.out << admin::JsonOf({{"certificate", out}, {"sha256", fingerprint}}) << '\n';
  else
    output.out << "Signed. On the device: relais enrol DIR --certificate " << out << " --ca "
               << (std::filesystem::path(line.config).parent_path() / "tls" / "ca.pem").string()
               << " --server HOST:PORT\nFor an operator's: operators = [\"opr_... " << fingerprint
               << "\"] in relaisd.toml\n";
  return {};
}

CLI::App* Leaf(CLI::App* parent, const std::string& name, const std::string& what, Line& line,
               std::function<Status(const Line&, const Output&)> run) {
  CLI::App* const command = parent->add_subcommand(name, what);
  command->fallthrough();
  command->callback([&line, run] {
    line.run = [&line, run](const Output& output) { return run(line, output); };
  });
  return command;
}

CLI::App* Group(CLI::App& app, const std::string& name, const std::string& what) {
  CLI::App* const group = app.add_subcommand(name, what);
  group->require_subcommand(1);
  group->fallthrough();
  return group;
}

CLI::App* AddReachOptions(CLI::App* command, Line& line) {
  command->add_option(
      "--hours", line.hours,
      "\"Mo-Fr 08:30-12:00,13:00-16:30; Sa 09:00-12:00\" or \"24/7\", Belgian time; "
      "not known if left out");
  command->add_option("--duty-line", line.duty_line,
                      "The number that answers outside the hours, +32...; none if left out");
  return command;
}

void AddServerCommands(CLI::App& app, Line& line) {
  CLI::App* const init = Leaf(
      &app, "init", "Make a new server: keys, certificates, data, configuration", line, RunInit);
  init->add_option("directory", line.init.directory, "An empty or absent folder")->required();
  init->add_option("--policy", line.init.policy,
                   "The policy file, such as deploy/policy/belgium.toml")
      ->required();
  init->add_option("--catalogue", line.init.catalogue,
                   "The catalogue file, such as deploy/catalogue.toml")
      ->required();
  init->add_option("--messages", line.init.messages,
                   "The folder of notices, such as deploy/messages; beside the catalogue when left "
                   "out");
  init->add_option("--help-line", line.init.help_line, "The number that notices name for questions")
      ->capture_default_str();
  line.init.https_listen = "127.0.0.1:8443";
  init->add_option("--https-listen", line.init.https_listen,
                   "ADDRESS:PORT for browsers; empty: none in this process (see relais-gateway)")
      ->capture_default_str();
  init->add_option("--listen", line.init.listen, "HOST:PORT; port 0 takes a free one")
      ->capture_default_str();
  init->add_option("--log-name", line.init.log_name,
                   "The name of the log, such as hospital.example/relais")
      ->capture_default_str();
  init->add_option("--name", line.init.names,
                   "One more DNS name or address of the server; may be repeated");
  init->add_flag("--demo", line.init.demo,
                 "Lets relais-admin token hand out tokens; never with real people");
  CLI::App* const token =
      Leaf(&app, "token", "Print a token for a subject; in a demonstration only", line, RunToken);
  token->add_option("subject", line.subject, "per_..., pro_... or opr_...")->required();
  token->add_option("--minutes", line.minutes, "How long it holds")
      ->check(CLI::Range(1, 15))
      ->capture_default_str();
  token->add_option("--config", line.config, "The server's relaisd.toml")->capture_default_str();
  CLI::App* const device =
      Leaf(Group(app, "device", "Devices that may connect"), "sign",
           "Sign a device's request, made by relais enrol", line, RunSignDevice);
  device->add_option("request", line.file, "device.csr")->required();
  device->add_option("--name", line.name, "What operators will call the device")->required();
  device->add_option("--out", line.out,
                     "Where the certificate goes; beside the request when left out");
  device->add_option("--config", line.config, "The server's relaisd.toml")->capture_default_str();
}

void AddLogCommands(CLI::App& app, Line& line) {
  CLI::App* const group = Group(app, "log", "The log of all entries");
  Leaf(group, "status", "How many entries it has, and how far its witnesses are", line, LogStatus);
  CLI::App* const publish = Leaf(
      group, "export", "Publish its leaves, which say nothing of anybody (C2SP tlog-tiles)", line,
      [](const Line& l, const Output& o) { return admin::ExportLog(l.config, l.out, o); });
  publish->add_option("folder", line.out, "Where; what is there already is kept")->required();
  publish->add_option("--config", line.config, "The server's relaisd.toml")->capture_default_str();
  Leaf(group, "check", "Hold the whole log against itself; the server must be stopped", line,
       [](const Line& l, const Output& o) { return admin::CheckLog(l.config, o); })
      ->add_option("--config", line.config, "The server's relaisd.toml")
      ->capture_default_str();
}

Status Requeue(const Line& line, const Output& output) {
  ASSIGN_OR_RETURN(const auto api, Connect(line));
  v1::RequeueDeadLetterRequest request;
  request.set_request_id(NewRequestId());
  request.set_id(line.subject);
  ASSIGN_OR_RETURN(const auto response, api->Call(request));
  return Print(response, "it is tried once more", output);
}

void AddTellingCommands(CLI::App& app, Line& line) {
  CLI::App* const telling = Group(app, "telling", "Messages to the people whose files these are");
  Leaf(telling, "dead", "Messages that could not be delivered: no text, no address", line,
       [](const Line& l, const Output& o) -> Status {
         ASSIGN_OR_RETURN(const auto api, Connect(l));
         return admin::ListDead(*api, o);
       });
  Leaf(telling, "requeue", "Try one of them once more", line, Requeue)
      ->add_option("message", line.subject, "Its id, as telling dead lists it")
      ->required();
  CLI::App* const url = Leaf(
      telling, "reply-url", "Where the SMS gateway is to hand in replies", line,
      [](const Line& l, const Output& o) { return admin::PrintReplyUrl(l.config, l.name, o); });
  url->add_option("--listen", line.name, "Another address than the configuration's");
  CLI::App* const spool =
      Leaf(Group(app, "spool", "SMS of a server without a gateway"), "show",
           "What the phones would show; in a demonstration only", line,
           [](const Line& l, const Output& o) { return admin::ShowSpool(l.config, o); });
  CLI::App* const letters =
      Leaf(Group(app, "letters", "The print queue"), "print",
           "Write each letter that waits as a page to print, and take it out of the queue", line,
           [](const Line& l, const Output& o) { return admin::PrintLetters(l.config, l.out, o); });
  letters->add_option("folder", line.out, "Where the pages go")->required();
  for (CLI::App* const command : {url, spool, letters})
    command->add_option("--config", line.config, "The server's relaisd.toml")
        ->capture_default_str();
}

CLI::Option* AddTellsOfOption(CLI::App* command, Line& line, std::vector<std::string> words,
                              const std::string& more) {
  for (const auto& [word, what] : kTellsOf) words.push_back(word);
  return command
      ->add_option("--tells-of", line.tells_of,
                   "What its name tells of: it is masked for whoever has no need; several with "
                   "commas. refuge: a shelter for victims" +
                       more)
      ->delimiter(',')
      ->check(CLI::IsMember(words));
}

void AddDirectoryCommands(CLI::App& app, Line& line) {
  CLI::App* const houses = Group(app, "organisation", "Houses");
  CLI::App* const organisation =
      Leaf(houses, "add", "Add a house; prints its id", line, AddOrganisation);
  organisation->add_option("--name", line.name, "As people know it")->required();
  AddTellsOfOption(organisation, line, {}, "");
  CLI::App* const tells_of =
      Leaf(houses, "tells-of", "Say what its name tells of, of what is recorded from then on", line,
           SetTellsOf);
  tells_of->add_option("house", line.house, "org_...")->required();
  // Said in a word: a command that was cut short unmasks nobody.
  AddTellsOfOption(tells_of, line, {kNothing}, "; nothing: it is masked no more")->required();
  organisation->add_option(
      "--cbe-number", line.cbe_number,
      "Its number at the Crossroads Bank for Enterprises, such as 0314.595.348");
  CLI::App* const units =
      Group(app, "unit", "Wards, desks and cells: their members stand in for each other");
  CLI::App* const unit = Leaf(units, "add", "Add a unit to a house; prints its id", line, AddUnit);
  unit->add_option("--house", line.house, "org_...")->required();
  unit->add_option("--name", line.name, "As people know it in the house")->required();
  AddReachOptions(Leaf(houses, "reach", "Say when a house is open, and which number answers else",
                       line, SetReach),
                  line)
      ->add_option("house", line.house, "org_...")
      ->required();
  AddReachOptions(
      Leaf(units, "reach", "Say it of a unit; what is left out is the house's", line, SetReach),
      line)
      ->add_option("unit", line.unit, "uni_...")
      ->required();
  CLI::App* const group = Group(app, "professional", "Professionals");
  CLI::App* const add =
      Leaf(group, "add", "Add a professional; prints the id", line, AddProfessional);
  add->add_option("--name", line.name, "As the person will read it in the log")->required();
  add->add_option("--house", line.house, "org_...")->required();
  add->add_option("--profession", line.profession, "A profession of the policy")->required();
  add->add_option("--unit", line.unit, "The unit of the house, uni_...; none if left out");
  add->add_option("--until", line.until, "The last day of service, 2026-12-31; none if left out");
  CLI::App* const import = Leaf(
      group, "import",
      "Add a house's staff out of a spreadsheet (CSV, UTF-8): columns "
      "name, house (org_... or its CBE number), "
      "profession, and perhaps unit and until. Nobody is added while a line is wrong, or twice",
      line, ImportStaff);
  import->add_option("file", line.file, "FILE.csv")->required();
  import->add_flag("--dry-run", line.dry_run, "Name each line that is wrong, and add nobody");
  CLI::App* const move =
      Leaf(group, "move", "Put a professional into a unit, or into none, at once", line,
           MoveProfessional);
  move->add_option("professional", line.subject, "pro_...")->required();
  move->add_option("--unit", line.unit, "uni_... of the same house; none if left out");
  CLI::App* const leave = Leaf(
      group, "leave", "End a professional's service: at once, or at the end of a day", line, Leave);
  leave->add_option("professional", line.subject, "pro_...")->required();
  CLI::Option* const on = leave->add_option("--on", line.until, "The last day, 2026-12-31");
  leave->add_flag("--never", line.stays, "Take the end back")->excludes(on);
  CLI::App* const suspend =
      Leaf(group, "suspend", "Stop a professional's access at once", line,
           [](const Line& l, const Output& o) {
             return SetStanding<v1::SuspendProfessionalRequest>(l, o, "suspended");
           });
  suspend->add_option("professional", line.subject, "pro_...")->required();
  CLI::App* const resume =
      Leaf(group, "resume", "Let a suspended professional in again", line,
           [](const Line& l, const Output& o) {
             return SetStanding<v1::ResumeProfessionalRequest>(l, o, "let in again");
           });
  resume->add_option("professional", line.subject, "pro_...")->required();
  Leaf(group, "invite", "Let a professional add a passkey: a one-time link, and its QR code", line,
       Invite)
      ->add_option("professional", line.subject, "pro_...")
      ->required();
  CLI::App* const sign_in = Leaf(
      group, "sign-in", "Let a professional sign in with an account elsewhere", line, AddSignIn);
  sign_in->add_option("professional", line.subject, "pro_...")->required();
  AddAccount(sign_in, line);
  AddAccount(Leaf(group, "no-sign-in", "Take such an account back at once", line, RemoveSignIn),
             line);
}

void AddSystemCommands(CLI::App& app, Line& line) {
  CLI::App* const group = Group(app, "system", "Houses' own systems, which ask for professionals");
  CLI::App* const add = Leaf(group, "add", "Let a system ask, by its certificate", line, AddSystem);
  add->add_option("certificate", line.file, "Its certificate, PEM: relais-admin device sign")
      ->required();
  add->add_option("--house", line.house, "org_...")->required();
  add->add_option("--name", line.name, "As the person will read it beside the professional's name")
      ->required();
  CLI::App* const remove = Leaf(group, "remove", "Stop a system at once", line, RemoveSystem);
  remove->add_option("certificate", line.subject, "64 hex digits, as relais-admin system list says")
      ->required();
  CLI::App* const list = Leaf(group, "list", "The systems of a house", line, ListSystems);
  list->add_option("--house", line.house, "org_...")->required();
}

void AddPolicyCommands(CLI::App& app, Line& line) {
  CLI::App* const group = Group(app, "policy", "The policy file, without a server");
  Leaf(group, "check", "Is the file in order?", line,
       [](const Line& l, const Output& o) { return admin::CheckPolicy(l.file, o); })
      ->add_option("file", line.file)
      ->required();
  CLI::App* const test =
      Leaf(group, "test", "Do these cases hold?", line,
           [](const Line& l, const Output& o) { return admin::TestPolicy(l.file, l.files, o); });
  test->add_option("file", line.file)->required();
  test->add_option("cases", line.files, "Files of cases")->required();
  Leaf(group, "matrix", "Who may reach what", line,
       [](const Line& l, const Output& o) { return admin::PrintMatrix(l.file, o); })
      ->add_option("file", line.file)
      ->required();
  CLI::App* const explain = Leaf(
      group, "explain", "Why one access is allowed or not", line,
      [](const Line& l, const Output& o) { return admin::ExplainPolicy(l.file, l.question, o); });
  explain->add_option("file", line.file)->required();
  explain->add_option("profession", line.question.profession)->required();
  explain->add_option("action", line.question.action, "READ, WRITE or OPEN")->required();
  explain->add_option("compartment", line.question.compartment, "SOCIAL, HEALTH, ...; - for OPEN")
      ->required();
  explain->add_option("purpose", line.question.purpose, "EXIT_PREPARATION, CONTINUITY, ...")
      ->required();
  Leaf(Group(app, "catalogue", "The catalogue file, without a server"), "check",
       "Is the file in order?", line,
       [](const Line& l, const Output& o) { return admin::CheckCatalogue(l.file, o); })
      ->add_option("file", line.file)
      ->required();
}

int Report(const Error& error) {
  std::cerr << "relais-admin: "
            << (error.field.empty() || error.message.find(error.field) != error.message.npos
                    ? ""
                    : error.field + ": ")
            << error.message << '\n';
  return error.reason == Reason::kInvalid ? 2 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  Line line;
  CLI::App app(
      "Keeps a Relais server: makes it, adds houses and professionals, checks policies. Never "
      "shows a dossier.\nJSON keys: operator_id, log_vkey; token; certificate, sha256; "
      "professions, "
      "sha256; passed, failed;\nprofession, reads, writes, opens; allowed, rule, text; kinds, "
      "bundles; size, published_before; entries, chains, checkpoints, faults; url; to, text; page; "
      "otherwise the API's "
      "own.");
  app.require_subcommand(1);
  app.fallthrough();
  app.set_version_flag("--version", std::string("relais-admin ") + RELAIS_VERSION);
  app.add_option("--output", line.output, "text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  app.add_option("--as", line.profile, "The operator's profile")->envname("RELAIS_PROFILE");
  AddServerCommands(app, line);
  AddLogCommands(app, line);
  AddDirectoryCommands(app, line);
  AddTellingCommands(app, line);
  AddSystemCommands(app, line);
  AddPolicyCommands(app, line);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  const Status status = line.run({std::cout, line.output == "json"});
  return status ? 0 : Report(status.error());
}

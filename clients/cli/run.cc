#include "clients/cli/run.h"

#include <cstdlib>

#include "clients/cli/command_line.h"
#include "clients/cli/plain_text.h"

namespace relais::cli {
namespace {

constexpr int kFailed = 1;
constexpr int kWrongUsage = 2;

// Whether the change may or may not have been made: then its id is worth repeating.
bool Uncertain(Reason reason) {
  return reason == Reason::kBusy || reason == Reason::kUnavailable || reason == Reason::kInternal;
}

int Report(const Error& error, const std::string& request_id, const World& world,
           const Speech& say) {
  std::string line = Clean(error.message);
  if (Uncertain(error.reason) && !request_id.empty())
    line += " " + say(Say::kRepeatSafely, Clean(request_id));
  world.console.err() << "relais: " << line << '\n';
  return error.reason == Reason::kInvalid ? kWrongUsage : kFailed;
}

// A session without a server, in the language that can be known without a profile.
std::unique_ptr<Session> Offline(const Command& command, const World& world, const Speech& say) {
  return std::make_unique<Session>(world.console, world.random, world.now, say, command.globals,
                                   Profile(), nullptr);
}

// With a server; before a token is there, for signing in and out.
Result<std::unique_ptr<Session>> Online(const Command& command, const World& world,
                                        const Speech& early) {
  ASSIGN_OR_RETURN(Profile profile, LoadProfile(command.globals.profile, early));
  const Speech say(ChooseLanguage(command.globals.language, profile.language));
  if (profile.token.empty())
    return say.Wrong(Say::kProfileMissingKey, profile.file.string(), "token_file");
  const bool signed_in = command.needs != Command::Needs::kDevice;
  ASSIGN_OR_RETURN(const Credentials credentials,
                   signed_in ? LoadCredentials(profile, say) : LoadDevice(profile, say));
  Caller caller{profile.server, credentials.token, profile.token.string()};
  auto api = std::make_unique<Api>(world.connect(profile, credentials), std::move(caller), say);
  return std::make_unique<Session>(world.console, world.random, world.now, say, command.globals,
                                   std::move(profile), std::move(api));
}

Result<std::unique_ptr<Session>> Open(const Command& command, const World& world,
                                      const Speech& early) {
  switch (command.needs) {
    case Command::Needs::kNothing:
      return Offline(command, world, early);
    case Command::Needs::kDevice:
    case Command::Needs::kServer:
      return Online(command, world, early);
    case Command::Needs::kServerIfAny: {
      auto online = Online(command, world, early);
      if (online) return online;
      world.console.err() << "relais: " << Clean(online.error().message) << '\n';
      return Offline(command, world, early);
    }
  }
  return Offline(command, world, early);
}

// What is asked for must have been written: a full disk or a closed pipe is a failure.
int Written(const World& world, const Speech& say) {
  if (world.console.out().flush()) return 0;
  world.console.err() << "relais: " << say(Say::kOutputFailed) << '\n';
  return kFailed;
}

}  // namespace

int Run(const std::vector<std::string>& arguments, const World& world) {
  const Command command = ParseCommandLine(arguments);
  const Speech early(ChooseLanguage(command.globals.language, ""));
  world.console.out() << command.to_out;
  world.console.err() << command.to_err;
  if (!command.run) return command.exit_code != 0 ? command.exit_code : Written(world, early);
  auto session = Open(command, world, early);
  if (!session) return command.quiet ? 0 : Report(session.error(), "", world, early);
  const Status status = command.run(**session);
  if (command.quiet) return 0;
  if (!status) return Report(status.error(), (*session)->used_request_id(), world, (*session)->say);
  return Written(world, (*session)->say);
}

}  // namespace relais::cli

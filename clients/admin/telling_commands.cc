#include "clients/admin/telling_commands.h"

#include <fmt/format.h>

#include "clients/cli/plain_text.h"
#include "services/base/clock.h"
#include "services/base/files.h"
#include "services/notification/gateway_door.h"
#include "services/relaisd/relais_server.h"

namespace relais::admin {
namespace {

namespace fs = std::filesystem;

std::string Html(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '\n')
      out += "<br>";
    else
      out += c;
  }
  return out;
}

std::string Paragraphs(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto end = text.find("\n\n");
    out += "<p>" + Html(text.substr(0, end)) + "</p>\n";
    text.remove_prefix(end == text.npos ? text.size() : end + 2);
  }
  return out;
}

// One A4 page; the address stands where a window envelope shows it.
std::string Page(const notification::Outgoing& letter) {
  const bool large = letter.contact.large_print();
  return fmt::format(
      "<!doctype html>\n<html lang=\"{}\" dir=\"{}\">\n<meta "
      "charset=\"utf-8\">\n<title>{}</title>\n"
      "<style>\n@page {{ size: A4; margin: 25mm 22mm }}\n"
      "body {{ font: {}/1.5 \"DejaVu Sans\", \"Noto Sans\", sans-serif; max-width: 166mm }}\n"
      "address {{ font-style: normal; margin: 25mm 0 25mm 80mm; font-size: 12pt;"
      " unicode-bidi: plaintext; text-align: left }}\n"
      "h1 {{ font-size: 1.2em }}\n</style>\n<address>{}</address>\n<h1>{}</h1>\n{}</html>\n",
      Html(letter.contact.language()), letter.right_to_left ? "rtl" : "ltr", Html(letter.title),
      large ? "18pt" : "12pt", Html(letter.contact.address()), Html(letter.title),
      Paragraphs(letter.text));
}

struct Opened {
  relaisd::Config config;
  keys::Keystore keystore;
};
Result<Opened> Open(const fs::path& file) {
  ASSIGN_OR_RETURN(auto config, relaisd::Config::Load(file));
  ASSIGN_OR_RETURN(auto keystore, keys::Keystore::Open(config.keys()));
  return Opened{std::move(config), std::move(keystore)};
}

}  // namespace

Status ListDead(cli::Api& api, const Output& output) {
  v1::ListDeadLettersRequest request;
  bool any = false;
  do {
    ASSIGN_OR_RETURN(const auto page, api.Call(request));
    if (output.json) output.out << Json(page) << '\n';
    for (const auto& letter : page.dead_letters()) {
      any = true;
      if (!output.json)
        output.out << fmt::format("{}  {}  tries: {}, given up {}\n", letter.id(),
                                  v1::Channel_Name(letter.channel()), letter.attempts(),
                                  FormatInstant(FromMillis(letter.end_time().seconds() * 1000)));
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  if (!any && !output.json) output.out << "Every message was delivered, or is on its way.\n";
  return {};
}

Status PrintReplyUrl(const fs::path& file, const std::string& listen, const Output& output) {
  ASSIGN_OR_RETURN(const auto opened, Open(file));
  const std::string address = !listen.empty()     ? listen
                              : opened.config.sms ? opened.config.sms->listen
                                                  : relaisd::Config::Sms().listen;
  const std::string url =
      notification::GatewayDoor::ReplyUrl(address, relaisd::GatewayKey(opened.keystore));
  output.out << (output.json ? JsonOf({{"url", url}}) : url) << '\n';
  return {};
}

Status ShowSpool(const fs::path& file, const Output& output) {
  ASSIGN_OR_RETURN(const auto opened, Open(file));
  if (!opened.config.demo)
    return Fail(
        Reason::kWrongState,
        "the spool is shown in a demonstration only: this server is not one (demo = false)");
  SystemRandom random;
  const notification::Folder spool(opened.config.spool(), relaisd::SpoolKey(opened.keystore),
                                   random);
  ASSIGN_OR_RETURN(const auto messages, spool.ReadAll());
  for (const auto& message : messages) {
    if (output.json)
      output.out << JsonOf({{"to", message.contact.address()}, {"text", message.text}}) << '\n';
    else
      output.out << "To " << cli::Clean(message.contact.address()) << "\n  "
                 << cli::Clean(message.text) << '\n';
  }
  if (messages.empty() && !output.json) output.out << "The spool is empty.\n";
  return {};
}

Status PrintLetters(const fs::path& file, const fs::path& folder, const Output& output) {
  ASSIGN_OR_RETURN(const auto opened, Open(file));
  SystemRandom random;
  const notification::Folder queue(opened.config.letters(), relaisd::SpoolKey(opened.keystore),
                                   random);
  ASSIGN_OR_RETURN(const auto letters, queue.ReadAll());
  if (!letters.empty() && !fs::exists(folder)) RETURN_IF_ERROR(MakePrivateDirectory(folder));
  for (const auto& letter : letters) {
    const fs::path page = folder / (ToHex(View(letter.id)) + ".html");
    RETURN_IF_ERROR(WriteFileAtomically(page, Page(letter), 0600));
    RETURN_IF_ERROR(queue.Remove(letter.id));
    output.out << (output.json ? JsonOf({{"page", page.string()}}) : page.string()) << '\n';
  }
  if (letters.empty() && !output.json) output.out << "No letter waits.\n";
  return {};
}

}  // namespace relais::admin

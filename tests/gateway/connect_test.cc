// The Connect protocol without sockets, and the descriptors that it goes by.
#include "services/gateway/connect.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

#include "relais/v1/dossiers.pb.h"
#include "services/gateway/api.h"

namespace relais::gateway {
namespace {

using std::chrono::milliseconds;

TEST(Connect, ContentTypes) {
  const auto is = [](const char* header, Encoding encoding, bool stream) {
    const auto type = ParseContentType(header);
    EXPECT_TRUE(type && type->encoding == encoding && type->stream == stream) << header;
  };
  is("application/json", Encoding::kJson, false);
  is("Application/JSON; charset=UTF-8", Encoding::kJson, false);
  is("application/proto", Encoding::kBinary, false);
  is("application/connect+json", Encoding::kJson, true);
  is("application/connect+proto", Encoding::kBinary, true);
  for (const char* header :
       {"", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data",
        "application/grpc", "application/json, text/plain", "application/jsonp",
        "application/json; charset=utf-16", "application/proto; charset=utf-8",
        "application/grpc-web"})
    EXPECT_FALSE(ParseContentType(header)) << header;
}

TEST(Connect, Timeouts) {
  EXPECT_EQ(ParseTimeout("").value(), std::nullopt);
  EXPECT_EQ(ParseTimeout("0").value(), milliseconds(0));
  EXPECT_EQ(ParseTimeout("9999999999").value(), milliseconds(9'999'999'999));
  for (const char* header : {" 1", "1 ", "+1", "-1", "1.0", "1e3", "12345678901", "abc", "1, 2"})
    EXPECT_FALSE(ParseTimeout(header)) << header;
}

TEST(Connect, Envelopes) {
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{1}, std::size_t{255}, std::size_t{70000}}) {
    const Bytes message(size, 'm');
    const auto opened = OpenEnvelope(Envelope(message));
    ASSERT_TRUE(opened) << size;
    EXPECT_EQ(opened->message, message);
    EXPECT_FALSE(opened->compressed);
  }
  Bytes compressed = Envelope("x");
  compressed[0] = 1;
  EXPECT_TRUE(OpenEnvelope(compressed)->compressed);
  Bytes ends = Envelope("x"), longer = Envelope("x"), huge = Envelope("x");
  ends[0] = 2;
  longer[4] = 2;
  huge[1] = '\xff';
  for (const Bytes& body : {Bytes(), Bytes("1234"), ends, longer, huge, Envelope("x") + "y",
                            Envelope("") + Envelope("")})
    EXPECT_FALSE(OpenEnvelope(body));
}

TEST(Connect, Errors) {
  const Failure failure =
      Refuse(Code::kPermissionDenied, "NOT_OPEN", "a \"quoted\"\nline \xC3\xA9");
  const Bytes json = ErrorJson(failure);
  EXPECT_EQ(json,
            R"({"code":"permission_denied","message":"a \"quoted\"\nline é","details":[{"type":)"
            R"("google.rpc.ErrorInfo","value":"CghOT1RfT1BFThIGcmVsYWlz","debug":{"reason":)"
            R"("NOT_OPEN","domain":"relais"}}]})");
  EXPECT_EQ(EndOfStream(failure).substr(5), "{\"error\":" + json + "}");
  EXPECT_EQ(EndOfStream(std::nullopt), Bytes("\2\0\0\0\2{}", 7));
  // A detail of a type that is not known is passed on, for whoever knows it.
  const Bytes unknown = ErrorJson({Code::kAborted, "m", {{"some.Other", Bytes("\0\1", 2)}}});
  EXPECT_EQ(unknown,
            R"({"code":"aborted","message":"m","details":[{"type":"some.Other","value":"AAE"}]})");
  // What is not UTF-8 loses its words, not its code.
  EXPECT_NE(ErrorJson({Code::kAborted, "\xff", {}}).find("\"aborted\""), Bytes::npos);
}

TEST(Connect, CodesAreGrpcs) {
  for (int number = 0; number <= 16; ++number)
    EXPECT_EQ(static_cast<int>(CodeOfNumber(number)), number);
  for (const int number : {-1, 17, 1000}) EXPECT_EQ(CodeOfNumber(number), Code::kUnknown);
  EXPECT_STREQ(NameOf(Code::kCanceled), "canceled");
  EXPECT_EQ(HttpStatusOf(Code::kCanceled), 499);
  EXPECT_EQ(HttpStatusOf(Code::kUnauthenticated), 401);
}

// A method that the gateway forgot would be found missing by its first user.
TEST(Api, KnowsEveryMethodOfTheProtos) {
  int count = 0;
  for (const auto& file : std::filesystem::directory_iterator(
           std::filesystem::path(RELAIS_SOURCE_DIR) / "proto/relais/v1")) {
    std::ostringstream text;
    text << std::ifstream(file.path()).rdbuf();
    const std::string proto = text.str();
    std::smatch service;
    if (!std::regex_search(proto, service, std::regex("\nservice (\\w+)"))) continue;
    const std::regex rpc("\n  rpc (\\w+)\\(\\w+\\) returns \\((stream )?");
    for (std::sregex_iterator at(proto.begin(), proto.end(), rpc), end; at != end; ++at, ++count) {
      const std::string path = "/relais.v1." + service.str(1) + "/" + at->str(1);
      const Method* const method = FindMethod(path);
      ASSERT_NE(method, nullptr) << path;
      EXPECT_EQ(method->streams, at->length(2) > 0) << path;
    }
  }
  EXPECT_GT(count, 40);
  for (const char* path :
       {"", "/", "/relais.v1.Dossiers", "/relais.v1.Dossiers/", "relais.v1.Dossiers/GetDossier",
        "/relais.v1.Dossiers/GetDossier/", "/relais.v1.Dossiers/getDossier"})
    EXPECT_EQ(FindMethod(path), nullptr) << path;
}

// The server joins its answers from pieces, each with some of what repeats.
TEST(Api, WritesWhatComesInPiecesAsOneList) {
  v1::GetDossierResponse first, second;
  first.add_steps()->set_id("stp_1");
  first.set_dossier_id("dos_1");
  second.add_steps()->set_id("stp_2");
  const auto json = ToJson("relais.v1.GetDossierResponse",
                           first.SerializeAsString() + second.SerializeAsString());
  EXPECT_EQ(json.value(), R"({"dossierId":"dos_1","steps":[{"id":"stp_1"},{"id":"stp_2"}]})");
  EXPECT_FALSE(ToJson("relais.v1.GetDossierResponse", "\xff"));
  EXPECT_FALSE(ToJson("relais.v1.Nothing", ""));
}

TEST(Api, SaysWhereJsonDoesNotFitAndNotWhatItHolds) {
  for (const char* json : {R"({"context":{"purpose":"kastanje"}})",
                           R"({"context":{"purpose":true,"reason":"kastanje"}})",
                           R"({"context":{"dossierId":"kastanje)", "{\"context\":\n\"kastanje\"}",
                           R"({"context":[{"reason":"kastanje"}]})"}) {
    const auto read = FromJson("relais.v1.GetDossierRequest", json);
    ASSERT_FALSE(read) << json;
    EXPECT_EQ(read.error().message.find("kastanje"), std::string::npos) << read.error().message;
    EXPECT_EQ(read.error().message.find('\n'), std::string::npos) << read.error().message;
  }
}

}  // namespace
}  // namespace relais::gateway

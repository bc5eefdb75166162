// relais-witness in a process of its own, and what one asks it over HTTP.
#pragma once

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio.hpp>
#include <boost/beast.hpp>
#include <cstdlib>
#include <filesystem>

namespace relais::witness {

namespace http = boost::beast::http;

// A witness program of its own.
class Program {
 public:
  explicit Program(const std::filesystem::path& folder) {
    int out[2];
    if (pipe(out) != 0) std::abort();
    child_ = fork();
    if (child_ == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);  // a test that dies takes it along
      dup2(out[1], STDOUT_FILENO);
      close(out[0]);
      execl(RELAIS_WITNESS, RELAIS_WITNESS, "serve", folder.c_str(), "--listen", "127.0.0.1:0",
            "--output", "json", nullptr);
      _exit(127);
    }
    close(out[1]);
    std::string line;
    for (char c = 0; read(out[0], &c, 1) == 1 && c != '\n';) line += c;
    close(out[0]);
    const auto digits = line.find_first_of("0123456789");
    if (digits != line.npos) port_ = static_cast<unsigned short>(std::stoi(line.substr(digits)));
  }
  ~Program() { Stop(SIGTERM); }
  int Stop(int signal) {
    if (child_ <= 0) return 0;
    kill(child_, signal);
    int status = 0;
    waitpid(child_, &status, 0);
    child_ = -1;
    return status;
  }
  unsigned short port() const { return port_; }

  http::response<http::string_body> Ask(http::verb verb, const std::string& target,
                                        const std::string& body = "") const {
    boost::asio::io_context context;
    boost::beast::tcp_stream stream(context);
    stream.connect({boost::asio::ip::make_address("127.0.0.1"), port_});
    http::request<http::string_body> request(verb, target, 11);
    request.set(http::field::host, "localhost");
    request.body() = body;
    request.prepare_payload();
    http::write(stream, request);
    boost::beast::flat_buffer buffer;
    http::response<http::string_body> response;
    http::read(stream, buffer, response);
    return response;
  }
  http::response<http::string_body> Post(const std::string& body) const {
    return Ask(http::verb::post, "/add-checkpoint", body);
  }

 private:
  pid_t child_ = -1;
  unsigned short port_ = 0;
};

}  // namespace relais::witness

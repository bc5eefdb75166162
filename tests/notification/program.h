// The gateways and servers that these tests talk to: programs of their own, which end with the test.
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

namespace relais::programs {

inline bool Await(const std::function<bool()>& condition,
                  std::chrono::milliseconds patience = std::chrono::seconds(8)) {
  const auto end = std::chrono::steady_clock::now() + patience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return true;
}

// Empty when there is none.
inline std::string ReadAll(const std::filesystem::path& path) {
  std::ostringstream out;
  out << std::ifstream(path, std::ios::binary).rdbuf();
  return out.str();
}

// A program in a process group of its own, which reads nothing and writes to the file `output`. When
// the test dies, it is told to stop.
class Program {
 public:
  Program(std::vector<std::string> command, std::filesystem::path output)
      : output_(std::move(output)) {
    std::vector<char*> arguments;  // made before the fork: other threads may hold the heap
    for (std::string& word : command) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    child_ = fork();
    if (child_ != 0) return;
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    const int out = open(output_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    dup2(open("/dev/null", O_RDONLY), STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    dup2(out, STDERR_FILENO);
    close_range(3, ~0U, 0);
    execvp(arguments[0], arguments.data());
    _exit(127);
  }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  ~Program() { Stop(); }

  // What it wrote so far.
  std::string Output() const { return ReadAll(output_); }
  bool Runs() {
    if (child_ > 0 && waitpid(child_, &status_, WNOHANG) == child_) child_ = -1;
    return child_ > 0;
  }
  // Whether it ended by itself, and well.
  bool Succeeds(std::chrono::seconds patience) { return Code(patience) == 0; }
  // Its exit code, once it has ended by itself; -1 when it did not.
  int Code(std::chrono::seconds patience) {
    return Await([this] { return !Runs(); }, patience) && WIFEXITED(status_) ? WEXITSTATUS(status_)
                                                                             : -1;
  }
  // The port that it prints on a line of its own once it listens; 0 when it does not.
  int Port() {
    int port = 0;
    Await([&] {
      std::istringstream lines(Output());
      for (std::string line; port == 0 && std::getline(lines, line) && !lines.eof();)
        if (line.find_first_not_of("0123456789") == line.npos) port = std::atoi(line.c_str());
      return port != 0 || !Runs();
    });
    return port;
  }
  void Signal(int signal) {
    if (Runs()) kill(child_, signal);
  }
  // Returns once it is gone. False when it had to be killed.
  bool Stop() {
    if (!Runs()) return true;
    const pid_t group = child_;
    kill(group, SIGTERM);
    const bool stopped = Await([this] { return !Runs(); });
    kill(-group, SIGKILL);
    if (!stopped) waitpid(group, &status_, 0);
    child_ = -1;
    return stopped;
  }

 private:
  const std::filesystem::path output_;
  pid_t child_ = -1;
  int status_ = 0;
};

}  // namespace relais::programs

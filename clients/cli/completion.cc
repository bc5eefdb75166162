#include "clients/cli/completion.h"

namespace relais::cli {

std::string CompletionScript(const std::string& shell) {
  if (shell == "bash") {
    return R"sh(_relais() {
  local IFS=$'\n' current="${COMP_WORDS[COMP_CWORD]}"
  COMPREPLY=($(compgen -W "$(relais __complete words -- "${COMP_WORDS[@]:1:COMP_CWORD-1}" 2>/dev/null)" -- "$current"))
}
complete -o default -F _relais relais
)sh";
  }
  if (shell == "zsh") {
    return R"sh(#compdef relais
_relais() {
  local -a choices
  choices=(${(f)"$(relais __complete words -- ${words[2,CURRENT-1]} 2>/dev/null)"})
  compadd -a choices || _files
}
compdef _relais relais
)sh";
  }
  if (shell == "fish") {
    return R"sh(complete -c relais -f -a '(set -l w (commandline -opc); relais __complete words -- $w[2..-1] 2>/dev/null)'
)sh";
  }
  return {};
}

}  // namespace relais::cli

# session-admin for bash: eval "$(session-admin completion bash)"
# Bash takes a word apart at = : and @, so its pieces are put together, and what comes back is cut.
# That of macOS has neither mapfile nor compopt.
_session_admin() {
  local rest=$COMP_LINE words=() piece line last before i
  for ((i = 0; i <= COMP_CWORD; i++)); do
    piece=${COMP_WORDS[i]}
    if [[ $i -gt 0 && -n $piece && $rest == "$piece"* ]]; then
      words[${#words[@]} - 1]+=$piece
    else
      words+=("$piece")
      while [[ $rest == [[:space:]]* ]]; do rest=${rest#?}; done
    fi
    rest=${rest#"$piece"}
  done
  last=${COMP_WORDS[COMP_CWORD]}
  case $last in [=:@]) last= ;; esac
  before=${words[${#words[@]} - 1]%"$last"}
  COMPREPLY=()
  while IFS= read -r line; do
    case $line in
      :files)
        compopt -o default 2>/dev/null ||
          while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$last")
        ;;
      :more) compopt -o nospace 2>/dev/null ;;
      *)
        line=${line%%$'\t'*}
        COMPREPLY+=("${line#"$before"}")
        ;;
    esac
  done < <("${1/#\~/$HOME}" completion words -- "${words[@]:1}" 2>/dev/null)
}
complete -F _session_admin session-admin

#compdef session-admin
# session-admin for zsh, behind compinit: eval "$(session-admin completion zsh)"
_session_admin() {
  local line files
  local -a found more
  for line in "${(@f)$("${words[1]/#\~/$HOME}" completion words -- "${(@Q)words[2,CURRENT]}" 2>/dev/null)}"; do
    case $line in
      '') ;;
      :files) files=1 ;;
      :more) more=(-S '') ;;
      *$'\t'*) found+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}") ;;
      *) found+=("${line//:/\\:}") ;;
    esac
  done
  if [[ -n $files ]]; then
    _files
  else
    _describe -V session-admin found "${more[@]}"
  fi
}
if [[ ${funcstack[1]} == _session_admin ]]; then
  _session_admin "$@"
else
  compdef _session_admin session-admin
fi

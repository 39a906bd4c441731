/**
 * What each shell loads. They hand the words of the line to `complete` as arguments, never through `eval`: a line that
 * is only being typed runs nothing. A name is quoted by the shell that inserts it.
 */
export const SCRIPTS = {
  bash: `_stevedore() {
  local line files= current="\${COMP_WORDS[COMP_CWORD]}"
  COMPREPLY=()
  while IFS= read -r line; do
    if [ "$line" = ':files' ]; then files=1; continue; fi
    COMPREPLY+=("$(printf '%q' "\${line%%$'\\t'*}")")
  done < <("$1" complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  if [ -n "$files" ]; then
    compopt -o filenames 2>/dev/null
    while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$current")
  fi
}
complete -F _stevedore stevedore
`,
  zsh: `#compdef stevedore
_stevedore() {
  local line files found=1
  local -a values shown
  while IFS= read -r line; do
    if [[ $line == ':files' ]]; then files=1; continue; fi
    values+=("\${line%%$'\\t'*}")
    shown+=("\${line%%$'\\t'*}  \${line#*$'\\t'}")
  done < <("\${words[1]}" complete -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null)
  (( $#values )) && compadd -l -d shown -a values && found=0
  [[ -n $files ]] && _files && found=0
  return found
}
if [ "$funcstack[1]" = '_stevedore' ]; then _stevedore "$@"; else compdef _stevedore stevedore; fi
`,
  fish: `function __stevedore_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    for line in ($words[1] complete -- $words[2..-1] "$current" 2>/dev/null)
        if test "$line" = ':files'
            __fish_complete_path "$current"
        else
            echo $line
        end
    end
end
complete -c stevedore -f -a '(__stevedore_complete)'
`,
} as const;

# Sourced by the scripts of this folder, so that each prints something at least every ten seconds.
say() { printf '%s\n' "setup: $*" >&2; }
fail() { say "$*"; exit 1; }

# busy WHAT COMMAND...: prints WHAT, and every eight seconds that it continues; exits like the command. The command runs in the
# foreground, so that Ctrl-C reaches it. Its output is printed if it fails, and its last line while it runs.
busy() {
  busy_what=$1
  shift
  busy_log=$(mktemp)
  say "$busy_what"
  (
    seconds=0
    while sleep 8 >/dev/null 2>&1 && kill -0 $$ 2>/dev/null && [ -e "$busy_log" ]; do
      seconds=$((seconds + 8))
      say "$busy_what: $seconds s$(tail -n 1 "$busy_log" | tr -d '\r' | cut -c 1-100 | sed 's/^\(.\)/, \1/')"
    done
    rm -f "$busy_log"
  ) &
  busy_ticker=$!
  busy_code=0
  "$@" >"$busy_log" 2>&1 || busy_code=$?
  kill "$busy_ticker" 2>/dev/null || :
  wait "$busy_ticker" 2>/dev/null || :
  [ "$busy_code" = 0 ] || tail -n 20 "$busy_log" >&2
  rm -f "$busy_log"
  return "$busy_code"
}

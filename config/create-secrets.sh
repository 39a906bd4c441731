#!/bin/sh
# Writes the secrets of docker-compose.yml into ./secrets, each a file of its own; leaves alone what is there. New passwords are
# random. The two of the server with the archives are not ours to choose: it asks for them on a terminal, and says which are missing.
set -eu
cd "$(dirname "$0")/.."
mkdir -p secrets
# Whoever may not enter the folder reads none of them; the users of the containers see each file alone, and must read it.
chmod 700 secrets
umask 077

keep() { # keep NAME: standard input becomes the file, unless it is there
  [ ! -s "secrets/$1" ] || { cat >/dev/null; return 0; }
  cat >"secrets/$1.new"
  chmod 444 "secrets/$1.new"
  mv "secrets/$1.new" "secrets/$1"
  [ ! -s "secrets/$1" ] || echo "secrets/$1"
}
# Letters and digits only: one of them stands in a URL.
password() { head -c 64 /dev/urandom | base64 | tr -dc 'A-Za-z0-9' | head -c 32; }

for name in temporal_db_password mysql_root_password mysql_loader_password mysql_publisher_password mysql_owner_password redis_password api_key; do
  password | keep "$name"
done
printf 'redis://:%s@redis:6379/0' "$(cat secrets/redis_password)" | keep redis_url
head -c 32 /dev/urandom | base64 | tr -d '\n' | keep secret_key

missing=''
for name in scp_password zip_password; do
  [ ! -s "secrets/$name" ] || continue
  typed=''
  if [ -t 0 ]; then
    printf '%s: ' "$name" >&2
    trap 'stty echo' EXIT
    trap 'exit 1' INT TERM HUP
    stty -echo
    IFS= read -r typed || :
    stty echo
    trap - EXIT INT TERM HUP
    echo >&2
  fi
  printf '%s' "$typed" | keep "$name"
  [ -n "$typed" ] || missing="$missing secrets/$name"
done
[ -z "$missing" ] || echo "Write these before you start it:$missing" >&2

#!/bin/sh
# Creates or upgrades the two databases of the Temporal server in PostgreSQL; idempotent. Runs in temporalio/admin-tools.
# Reads POSTGRES_SEEDS, DB_PORT, POSTGRES_USER, and SQL_PASSWORD (the tool reads it itself) or the file SQL_PASSWORD_FILE.
set -eu
[ -z "${SQL_PASSWORD_FILE:-}" ] || { SQL_PASSWORD=$(cat "$SQL_PASSWORD_FILE") && export SQL_PASSWORD; }
schemas=/etc/temporal/schema/postgresql/v12

tool() {
  database=$1; shift
  temporal-sql-tool --plugin postgres12 --ep "$POSTGRES_SEEDS" -p "${DB_PORT:-5432}" -u "$POSTGRES_USER" --db "$database" "$@"
}

for pair in temporal:temporal temporal_visibility:visibility; do
  database=${pair%%:*}
  # Both succeed if the database, or its version table, already exists.
  tool "$database" create
  tool "$database" setup-schema -v 0.0
  tool "$database" update-schema -d "$schemas/${pair##*:}/versioned"
done

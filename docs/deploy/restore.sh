#!/usr/bin/env bash
# Restores a dump of docs/backup.md into a database that has no Openslot yet, wholly or not at all:
#   bash docs/deploy/restore.sh openslot.dump "$DATABASE_URL"
# Needs psql and pg_restore. The rows of Auth first, as whoever signs in; then everything else, which belongs to the role postgres.
set -euo pipefail
[ $# -eq 2 ] || { echo 'Usage: restore.sh FILE DATABASE_URL' >&2; exit 2; }
dump=$1
database=$2
entries=$(mktemp)
trap 'rm -f "$entries"' EXIT

# The schema public is there already and stays as it is, and so does all of Auth, which makes its own tables.
pg_restore --list "$dump" | grep -vE ' SCHEMA - (public|auth) | - SCHEMA (public|auth) |^[0-9]+; [0-9]+ [0-9]+ ([A-Z]+ )+auth ' >"$entries"

# Tables of Auth refer to one another. Whoever may not set this has the one table of plain-postgres.sql, which refers to none.
replicate() {
  echo "do \$\$ begin set session_replication_role = $1; exception when insufficient_privilege then null; end \$\$;"
}

script() {
  echo 'begin;'
  replicate replica
  pg_restore --file=- --data-only --schema=auth "$dump"
  replicate origin
  echo 'set local role postgres;'
  pg_restore --file=- --no-owner --no-privileges --no-publications --use-list="$entries" "$dump"
  # Of the dump's rights none were taken along: the database of the dump may have had other default privileges than this one.
  echo 'select private.restore_rights(); select private.note_restore();'
  echo "notify pgrst, 'reload schema'; commit;"
}

# The last statement is the commit: where one fails, or pg_restore stops halfway, nothing is changed.
script | psql --dbname="$database" --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 --output=/dev/null
psql --dbname="$database" --no-psqlrc --tuples-only --no-align \
  --command="select count(*) || ' hosts and ' || (select count(*) from public.bookings) || ' bookings are restored.' from public.hosts"

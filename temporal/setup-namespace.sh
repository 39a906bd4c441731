#!/bin/sh
# Creates the namespace and the search attributes that Stevedore uses; idempotent. Needs the Temporal CLI.
# Reads TEMPORAL_ADDRESS (default 127.0.0.1:7233), TEMPORAL_NAMESPACE (default "default"), TEMPORAL_RETENTION (default 30d).
set -eu
export TEMPORAL_ADDRESS="${TEMPORAL_ADDRESS:-127.0.0.1:7233}"
namespace=${TEMPORAL_NAMESPACE:-default}
retention=${TEMPORAL_RETENTION:-30d}

tries=0
until temporal operator cluster health >/dev/null 2>&1; do
  tries=$((tries + 1))
  [ "$tries" -lt 60 ] || { echo "Temporal does not answer on $TEMPORAL_ADDRESS" >&2; exit 1; }
  sleep 1
done

temporal operator namespace describe --namespace "$namespace" >/dev/null 2>&1 ||
  temporal operator namespace create --namespace "$namespace" --retention "$retention"

# A new namespace takes a moment to become known.
tries=0
for name in StevedorePipeline StevedoreStep StevedoreOutcome; do
  until temporal operator search-attribute list --namespace "$namespace" 2>/dev/null | grep -qw "$name"; do
    tries=$((tries + 1))
    [ "$tries" -lt 60 ] || { echo "Search attribute $name cannot be created in $namespace" >&2; exit 1; }
    temporal operator search-attribute create --namespace "$namespace" --name "$name" --type Keyword || sleep 1
  done
done
echo "Namespace $namespace is ready"

#!/usr/bin/env bash
# The release as the workflow runs it: everything is named once, so that both halves get the same arguments.
set -euo pipefail
cd "$(dirname "$0")/../.."

previous=()
if [[ -s $RUNNER_TEMP/previous.sigstore.json ]]; then previous=(--previous "$RUNNER_TEMP/previous.sigstore.json"); fi
exec npm run --silent release -- --version "${GITHUB_REF_NAME#v}" --key "$RUNNER_TEMP/catalog.key" --registry ghcr.io/plumbline \
  --out "$RUNNER_TEMP/release" --rebuilt "$RUNNER_TEMP/rebuilt" "${previous[@]}" "$@"

#!/usr/bin/env bash
set -euo pipefail
catalogue="$1"
case "$catalogue" in accounts|postings|fees) ;; *) exit 2 ;; esac
base=https://schemas.ospreyfield.example/v4
for file in "${catalogue}.json" "${catalogue}.json.sig"; do
  curl --fail --silent --show-error --proto '=https' --tlsv1.2 --output "${RUNNER_TEMP}/${file}" "${base}/${file}"
done
openssl dgst -sha256 -verify scripts/schemas.pub.pem \
  -signature "${RUNNER_TEMP}/${catalogue}.json.sig" "${RUNNER_TEMP}/${catalogue}.json"
jq . "${RUNNER_TEMP}/${catalogue}.json" > "schema/${catalogue}.json"

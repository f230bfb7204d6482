/** The fixed part of the script: functions that repeat one check each, with the programs that everybody has. */
export const SCRIPT_TEXT = String.raw`#!/bin/sh
# Repeats the main checks of an audit with sha256sum, openssl and cosign (3 or later), and with nothing of Plumbline.
#   sh verify.sh           checks what is in this folder
#   sh verify.sh FOLDER    checks the artifacts in FOLDER too
# COSIGN=PATH names another cosign. Exit status: 0 everything holds, 1 something does not, 2 it cannot be checked.
[ -n "$COSIGN" ] || COSIGN=cosign
set -u
LC_ALL=C
export LC_ALL
artifacts=
if [ $# -gt 0 ]; then artifacts=$(cd "$1" && pwd) || exit 2; fi
cosign=$(command -v "$COSIGN") || { echo "missing: cosign"; exit 2; }
case $cosign in /*) ;; *) cosign=$PWD/$cosign ;; esac
for program in openssl base64 sed tr cmp; do
  command -v "$program" >/dev/null || { echo "missing: $program"; exit 2; }
done
command -v sha256sum >/dev/null || sha256sum() { shasum -a 256 "$@"; }
cd "$(dirname "$0")" || exit 2
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
good=0
bad=0
left=0

check() {
  what=$1
  shift
  if "$@" >"$work/said" 2>&1; then
    good=$((good + 1))
    printf 'ok    %s\n' "$what"
  else
    bad=$((bad + 1))
    printf 'FAIL  %s\n' "$what"
    tr -cd '\11\12\40-\176' <"$work/said" | sed 's/^/      /'
  fi
}

# What nothing here can check.
open() {
  left=$((left + 1))
  printf 'open  %s\n' "$1"
}

# A field of a bundle, decoded: "payload" is what was signed, "sig" the signature.
field() {
  tr -d ' \t\r\n' <"$2" | sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p" | sed 's,\\/,/,g' | base64 -d
}

# Every file is as it was handed over, and there is no other one.
whole() {
  sha256sum -c SHA256SUMS && [ "$(find . -type f | wc -l)" -eq $(($(wc -l <SHA256SUMS) + 1)) ]
}

# BUNDLE holds what stands in STATEMENT, and that has this SHA-256.
holds() {
  field payload "$1" >"$work/payload" && cmp "$work/payload" "$2" &&
    [ "$(sha256sum <"$2" | cut -c 1-64)" = "$3" ]
}

# The signature of BUNDLE was made with the private half of KEY: over the envelope as DSSE lays it out.
signed() {
  field payload "$1" >"$work/payload" && field sig "$1" >"$work/sig" &&
    printf 'DSSEv1 28 application/vnd.in-toto+json %d ' "$(($(wc -c <"$work/payload")))" >"$work/pae" &&
    cat "$work/payload" >>"$work/pae" &&
    openssl dgst -sha256 -verify "$2" -signature "$work/sig" "$work/pae"
}

# The same with cosign, which also knows certificates, logs and timestamps. It finds no configuration of this machine.
attested() {
  bundle=$1
  type=$2
  shift 2
  HOME=$work TUF_ROOT=$work/tuf "$cosign" verify-blob-attestation --bundle "$bundle" --type "$type" "$@"
}

# STATEMENT names another record by its SHA-256.
names() {
  grep -q "\"sha256\":\"$2\"" "$1"
}

there() {
  (cd "$1" && sha256sum -c "$2")
}

`;

/** How the script ends. */
export const SCRIPT_END = String.raw`
if [ "$bad" -gt 0 ]; then
  echo "FAIL: $bad of $((good + bad)) checks"
  exit 1
fi
if [ "$left" -gt 0 ]; then
  echo "open: $left of $((good + left)) checks"
  exit 2
fi
echo "ok: $good checks"
`;

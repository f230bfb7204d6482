#!/usr/bin/env bash
set -euo pipefail
target="$1"
export SOURCE_DATE_EPOCH=1767225600
cargo build --locked --release --package edge-agent --target "$target"
tar --sort=name --mtime="@${SOURCE_DATE_EPOCH}" --owner=0 --group=0 --numeric-owner \
  -czf "edge-agent-${target}.tar.gz" -C "target/${target}/release" edge-agent

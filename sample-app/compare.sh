#!/bin/sh
# Replaces web servers while clients have open connections to them, and prints what those lost:
# the sample on each web server, by Uninterruptible and by a stock graceful shutdown, and nginx and
# HAProxy where they are installed. Takes about nine minutes.
set -eu
cd "$(dirname "$0")/.."

mvn -q -B verify -Pweb-comparison >&2

echo "| server | 32 keep-alive clients | requests | lost on an open connection | refused |"
echo "|---|---|---|---|---|"
cat process-tests/target/web-comparison.md

#!/bin/sh
# Builds the sample, restarts it while clients keep it busy, and prints what they saw.
# Usage: demo.sh [how many restarts, 6 unless given]
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")

java=$("$root/scripts/find-java.sh")
if ! command -v mvn > /dev/null; then
	echo "Maven (mvn) is not on the PATH. Install it to build the sample." >&2
	exit 1
fi

echo "Building the sample with Maven; it will run on $java"
(cd "$root" && mvn -q -B -Dmaven.test.skip=true -pl process-tests -am package)

stop() {
	[ -n "${!:-}" ] || exit 130
	kill "$!" 2> /dev/null || :
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap stop INT TERM HUP

"$java" -Djava.io.tmpdir="$work" -cp "$root/process-tests/target/classes" dev.uninterruptible.testing.demo.RestartDemo "$@" &
status=0
wait "$!" || status=$?
while kill -0 "$!" 2> /dev/null; do
	wait "$!" || :
done
if [ "$status" -gt 1 ]; then
	"$java" -cp "$root/process-tests/target/classes" dev.uninterruptible.testing.demo.Sweep "$work"
fi
exit "$status"

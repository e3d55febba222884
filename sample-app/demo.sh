#!/bin/sh
# Builds the sample, restarts it while clients keep it busy, and prints what they saw.
# Usage: demo.sh [how many restarts, 6 unless given]
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")

feature_version() {
	"$1" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.specification\.version = \([0-9]*\)$/\1/p'
}

find_java() {
	for java in "${JAVA_HOME:-/nowhere}/bin/java" "$(command -v java || echo /nowhere)" \
			/usr/lib/jvm/*/bin/java /Library/Java/JavaVirtualMachines/*/Contents/Home/bin/java \
			"$HOME"/.sdkman/candidates/java/*/bin/java; do
		[ -x "$java" ] || continue
		version=$(feature_version "$java")
		if [ "${version:-0}" -ge 21 ]; then
			echo "$java"
			return
		fi
	done
}

java=$(find_java)
if [ -z "$java" ]; then
	echo "No JDK 21 or later found in JAVA_HOME, on the PATH, in /usr/lib/jvm," >&2
	echo "/Library/Java/JavaVirtualMachines or ~/.sdkman. Install one, or set JAVA_HOME to one." >&2
	exit 1
fi
if ! command -v mvn > /dev/null; then
	echo "Maven (mvn) is not on the PATH. Install it to build the sample." >&2
	exit 1
fi

echo "Building the sample with Maven; it will run on $java"
(cd "$root" && mvn -q -B -DskipTests package)

stop() {
	[ -n "${!:-}" ] || exit 130
	kill "$!" 2> /dev/null || :
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap stop INT TERM HUP

"$java" -Djava.io.tmpdir="$work" -cp "$here/target/test-classes" dev.uninterruptible.sample.RestartDemo "$@" &
status=0
wait "$!" || status=$?
while kill -0 "$!" 2> /dev/null; do
	wait "$!" || :
done
if [ "$status" -gt 1 ]; then
	"$java" -cp "$here/target/test-classes" dev.uninterruptible.sample.Sweep "$work"
fi
exit "$status"

#!/bin/sh
# Builds the benchmark, runs it, and prints its tables. Takes about eleven minutes; leave the machine alone meanwhile.
# Usage: run.sh [how many rounds, 7 unless given] [milliseconds of a measurement, 1500 unless given]
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
	echo "Maven (mvn) is not on the PATH. Install it to build the benchmark." >&2
	exit 1
fi

echo "Building the benchmark with Maven; it will run on $java" >&2
(cd "$root" && mvn -q -B -Dmaven.test.skip=true -pl benchmarks -am package) >&2

exec "$java" -Xms1g -Xmx1g -cp "$here/target/classes:$here/target/lib/*" dev.uninterruptible.benchmark.Benchmark "$@"

#!/bin/sh
# Builds the benchmark, runs it, and prints its tables. Takes twelve minutes; leave the machine alone meanwhile.
# Usage: run.sh [servers or accept-loops] [how many rounds] [milliseconds of a measurement]; servers, 6 and 400 unless given
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")

java=$("$root/scripts/find-java.sh")
if ! command -v mvn > /dev/null; then
	echo "Maven (mvn) is not on the PATH. Install it to build the benchmark." >&2
	exit 1
fi

echo "Building the benchmark with Maven; it will run on $java" >&2
(cd "$root" && mvn -q -B -Dmaven.test.skip=true -Pbenchmarks -pl benchmarks -am package) >&2

exec "$java" -Xms1g -Xmx1g -cp "$here/target/classes:$here/target/lib/*" dev.uninterruptible.benchmark.Benchmark "$@"

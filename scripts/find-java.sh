#!/bin/sh
# Prints the path of a java of version 21 or later, for scripts that cannot leave the search to Maven's toolchains.
set -eu

feature_version() {
	"$1" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.specification\.version = \([0-9]*\)$/\1/p'
}

for java in "${JAVA_HOME:-/nowhere}/bin/java" "$(command -v java || echo /nowhere)" \
		/usr/lib/jvm/*/bin/java /Library/Java/JavaVirtualMachines/*/Contents/Home/bin/java \
		"$HOME"/.sdkman/candidates/java/*/bin/java; do
	[ -x "$java" ] || continue
	version=$(feature_version "$java")
	if [ "${version:-0}" -ge 21 ]; then
		echo "$java"
		exit
	fi
done
echo "No JDK 21 or later found in JAVA_HOME, on the PATH, in /usr/lib/jvm," >&2
echo "/Library/Java/JavaVirtualMachines or ~/.sdkman. Install one, or set JAVA_HOME to one." >&2
exit 1

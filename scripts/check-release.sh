#!/bin/sh
# Builds what is published, twice: in two directories, time zones and languages. Fails if a file is missing, or if one is not
# the same in both. Nothing is signed and nothing leaves this machine. What is not committed is not built.
set -eu

# Archives keep the modes of files
umask 022

cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM

# build NAME TIMEZONE LANGUAGE
build() {
	git clone -q . "$work/$1"
	(
		cd "$work/$1"
		TZ=$2 LC_ALL=$3 mvn -B -ntp -q -Prelease -Dgpg.skip -Dmaven.test.skip=true \
			-pl :uninterruptible-spring-boot-starter -am package >"$work/$1.log" 2>&1
	) || {
		cat "$work/$1.log" >&2
		exit 1
	}
	(
		cd "$work/$1"
		for module in uninterruptible-spring-boot-autoconfigure uninterruptible-spring-boot-starter; do
			for file in .jar -sources.jar -javadoc.jar bom.xml bom.json; do
				case $file in
				bom.*) sha256sum $module/target/$file ;;
				*) sha256sum $module/target/$module-*[0-9T]$file ;;
				esac
			done
		done
	) >"$work/$1.sums"
}

build one UTC C
build another Asia/Kathmandu tr_TR.UTF-8
if ! diff "$work/one.sums" "$work/another.sums"; then
	echo "The files above are not the same when they are built again." >&2
	exit 1
fi
echo "Built twice, the same each time:"
cat "$work/one.sums"

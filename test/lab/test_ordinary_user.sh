#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs other tests as a user without any privilege: the socket tests on this
# host and on a lab's host, and the lab tests in user namespaces of that user.
#
# usage: test_ordinary_user.sh KIND=PROGRAM...
#
# KIND is "socket" or a topology of lab.sh. As root the user is 65534; as an
# ordinary user it is that one. What the kernel forbids is skipped, with the
# reason.
set -eu

lab=$(cd "$(dirname "$0")" && pwd)/lab.sh
count=0 failed=0 skipped=0

skip_all() {
	echo "1..0 # SKIP $1"
	exit 77
}

# Prints a test's result, the reasons of what it skipped, and its whole output
# when it failed.
report() { # NAME STATUS OUTPUT
	count=$((count + 1))
	case $2 in
	0) echo "ok $count - $1" ;;
	77)
		skipped=$((skipped + 1))
		echo "ok $count - $1 # SKIP $(sed -n 's/.*# SKIP //p;T;q' "$3")"
		;;
	*)
		failed=$((failed + 1))
		sed 's/^/# /' "$3"
		echo "not ok $count - $1"
		return
		;;
	esac
	sed -n 's/^ok.*# SKIP/# &/p' "$3"
}

run() { # NAME COMMAND...
	title=$1
	shift
	status=0
	# A word list: several arguments or none.
	# shellcheck disable=SC2086
	$as_user "$@" >"$output" 2>&1 || status=$?
	report "$title" $status "$output"
}

as_user=
if [ "$(id -u)" = 0 ]; then
	as_user="setpriv --reuid=65534 --regid=65534 --clear-groups"
fi
# shellcheck disable=SC2086
refusal=$($as_user true 2>&1) || skip_all "no ordinary user: $refusal"

# Copies, because the user may not be allowed to read the build folder.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
output=$work/output
mkdir "$work/bin"
cp "$lab" "$work/bin/lab.sh"
chmod 755 "$work" "$work/bin"
cd "$work/bin"

for test; do
	kind=${test%%=*}
	program=${test#*=}
	name=$(basename "$program")
	if ! [ -x "$program" ]; then
		echo "Bail out! $program is not built"
		exit 1
	fi
	cp "$program" "$work/bin/$name"
	chmod 755 "$work/bin/$name"
	case $kind in
	socket)
		run "socket/$name on this host" "./$name"
		run "socket/$name on a lab's host" \
			./lab.sh pair -- ip netns exec a "./$name"
		;;
	*) run "lab/$name" ./lab.sh "$kind" -- "./$name" ;;
	esac
	rm "$work/bin/$name"
done

echo "1..$count"
[ $failed = 0 ] || exit 1
[ $count != $skipped ] || exit 77

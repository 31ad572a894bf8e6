#!/bin/sh
# SPDX-License-Identifier: MIT
# Every line of the manual page's examples runs as it stands, on a host of the
# lab that has eth0. What waits for ever there is given a short time here.
#
# usage: test_examples.sh COMMAND PAGE
set -eu
tool=$1
page=$2
[ "${LAB_TOPOLOGY-}" ] ||
	exec "$(dirname "$0")/../lab/lab.sh" pair -- "$0" "$@"
[ "${ON_HOST-}" ] || ON_HOST=1 exec ip netns exec a "$0" "$@"

tests=0
failures=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The manual's names, and a stand-in for a program that may not be here.
sock6() {
	"$tool" "$@"
}
jq() {
	cat
}

# Until the listener in the background hears, for ten seconds at the most.
ready() {
	for _ in $(seq 200); do
		! grep -q listening "$work/output" || return 0
		sleep 0.05
	done
}

# Lines that begin with a prompt, displayed alone or in a block.
sed -n '/^\.Sh EXAMPLES/,/^\.Sh SEE/{
	s/^\.Dl \$ //p
	s/^\$ //p
}' "$page" >"$work/lines"

while read -r line <&3; do
	tests=$((tests + 1))
	status=0
	case $line in
	*'&')
		eval "$line" >"$work/output" 2>"$work/errors"
		background=$!
		ready
		;;
	*' listen '*'|'*)
		before=${line%%|*}
		eval "$before --deadline 100ms | ${line#*|}" \
			>/dev/null 2>"$work/errors" || status=$?
		;;
	*' listen '*)
		eval "$line --deadline 100ms" >/dev/null 2>"$work/errors" ||
			status=$?
		;;
	*) eval "$line" >/dev/null 2>"$work/errors" || status=$? ;;
	esac
	if [ -s "$work/errors" ] || { [ $status -ne 0 ] && [ $status -ne 124 ]; }; then
		failures=$((failures + 1))
		sed 's/^/# /' "$work/errors"
		echo "not ok $tests - $line # status $status"
	else
		echo "ok $tests - $line"
	fi
done 3<"$work/lines"
status=0
wait "$background" || status=$?
tests=$((tests + 1))
if [ $status -eq 0 ]; then
	echo "ok $tests - the listener in the background was sent what it hears"
else
	failures=$((failures + 1))
	echo "not ok $tests - the listener in the background # status $status"
fi

echo "1..$tests"
[ "$failures" -eq 0 ] && [ "$tests" -ge 6 ]

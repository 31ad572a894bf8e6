#!/bin/sh
# SPDX-License-Identifier: MIT
# Counts the system calls that each call of the library makes, with strace(1).
#
# usage: calls.sh PROGRAM
set -eu
program=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

skip()
{
	echo "1..0 # SKIP $1"
	exit 77
}

command -v strace >/dev/null || skip "strace(1) is missing"
strace -o "$work/log" true 2>"$work/reason" ||
	skip "strace(1) may not trace: $(head -n 1 "$work/reason")"

strace -o "$work/log" "$program" >"$work/expected" || {
	tail -n 5 "$work/log" | sed 's/^/# /'
	echo "1..1"
	echo "not ok 1 - the program of the calls ends well"
	exit 1
}

# Between two marks, what was called; a line of those that strace(1) writes of
# its own, as of signals, begins otherwise.
awk '
	/^getppid\(/ {
		if (inside)
			print count, calls
		inside = !inside
		count = 0
		calls = ""
		next
	}
	inside && /^[a-z0-9_]+\(/ {
		count++
		sub(/\(.*/, "")
		calls = calls " " $0
	}' "$work/log" >"$work/found"

paste -d '|' "$work/expected" "$work/found" | awk -F '|' '
	{
		split($1, expected, " ")
		split($2, found, " ")
		name = substr($1, length(expected[1]) + 2)
		wrong = expected[1] != found[1] || $2 == ""
		if (wrong) {
			print "# " $2
			failed = 1
		}
		print (wrong ? "not ok " : "ok ") NR " - " name ": " \
			expected[1] " system calls"
	}
	END {
		print "1.." NR
		exit failed || NR == 0
	}'

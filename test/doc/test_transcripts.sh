#!/bin/sh
# SPDX-License-Identifier: MIT
# The README's transcripts are what happens: each is typed again, on hosts of the
# lab, and has to give the same lines.  Numbers and units of time may differ, as
# may the width of columns; "..." stands for any lines.
#
# A transcript is an indented block below "<!-- lab: TOPOLOGY -->".  A prompt
# names the host, "a$ "; a command that ends with "&" goes on in the background,
# having printed the lines below it; "fg" shows the rest of what it prints.
#
# usage: test_transcripts.sh README COMMAND
set -eu
readme=$1
tool=$2
PATH=$PATH:/usr/sbin:/sbin
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=test/abi/tap.sh
. "$here/../abi/tap.sh"

# The n-th transcript goes to $work/n, its topology to $work/n.lab.
awk -v work="$work" '
	/^<!-- lab: [a-z]+ -->$/ { file = work "/" ++n; print $3 >(file ".lab") }
	/^    / && file { print substr($0, 5) >file; seen = 1; next }
	/^$/ { next }
	seen { file = ""; seen = 0 }' "$readme"

# plain: lines without what may differ.
plain()
{
	sed -E -e 's/0x[0-9a-f]+/#/g' -e 's/[0-9]+(\.[0-9]+)?/#/g' \
		-e 's/# ?[kMGT]?(pps|bit\/s|B\/s)/# rate/g' -e 's/# (n|u|m)?s\b/# time/g' \
		-e 's/# (n|u|m)?s\b/# time/g' -e 's/ +/ /g' -e 's/ $//'
}

# agrees EXPECTED ACTUAL
agrees()
{
	plain <"$1" >"$work/expected"
	plain <"$2" >"$work/actual"
	awk -v name="$work/actual" '
	{
		if ($0 == "...") { any = 1; next }
		wanted = $0
		while ((more = (getline line <name)) > 0 && line != wanted && any)
			;
		any = 0
		if (more <= 0) { print "missing: " wanted; exit wrong = 1 }
		if (line != wanted) {
			print "expected: " wanted "\nprinted:  " line
			exit wrong = 1
		}
	}
	END {
		if (!wrong && !any && (getline line <name) > 0) {
			print "too much: " line
			wrong = 1
		}
		exit wrong
	}' "$work/expected"
}

is_reproduced()
{
	"$here/../lab/lab.sh" "$(cat "$1.lab")" -- \
		"$here/transcript.sh" "$tool" "$1" >"$1.actual" || true
	agrees "$1" "$1.actual" || {
		cat "$1.actual"
		return 1
	}
}

is_found_wrong()
{
	sed "$1" "$work/1" >"$work/damaged"
	if cmp -s "$work/1" "$work/damaged"; then
		echo 'the damage changes nothing'
		return 1
	fi
	! agrees "$work/damaged" "$work/1.actual"
}

"$here/../lab/lab.sh" pair -- true >"$work/lab" || {
	cat "$work/lab"
	exit 77
}
for lab in "$work"/*.lab; do
	transcript=${lab%.lab}
	if grep -q 'nft ' "$transcript" && ! have nft; then
		skip "$(head -n 1 "$transcript")" 'there is no nft'
		continue
	fi
	check "$(head -n 1 "$transcript")" is_reproduced "$transcript"
done
check 'a line that is missing is found' is_found_wrong 2d
check 'a line too many is found' is_found_wrong 3p
check 'another word is found' is_found_wrong 's/^PASS/FAIL/'
finish

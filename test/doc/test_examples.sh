#!/bin/sh
# SPDX-License-Identifier: MIT
# Every program in the manual pages and in the README compiles without a
# warning, and runs: as whoever runs this and, when that is root, as nobody.
#
# usage: test_examples.sh COMPILER INCLUDE_FOLDER ARCHIVE SOURCE_FOLDER
#                         [FLAG...]
set -eu
compiler=$1
include=$2
archive=$3
source=$4
shift 4
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=test/abi/tap.sh
. "$here/../abi/tap.sh"

compile()
{
	"$compiler" -std=c11 -Wall -Wextra -Wpedantic \
		-Wshadow -Wconversion -Wstrict-prototypes -Wvla -Wundef \
		-Werror -I"$include" "$@" "$archive"
}

# Whoever runs it sees what it says.
run()
{
	timeout 20 "$@" </dev/null
}

is_loopback_up()
{
	grep -q '^0\{31\}1 ' /proc/net/if_inet6 2>/dev/null
}

# A link with an address: what the program of groups needs to send.
is_link_up()
{
	grep -qv ' lo$' /proc/net/if_inet6
}

mkdir "$work/programs"
chmod 755 "$work" "$work/programs"
awk -v folder="$work/programs" -f "$here/example.awk" \
	"$source"/man/*.3 "$source/README.md" >"$work/list"

# Each page of the library has a program, and so has the README.
each_has_one()
{
	for file in "$source"/man/*.3 "$source/README.md"; do
		name=${file##*/}
		grep -q "/$(printf '%s' "$name" | tr -c 'A-Za-z0-9' _)_1.c$" \
			"$work/list" || {
			echo "$name has no program"
			return 1
		}
	done
}
check 'every page and the README have a program' each_has_one

# damaged_page STATEMENT: a page whose program has a statement too many.
damaged_page()
{
	mkdir -p "$work/damaged"
	sed "s/^\(.\)sock6_fd fd;\$/&\n\1$1/" \
		"$source/man/sock6_wait.3" >"$work/damaged/page.3"
	if cmp -s "$work/damaged/page.3" "$source/man/sock6_wait.3"; then
		return 1
	fi
	awk -v folder="$work/damaged" -f "$here/example.awk" \
		"$work/damaged/page.3"
}

a_warning_is_found()
{
	program=$(damaged_page 'int never_used;')
	! compile "$@" "$program" -o "$work/damaged/program"
}

a_failure_is_found()
{
	program=$(damaged_page 'if (SOCK6_VERSION) return 3;')
	compile "$@" "$program" -o "$work/damaged/program" || return 1
	! run "$work/damaged/program"
}

check 'a program with a warning is found' a_warning_is_found "$@"
check 'a program that fails is found' a_failure_is_found "$@"

nobody=
if [ "$(id -u)" -eq 0 ] && have setpriv; then
	nobody='setpriv --reuid=65534 --regid=65534 --clear-groups'
fi
while read -r program; do
	title=$(basename "$program" .c)
	check "$title compiles" compile "$@" "$program" -o "${program%.c}"
	[ -x "${program%.c}" ] || continue
	if ! is_loopback_up; then
		skip "$title runs" 'there is no ::1 here'
		continue
	fi
	if [ "$title" = sock6_group_3_1 ] && ! is_link_up; then
		skip "$title runs" 'no interface has an IPv6 address but lo'
		continue
	fi
	check "$title runs" run "${program%.c}"
	if [ -n "$nobody" ]; then
		# shellcheck disable=SC2086
		check "$title runs as nobody" run $nobody "${program%.c}"
	fi
done <"$work/list"
finish

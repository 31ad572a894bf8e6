#!/bin/sh
# SPDX-License-Identifier: MIT
# The manual pages of the command have the options that its help has, for each
# command, and no others; the overview lists each command with its page.  A copy
# that lacks something is found.
#
# usage: test_command.sh SOURCE_FOLDER COMMAND
set -eu
man=$1/man
sock6=$2
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=test/abi/tap.sh
. "$here/../abi/tap.sh"

# of_page PAGE [SECTION], of_help WORD...: options, sorted.
of_page()
{
	awk -v section="${2-}" -f "$here/command.awk" "$1" | sort
}

of_help()
{
	"$sock6" "$@" --help | awk -v help=1 -f "$here/command.awk" | sort
}

# Those of every command are written once.
agrees() # COMMAND PAGE
{
	of_help "$1" >"$work/helped"
	{
		of_page "$2"
		of_page "$man/sock6.1" 'Options of every command'
	} | sort >"$work/documented"
	[ -s "$work/helped" ] || {
		echo 'the help has no options'
		return 1
	}
	diff "$work/documented" "$work/helped"
}

overview_agrees()
{
	of_help >"$work/helped"
	of_page "$man/sock6.1" 'Options in place of a command' \
		>"$work/documented"
	diff "$work/documented" "$work/helped"
}

commands_are_listed()
{
	"$sock6" --commands | sort >"$work/commands"
	sed -n 's/^\.It Xr sock6-\([a-z]*\) 1$/\1/p' "$man/sock6.1" | sort |
		diff "$work/commands" -
	for page in "$man"/sock6-*.1; do
		page=${page##*/sock6-}
		echo "${page%.1}"
	done | sort | diff "$work/commands" -
}

# Every option stands in the synopsis too, in a line of letters or of its own.
synopsis_agrees() # COMMAND PAGE
{
	sed -n '/^\.Sh SYNOPSIS/,/^\.Sh DESCRIPTION/p' "$2" >"$work/synopsis"
	of_page "$2" | while read -r first second rest; do
		case $first in
		--*)
			grep -q "^\.Op Fl ${first#-}\( \|$\)" "$work/synopsis"
			;;
		-?)
			if [ "$rest" ]; then
				grep -q "^\.Op Fl ${first#-} Ar" "$work/synopsis"
			else
				grep -q "^\.Op Fl [A-Za-z]*${first#-}[A-Za-z]*$" \
					"$work/synopsis"
			fi
			;;
		esac || echo "the synopsis lacks $first ${second-}"
	done >"$work/lacks"
	cat "$work/lacks"
	[ ! -s "$work/lacks" ]
}

is_clean()
{
	mandoc -Tlint -W warning "$1" >"$work/lint" 2>&1 || true
	cat "$work/lint"
	[ ! -s "$work/lint" ]
}

# damaged SED_SCRIPT: a copy of a page that is wrong in one place is found.
damaged()
{
	sed "$1" "$man/sock6-listen.1" >"$work/listen.1"
	! cmp -s "$man/sock6-listen.1" "$work/listen.1" || {
		echo 'the damage changes nothing'
		return 1
	}
	! agrees listen "$work/listen.1"
}

check 'the overview lists each command, which has a page' commands_are_listed
check 'the overview has the options in place of a command' overview_agrees
for command in $("$sock6" --commands); do
	page=$man/sock6-$command.1
	check "the page of $command has its options" agrees "$command" "$page"
	check "the synopsis of $command has its options" \
		synopsis_agrees "$command" "$page"
done
if command -v mandoc >/dev/null; then
	for page in "$man"/sock6*.1; do
		check "${page##*/} is clean" is_clean "$page"
	done
else
	skip 'the pages are clean' 'there is no mandoc'
fi
check 'an option that is missing is found' damaged '/^\.It Fl x , -hex$/d'
check 'an option of no command is found' damaged \
	's/^\.It Fl x , -hex$/&\nText.\n.It Fl Z , -zebra/'
check 'another letter is found' damaged 's/^\.It Fl x , -hex$/.It Fl X , -hex/'
check 'an argument too many is found' damaged \
	's/^\.It Fl x , -hex$/.It Fl x , -hex Ar base/'
finish

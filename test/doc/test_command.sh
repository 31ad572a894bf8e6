#!/bin/sh
# SPDX-License-Identifier: MIT
# The manual page of the command has the options that its help has, for each
# command, and no others.  A copy that lacks one is found.
#
# usage: test_command.sh SOURCE_FOLDER COMMAND
set -eu
page=$1/man/sock6.1
sock6=$2
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=test/abi/tap.sh
. "$here/../abi/tap.sh"

helped()
{
	"$sock6" --help | awk -v help=- -f "$here/command.awk"
	"$sock6" --commands | while read -r command; do
		"$sock6" "$command" --help |
			awk -v help="$command" -f "$here/command.awk"
	done
}

# What every command has is written once.
documented()
{
	awk -f "$here/command.awk" "$1" >"$work/page"
	grep -v '^every ' "$work/page"
	"$sock6" --commands | while read -r command; do
		sed -n "s/^every /$command /p" "$work/page"
	done
}

agrees()
{
	helped | sort >"$work/helped"
	documented "$1" | sort >"$work/documented"
	[ -s "$work/helped" ] || {
		echo 'the help has no options'
		return 1
	}
	diff "$work/documented" "$work/helped"
}

has_each_command()
{
	"$sock6" --commands | while read -r command; do
		grep -q "^\.Ss $command$" "$page" || {
			echo "$command has no section"
			return 1
		}
	done
}

# damaged SED_SCRIPT: a copy of the page that is wrong in one place is found.
damaged()
{
	sed "$1" "$page" >"$work/sock6.1"
	! cmp -s "$page" "$work/sock6.1" || {
		echo 'the damage changes nothing'
		return 1
	}
	! agrees "$work/sock6.1"
}

check 'each command has its section' has_each_command
check 'the page has the options of the help' agrees "$page"
check 'an option that is missing is found' damaged '/^\.It Fl x , -hex$/d'
check 'an option of no command is found' damaged \
	's/^\.It Fl x , -hex$/&\nText.\n.It Fl Z , -zebra/'
check 'another letter is found' damaged 's/^\.It Fl x , -hex$/.It Fl X , -hex/'
check 'an argument too many is found' damaged \
	's/^\.It Fl x , -hex$/.It Fl x , -hex Ar base/'
finish

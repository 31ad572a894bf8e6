#!/bin/sh
# SPDX-License-Identifier: MIT
# What the command tells of each option is what the manual of the library says:
# its constant, name, type, range, access and reference, and the names of values.
# A page that differs is found.
#
# usage: test_option_names.sh SOURCE_FOLDER COMMAND
set -eu
page=$1/man/sock6_option.3
sock6=$2
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=test/abi/tap.sh
. "$here/../abi/tap.sh"

names()
{
	sed -n 's/^\.It Dv SOCK6_OPT_[A-Z0-9_]* Pq \([a-z0-9-]*\)$/\1/p' "$page"
}

# The first two lines of each row as the page would have them.
told()
{
	names | xargs "$sock6" options --json | awk '
		function text(name) {
			if (!match($0, "\"" name "\":\"[^\"]*\""))
				return ""
			return substr($0, RSTART + length(name) + 4,
				RLENGTH - length(name) - 5)
		}
		function number(name) {
			if (!match($0, "\"" name "\":-?[0-9]+"))
				return ""
			found = substr($0, RSTART + length(name) + 3,
				RLENGTH - length(name) - 3)
			sub(/^-/, "\\-", found)
			return found
		}
		text("type") == "option" {
			kind = text("kind")
			words = toupper(substr(kind, 1, 1)) substr(kind, 2)
			if (kind == "interface")
				words = words " index"
			if (kind == "integer" && text("access") ~ /set/)
				words = words ", " number("minimum") " to " \
					number("maximum")
			if (text("access") == "get")
				words = words ", read only"
			if (text("access") == "set")
				words = words ", set only"
			print ".It Dv " text("constant") " Pq " text("name")
			print words "; " text("reference") "."
		}'
}

rows()
{
	awk '/^\.It Dv SOCK6_OPT_/ { print; getline; print }' "$1"
}

agrees() # PAGE
{
	told >"$work/told"
	[ "$(wc -l <"$work/told")" -gt 120 ] || {
		echo 'the command tells too little'
		return 1
	}
	rows "$1" | diff - "$work/told"
}

lists_all()
{
	names | sort >"$work/names"
	"$sock6" options | sed -n 's/^\([a-z0-9-]*\)  .*/\1/p' | sort |
		diff "$work/names" -
}

# Constants of values, as SOCK6_PREFER_CARE_OF, have the names that are taken.
values_agree() # OPTION PREFIX
{
	"$sock6" options "$1" | sed -n 's/^  takes: //p' >"$work/takes"
	grep -o "SOCK6_$2[A-Z_]*[A-Z]" "$page" | sort -u |
		sed "s/SOCK6_$2//" | tr 'A-Z_' 'a-z-' >"$work/values"
	[ "$(wc -l <"$work/values")" -gt 5 ] || {
		echo 'the page has too few values'
		return 1
	}
	while read -r value; do
		grep -qw -e "$value" "$work/takes" || {
			echo "$1 does not take $value"
			return 1
		}
	done <"$work/values"
}

damaged() # SED_SCRIPT
{
	sed "$1" "$page" >"$work/damaged.3"
	! cmp -s "$page" "$work/damaged.3" || {
		echo 'the damage changes nothing'
		return 1
	}
	! agrees "$work/damaged.3"
}

"$sock6" options >/dev/null 2>&1 || {
	echo '1..0 # SKIP there are no IPv6 sockets'
	exit 77
}
check 'the command has every option of the page' lists_all
check 'and tells the same of each' agrees "$page"
check 'modes of MTU discovery have their names' values_agree mtu-discovery \
	MTU_DISCOVERY_
check 'so have address preferences' values_agree address-preferences PREFER_
check 'another range is found' damaged 's/^Integer, 0 to 5;/Integer, 0 to 6;/'
check 'another name is found' damaged 's/ Pq mark$/ Pq marks/'
check 'another access is found' damaged 's/, read only;/;/'
finish

#!/bin/sh
# SPDX-License-Identifier: MIT
# What the shared library exports, what src/sock6.map lists and what the
# headers declare are the same functions.
#
# usage: symbols.sh SOURCE-FOLDER SHARED-LIBRARY
set -eu
source=$1
shared=$2
# shellcheck source=tap.sh
. "$(dirname "$0")/tap.sh"

LC_ALL=C
export LC_ALL

listed()
{
	sed -n 's/^[[:space:]]*\(sock6_[a-z0-9_]*\);$/\1/p' \
		"$source/src/sock6.map" | sort
}

# A declaration may go over several lines; its name is the first one that an
# argument list follows.
declared()
{
	cat "$source"/include/sock6/*.h | awk '
		/^SOCK6_API/ { text = "" ; inside = 1 }
		inside { text = text " " $0 }
		inside && /;$/ {
			match(text, /sock6_[a-z0-9_]+\(/)
			print substr(text, RSTART, RLENGTH - 1)
			inside = 0
		}' | sort
}

exported()
{
	nm -D --defined-only "$shared" | awk '$2 != "A" { print $3 }' |
		sed 's/@.*//' | sort
}

versioned()
{
	node=$(sed -n 's/^\(SOCK6_[0-9.]*\) {$/\1/p' "$source/src/sock6.map")
	nm -D --defined-only "$shared" | awk '$2 != "A" { print $3 }' |
		grep -v "@@$node\$"
}

own_names()
{
	exported | grep -v '^sock6_'
}

documented_once()
{
	cat "$source"/include/sock6/*.h | awk '
		/^ \*\/$/ { comment = NR }
		/^SOCK6_API/ && comment != NR - 1 { print NR ": " $0 }'
}

for list in listed declared exported; do
	$list >"$work/$list"
done

check 'the map lists functions' test -s "$work/listed"
check 'the map lists each function once' nothing uniq -d "$work/listed"
check 'every declared function is in the map, and no other' \
	diff "$work/declared" "$work/listed"
check 'every function of the map is exported, and no other' \
	diff "$work/listed" "$work/exported"
check 'every exported function has the version of the map' nothing versioned
check 'nothing but sock6_ is exported' nothing own_names
check 'every declared function has a comment' nothing documented_once
finish

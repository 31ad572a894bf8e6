#!/bin/sh
# SPDX-License-Identifier: MIT
# Prints where the manual of the library and the library itself disagree, and
# fails when they do.  awk, as the facts are lines: no language has to be
# installed for it.
#
# usage: check_pages.sh INCLUDE_FOLDER MAP MAN_FOLDER OPTION_ROWS
# OPTION_ROWS is the output of option_rows, this folder's program.
set -eu
include=$1
map=$2
man=$3
rows=$4
here=$(cd "$(dirname "$0")" && pwd)

facts()
{
	awk -f "$here/header.awk" "$include"/*.h | sed 's/^/header /'
	sed -n 's/^[[:space:]]*\(sock6_[a-z0-9_]*\);$/symbol \1/p' "$map"
	for page in "$man"/*.3; do
		awk -f "$here/page.awk" "$page" |
			sed "s/^/page ${page##*/} /"
	done
}

# Each option's row: the tag, and the sentence about type, range, reference.
option_rows()
{
	awk '/^\.It Dv SOCK6_OPT_/ { print; getline; print }' \
		"$man/sock6_option.3"
}

faults=$({
	facts | awk -f "$here/compare.awk" | sort
	option_rows | diff - "$rows" |
		sed -n -e 's/^< /sock6_option.3: not in the table: /p' \
			-e 's/^> /sock6_option.3: not in the page: /p'
})
[ -z "$faults" ] || {
	printf '%s\n' "$faults"
	exit 1
}

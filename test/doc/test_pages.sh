#!/bin/sh
# SPDX-License-Identifier: MIT
# The manual of the library agrees with its headers, its exported symbols and
# its table of options, and mandoc has nothing to warn of.
#
# usage: test_pages.sh SOURCE_FOLDER OPTION_ROWS_PROGRAM
set -eu
source=$1
program=$2
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=test/abi/tap.sh
. "$here/../abi/tap.sh"

"$program" >"$work/rows"
check 'the pages agree with the library' "$here/check_pages.sh" \
	"$source/include/sock6" "$source/src/sock6.map" "$source/man" \
	"$work/rows"

# A page that is not there is the business of the page that refers to it: the
# system's own pages need not be installed.
lint()
{
	nothing mandoc -T lint -W warning "$1"
}

a_broken_page_is_found()
{
	sed '/^\.El$/d' "$source/man/sock6_wait.3" >"$work/broken.3"
	! lint "$work/broken.3"
}

if have mandoc; then
	check 'a page with a broken list is found' a_broken_page_is_found
else
	skip 'a page with a broken list is found' 'mandoc is not here'
fi
for page in "$source"/man/*.[13]; do
	if have mandoc; then
		check "${page##*/} is clean mdoc" lint "$page"
	else
		skip "${page##*/} is clean mdoc" 'mandoc is not here'
	fi
done

# Cross references within the library lead somewhere.
references_lead_somewhere()
{
	sed -n 's/^\.Xr \(sock6[a-z0-9_]*\) \([13]\).*/\1 \2/p' "$@" |
		sort -u | while read -r name section; do
		[ -e "$source/man/$name.$section" ] ||
			grep -q "^\.Nm $name\( ,\)\{0,1\}$" \
				"$source"/man/*."$section" ||
			echo "there is no $name($section)"
	done
}

a_stray_reference_is_found()
{
	echo '.Xr sock6_nothing 3' >"$work/stray.3"
	[ -n "$(references_lead_somewhere "$work/stray.3")" ]
}

check 'cross references lead somewhere' nothing references_lead_somewhere \
	"$source"/man/*.[13]
check 'a reference to no page is found' a_stray_reference_is_found
finish

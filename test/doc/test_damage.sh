#!/bin/sh
# SPDX-License-Identifier: MIT
# The test of the pages finds what it is there for: in each copy of the manual
# one thing is wrong, and check_pages.sh has to name it.
#
# usage: test_damage.sh SOURCE_FOLDER OPTION_ROWS_PROGRAM
set -eu
source=$1
program=$2
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=test/abi/tap.sh
. "$here/../abi/tap.sh"

"$program" >"$work/rows"

check_copy()
{
	"$here/check_pages.sh" "$work/include" "$work/map" "$work/man" \
		"$work/rows"
}

fresh_copy()
{
	rm -rf "$work/man" "$work/include"
	cp -R "$source/man" "$work/man"
	cp -R "$source/include/sock6" "$work/include"
	cp "$source/src/sock6.map" "$work/map"
}

# damaged FILE SED_SCRIPT WORDS: the fault is found, and named by WORDS.
damaged()
{
	fresh_copy
	sed "$2" "$work/$1" >"$work/new"
	! cmp -s "$work/new" "$work/$1" || {
		echo "the damage to $1 changes nothing"
		return 1
	}
	cp "$work/new" "$work/$1"
	if found=$(check_copy); then
		echo "not found"
		return 1
	fi
	case $found in
	*"$3"*) ;;
	*)
		echo "found something else: $found"
		return 1
		;;
	esac
}

whole()
{
	fresh_copy
	check_copy
}

check 'a whole copy passes' whole
check 'a name that is missing' damaged man/sock6_wait.3 \
	'/^\.Nm sock6_now$/d' 'sock6_now is a name of 0 pages'
check 'a name on two pages' damaged man/sock6_wait.3 \
	's/^\.Nm sock6_now$/.Nm sock6_now ,\n.Nm sock6_close/' \
	'sock6_close is a name of 2 pages'
check 'a name that is not exported' damaged man/sock6_wait.3 \
	's/^\.Nm sock6_now$/.Nm sock6_now ,\n.Nm sock6_later/' \
	'sock6_later is not exported'
check 'a symbol without a header' damaged map \
	's/sock6_now;/sock6_now;\n\tsock6_later;/' \
	'sock6_later is exported but in no header'
check 'another type of an argument' damaged man/sock6_wait.3 \
	's/^\.Fa "unsigned events"$/.Fa "int events"/' 'sock6_wait(sock6_fd'
check 'an argument that is missing' damaged man/sock6_wait.3 \
	'/^\.Fa "unsigned events"$/d' 'sock6_wait(sock6_fd'
check 'another type of a result' damaged man/sock6_wait.3 \
	's/^\.Ft int64_t$/.Ft int/' 'int64_t sock6_now(void)'
check 'a prototype that changed in the header' damaged include/wait.h \
	's/unsigned events, int64_t/short events, int64_t/' 'short events'
check 'an error that is missing' damaged man/sock6_wait.3 \
	'/^\.It Bq Er ETIMEDOUT$/d' 'ERRORS of sock6_wait lacks ETIMEDOUT'
check 'an error of another function' damaged man/sock6_control.3 \
	's/^\.It Bq Er ENOPROTOOPT$/.It Bq Er ENODEV/' \
	'ERRORS of sock6_control_request has ENODEV'
check 'an error that is new in the header' damaged include/wait.h \
	's/-EINTR /-EIO, -EINTR /' 'ERRORS of sock6_wait lacks EIO'
check 'errors that are those of another' damaged man/sock6_batch.3 \
	'/^\.Fn sock6_receive ;$/d' 'does not name sock6_receive'
check 'a macro that is not described' damaged man/sock6_wait.3 \
	's/SOCK6_FOREVER/INT64_MAX/' 'SOCK6_FOREVER is not described'
check 'a macro that does not exist' damaged man/sock6_wait.3 \
	's/^\.Dv SOCK6_FAULT /.Dv SOCK6_FAULTS /' 'there is no SOCK6_FAULTS'
check 'an option that is new in the header' damaged include/option.h \
	's/^\tSOCK6_OPT_PENDING_ERROR.*/&\n\tSOCK6_OPT_NEW = 66/' \
	'SOCK6_OPT_NEW is not described'
check 'another range of an option' damaged man/sock6_option.3 \
	's/^Integer, 0 to 255; RFC 5082\.$/Integer, 1 to 255; RFC 5082./' \
	'not in the page: Integer, 0 to 255; RFC 5082.'
check 'options in another order' damaged man/sock6_option.3 \
	'/^\.It Dv SOCK6_OPT_MARK /,/^\.It Dv SOCK6_OPT_PRIORITY /d' \
	'SOCK6_OPT_PRIORITY'
check 'a section that is missing' damaged man/sock6_wait.3 \
	'/^\.Sh STANDARDS$/d' 'its sections are'
check 'sections in another order' damaged man/sock6_wait.3 \
	's/^\.Sh HISTORY$/.Sh CAVEATS/' 'its sections are'
finish

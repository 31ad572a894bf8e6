#!/bin/sh
# SPDX-License-Identifier: MIT
# The static library has no writable data, no data that the dynamic linker must
# change, no heap, and no global name that is not its own.
#
# usage: archive.sh STATIC-LIBRARY
set -eu
archive=$1
# shellcheck source=tap.sh
. "$(dirname "$0")/tap.sh"

writable_symbols()
{
	nm "$archive" | grep -E ' [bBdDC] '
}

# Every section that is loaded and is not read only, .data.rel.ro and
# thread-local ones among them.  Fields: name type address offset size ES flags.
writable_sections()
{
	readelf -SW "$archive" | sed 's/^ *\[ *[0-9]*\] *//' |
		awk '$7 ~ /W/ && $5 !~ /^0+$/ { print $1, "size", $5 }'
}

heap()
{
	nm -u "$archive" | grep -wE \
		'malloc|calloc|realloc|reallocarray|free|strdup|strndup|asprintf'
}

foreign_globals()
{
	nm --defined-only --extern-only "$archive" |
		awk 'NF == 3 && $3 !~ /^sock6_/ { print $3 }'
}

# readelf must be read rightly for its silence to mean anything.
readelf_is_understood()
{
	echo 'static int a = 1; int *f(void); int *f(void) { return &a; }
		int b; static int c; int *const d[] = { &a, &c };' >"$work/w.c"
	${CC:-cc} -fPIC -c -o "$work/w.o" "$work/w.c"
	archive=$work/w.o
	writable_sections >"$work/sections"
	cat "$work/sections"
	for section in .data .bss .data.rel.ro; do
		grep -q "^$section" "$work/sections"
	done
	[ -n "$(writable_symbols)" ]
}

has_code()
{
	nm --defined-only "$archive" | grep -q ' T sock6_version$'
}

check 'the archive is the library' has_code
check 'this test would see writable data' readelf_is_understood
check 'no symbol is writable data' nothing writable_symbols
check 'no section is writable, nor relocated read-only data' \
	nothing writable_sections
check 'no heap' nothing heap
check 'every global name begins with sock6_' nothing foreign_globals
finish

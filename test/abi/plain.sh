#!/bin/sh
# SPDX-License-Identifier: MIT
# Without any build system: one line of cc makes the library, also with other C
# libraries and for 32 bits; a program runs with it, and every structure has
# its layout.
#
# usage: plain.sh SOURCE-FOLDER
set -eu
source=$1
# shellcheck source=tap.sh
. "$(dirname "$0")/tap.sh"

cd "$source"

# library COMPILER...: the line of the documents, into an archive.
library()
{
	folder=$work/objects
	rm -rf "$folder"
	mkdir "$folder"
	(
		cd "$folder"
		"$@" -O2 -Wall -Wextra -Werror -I"$source/include" -c \
			"$source"/src/*.c "$source/src/system/linux.c" \
			"$source/src/system/posix_io.c"
	)
	rm -f "$work/libsock6.a"
	ar rcs "$work/libsock6.a" "$folder"/*.o
}

# program COMPILER...: built with the archive, and run.
program()
{
	"$@" -Iinclude -o "$work/consumer" test/abi/consumer.c "$work/libsock6.a"
	"$work/consumer"
}

# one_line COMPILER...: no archive at all.
one_line()
{
	"$@" -Iinclude -o "$work/one" test/abi/consumer.c src/*.c \
		src/system/linux.c src/system/posix_io.c
	"$work/one"
}

layout()
{
	"$@" -std=c11 -Iinclude -Itest -o "$work/layout" test/abi/test_layout.c
	"$work/layout"
}

is_32_bit()
{
	readelf -h "$work/layout" | grep -q 'Class: *ELF32'
}

with()
{
	label=$1
	shift
	check "$label: a plain line makes the library" library "$@"
	check "$label: a program runs with it" program "$@"
	check "$label: every structure has its layout" layout "$@"
}

# works COMPILER...: it can make a whole program, libc and headers included.
works()
{
	printf '#include <netinet/in.h>\nint main(void) { return 0; }\n' \
		>"$work/probe.c"
	"$@" -o "$work/probe" "$work/probe.c" >/dev/null 2>&1 && "$work/probe"
}

with cc "${CC:-cc}"
check 'library and program in one line' one_line "${CC:-cc}"
if have clang; then
	with clang clang
else
	skip clang 'clang is not here'
fi
if works musl-gcc -static; then
	with musl musl-gcc -static
else
	skip musl 'musl-gcc is not here'
fi
if works i686-linux-gnu-gcc -static; then
	with 32-bit i686-linux-gnu-gcc -static
	check '32-bit: it really is' is_32_bit
elif works "${CC:-cc}" -m32; then
	with 32-bit "${CC:-cc}" -m32
	check '32-bit: it really is' is_32_bit
else
	skip 32-bit 'neither i686-linux-gnu-gcc nor cc -m32 makes programs here'
fi
finish

#!/bin/sh
# SPDX-License-Identifier: MIT
# One version, wherever it is told: header, project, library, file names,
# SONAME, symbol map, pkg-config file.
#
# usage: version.sh SOURCE-FOLDER BUILD-FOLDER VERSION SHARED-LIBRARY
set -eu
source=$1
build=$2
version=$3
shared=$4
# shellcheck source=tap.sh
. "$(dirname "$0")/tap.sh"

minor=${version%.*}

equal()
{
	[ "$1" = "$2" ] || {
		echo "\"$2\" is not \"$1\""
		return 1
	}
}

# header_version EXPRESSION: printed by a program that runs with the library.
of_program()
{
	cat >"$work/version.c" <<END
#include <stdio.h>
#include <sock6.h>
int main(void)
{
	unsigned v = (unsigned)($1);
	printf("%u.%u.%u\\n", v >> 16, v >> 8 & 255, v & 255);
	return 0;
}
END
	"${CC:-cc}" -I"$source/include" -o "$work/version" "$work/version.c" \
		"$shared" -Wl,-rpath,"$(dirname "$shared")"
	equal "$version" "$("$work/version")"
}

soname()
{
	equal "libsock6.so.$minor" "$(readelf -d "$shared" |
		sed -n 's/.*SONAME.*\[\(.*\)\]/\1/p')"
}

map()
{
	equal "SOCK6_$minor {" "$(head -n 1 "$source/src/sock6.map")"
}

pkg_config_file()
{
	equal "$version" "$(sed -n 's/^Version: //p' "$build/sock6.pc")"
}

cmake_package()
{
	equal "$version" "$(sed -n 's/^set(PACKAGE_VERSION "\(.*\)")$/\1/p' \
		"$build/sock6ConfigVersion.cmake")"
}

file_name()
{
	equal "libsock6.so.$version" "$(basename "$(readlink -f "$shared")")"
}

check 'SOCK6_VERSION is the version of the project' of_program SOCK6_VERSION
check 'sock6_version() is, too' of_program 'sock6_version()'
check 'the file of the shared library has it' file_name
check 'the SONAME has its major and minor number' soname
check 'so has the node of the symbol map' map
check 'the pkg-config file has it' pkg_config_file
check 'the CMake package has it' cmake_package
finish

#!/bin/sh
# SPDX-License-Identifier: MIT
# Each header alone, and sock6.h, is clean C11 and C++17 with every compiler
# that is here; and every function can be linked from C++.
#
# usage: header.sh SOURCE-FOLDER STATIC-LIBRARY
set -eu
source=$1
archive=$2
# shellcheck source=tap.sh
. "$(dirname "$0")/tap.sh"

strict='-Wall -Wextra -Wpedantic -Wconversion -Wundef -Werror'
# In C a structure and a function may share a name, as stat(2) does; C++ allows
# it, and calls it shadowing.
c_only='-Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla'
cpp_only='-Wold-style-cast -Wzero-as-null-pointer-constant'

# Twice, so that the guard is seen to work.
make_sources()
{
	for path in sock6.h $(cd "$source/include" && ls sock6/*.h); do
		name=$(echo "$path" | tr /. __)
		printf '#include <%s>\n#include <%s>\n' "$path" "$path" \
			>"$work/$name.c"
		echo 'int header_is_not_empty;' >>"$work/$name.c"
		cp "$work/$name.c" "$work/$name.cc"
	done
}

compile()
{
	compiler=$1
	language=$2
	shift 2
	for file in "$work"/sock6_*."$language"; do
		"$compiler" "$@" -I"$source/include" -fsyntax-only "$file"
	done
}

# The macros are for use in expressions: an integer each.
use_macros()
{
	{
		echo '#include <sock6.h>'
		sed -n 's/^#define \(SOCK6_[A-Z0-9_]*\) .*/\1/p' \
			"$source"/include/sock6/*.h | grep -v SOCK6_API |
			sort -u | awk '{ print "long long v_" $0 " = (long long)(" $0 ");" }'
	} >"$work/macros.c"
	[ "$(wc -l <"$work/macros.c")" -gt 50 ]
	${CC:-cc} -std=c11 -Wall -Wextra -Wpedantic -Wundef -Werror \
		-I"$source/include" -fsyntax-only "$work/macros.c"
}

link_from_cpp()
{
	{
		echo '#include <sock6.h>'
		echo 'using function = void (*)();'
		echo 'volatile function all[] = {'
		sed -n 's/^[[:space:]]*\(sock6_[a-z0-9_]*\);$/\1/p' \
			"$source/src/sock6.map" |
			sed 's/.*/	reinterpret_cast<function>(\&&),/'
		echo '};'
		echo 'int main() { return all[0] == nullptr; }'
	} >"$work/all.cc"
	"$1" -std=c++17 -Wall -Wextra -I"$source/include" -o "$work/all" \
		"$work/all.cc" "$archive"
	"$work/all"
}

make_sources
for compiler in gcc clang; do
	if ! have $compiler; then
		skip "$compiler: C11" "$compiler is not here"
		continue
	fi
	# shellcheck disable=SC2086
	check "$compiler: every header alone is clean as C11" \
		compile $compiler c -std=c11 $strict $c_only
done
for compiler in g++ clang++; do
	if ! have $compiler; then
		skip "$compiler: C++17" "$compiler is not here"
		continue
	fi
	# shellcheck disable=SC2086
	check "$compiler: every header alone is clean as C++17" \
		compile $compiler cc -std=c++17 $strict $cpp_only
	check "$compiler: every function links from C++" link_from_cpp $compiler
done
check 'every macro is a value' use_macros
finish

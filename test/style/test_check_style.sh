#!/bin/sh
# SPDX-License-Identifier: MIT
# scripts/check-style passes a tree that keeps the rules, and names the rule
# that a broken one does not keep.
set -eu
source=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tests=0
failures=0
spdx='SPDX-License-Identifier: MIT'

make_tree()
{
	rm -rf "$work/tree"
	mkdir -p "$work/tree/include/sock6" "$work/tree/src/system" \
		"$work/tree/scripts" "$work/tree/.ci"
	echo "/* $spdx */" >"$work/tree/include/sock6/base.h"
	echo "/* $spdx */" >"$work/tree/src/a.c"
	{
		echo "/* $spdx */"
		echo '#ifdef __linux__'
		echo '#endif'
	} >"$work/tree/src/system/linux.c"
}

verdict()
{
	tests=$((tests + 1))
	if [ "$1" = yes ]; then
		echo "ok $tests - $2"
	else
		failures=$((failures + 1))
		sed 's/^/# /' "$work/out"
		echo "not ok $tests - $2"
	fi
}

# breaks RULE: the tree as it is now breaks exactly this rule.
breaks()
{
	status=0
	"$source/scripts/check-style" "$work/tree" >"$work/out" || status=$?
	if [ "$status" -ne 0 ] && [ "$(grep -c '^not ok' "$work/out")" -eq 1 ] &&
		grep -q "^not ok .* - $1\$" "$work/out"; then
		verdict yes "broken: $1"
	else
		verdict no "broken: $1"
	fi
}

# lines N: as many lines of C.
lines()
{
	awk -v n="$1" 'BEGIN { for (i = 0; i < n; i++) print "\ti++;" }'
}

make_tree
status=0
"$source/scripts/check-style" "$work/tree" >"$work/out" || status=$?
[ "$status" -eq 0 ] && ok=yes || ok=no
verdict "$ok" 'a tree that keeps the rules passes'

for system in __linux__ __APPLE__ _WIN32 __FreeBSD__ __OpenBSD__ __sun; do
	make_tree
	echo "#if defined($system)" >>"$work/tree/src/a.c"
	breaks 'no system is named outside src/system/'
done

make_tree
echo '#ifdef __APPLE__' >>"$work/tree/include/sock6/base.h"
breaks 'base.h names a system once, for the type of the descriptor'

make_tree
for _ in first second; do
	echo '#ifdef _WIN32'
done >>"$work/tree/include/sock6/base.h"
breaks 'base.h names a system once, for the type of the descriptor'

make_tree
{
	printf 'void f(void)\n{\n'
	lines 60
	echo '}'
} >>"$work/tree/src/a.c"
status=0
"$source/scripts/check-style" "$work/tree" >"$work/out" || status=$?
[ "$status" -eq 0 ] && ok=yes || ok=no
verdict "$ok" 'a function of 60 lines passes'

make_tree
{
	printf 'void f(void)\n{\n'
	lines 61
	echo '}'
} >>"$work/tree/src/a.c"
breaks 'no function is longer than 60 lines'

make_tree
lines 500 >>"$work/tree/src/a.c"
breaks 'no file is longer than 500 lines'

make_tree
echo "/* TO""DO: better */" >>"$work/tree/src/a.c"
breaks 'nothing is left to be done later'

make_tree
echo 'int a;' >"$work/tree/src/a.c"
breaks 'every file begins with its licence'

make_tree
printf '#!/bin/sh\n# %s\n' "$spdx" >"$work/tree/scripts/a.sh"
breaks 'every script can be run'

make_tree
printf 'int a; \n' >>"$work/tree/src/a.c"
breaks 'no line ends in white space'

echo "1..$tests"
[ "$failures" -eq 0 ]

#!/bin/sh
# SPDX-License-Identifier: MIT
# Every shell script passes shellcheck.
set -eu
cd "$(dirname "$0")/../.."

if ! command -v shellcheck >/dev/null; then
	echo "1..0 # SKIP shellcheck is not here"
	exit 77
fi
count=0
failures=0
for script in scripts/* .ci/run packaging/build-* packaging/debian/tests/* \
	$(find test bench fuzz packaging -name '*.sh' 2>/dev/null | sort); do
	head -n 1 "$script" | grep -qE '^#!.*sh$' || continue
	count=$((count + 1))
	if shellcheck -x "$script" >/dev/null 2>&1; then
		echo "ok $count - $script"
	else
		failures=$((failures + 1))
		shellcheck -x -f gcc "$script" | sed 's/^/# /'
		echo "not ok $count - $script"
	fi
done
echo "1..$count"
[ "$count" -gt 0 ] && [ "$failures" -eq 0 ]

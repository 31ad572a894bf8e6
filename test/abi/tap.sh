# SPDX-License-Identifier: MIT
# Checks for shell scripts that speak TAP.  To be sourced; makes $work, a
# folder that goes away with the script.
# shellcheck shell=sh

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
tests=0
failures=0
skipped=0

# check NAME COMMAND...: passes when the command, under "set -e", ends with 0;
# otherwise what it wrote is shown.
check()
{
	name=$1
	shift
	tests=$((tests + 1))
	# Not within a condition: there "set -e" would have no effect.
	set +e
	(
		set -e
		"$@"
	) >"$work/output" 2>&1
	status=$?
	set -e
	if [ "$status" -eq 0 ]; then
		echo "ok $tests - $name"
	else
		failures=$((failures + 1))
		sed 's/^/# /' "$work/output"
		echo "not ok $tests - $name"
	fi
}

# skip NAME REASON
skip()
{
	tests=$((tests + 1))
	skipped=$((skipped + 1))
	echo "ok $tests - $1 # SKIP $2"
}

skip_all()
{
	echo "1..0 # SKIP $1"
	exit 77
}

have()
{
	command -v "$1" >/dev/null 2>&1
}

# nothing COMMAND...: passes when the command writes nothing.
nothing()
{
	found=$("$@" || true)
	[ -z "$found" ] || {
		echo "$found"
		return 1
	}
}

finish()
{
	echo "1..$tests"
	[ "$failures" -eq 0 ] && [ "$tests" -gt 0 ] || exit 1
	[ "$skipped" -lt "$tests" ] || exit 77
	exit 0
}

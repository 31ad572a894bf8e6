#!/bin/sh
# SPDX-License-Identifier: MIT
# The manual page of the command against the command: every subcommand and every
# option of each stands in both.
#
# usage: test_manual.sh COMMAND PAGE
set -eu
command=$1
page=$2
tests=0
failures=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

ok() { # NAME: passed when nothing stands in $work/difference
	tests=$((tests + 1))
	if [ -s "$work/difference" ]; then
		failures=$((failures + 1))
		sed 's/^/# /' "$work/difference"
		echo "not ok $tests - $1"
	else
		echo "ok $tests - $1"
	fi
}

# section NAME: what stands below ".Ss NAME", up to the next heading.
section() {
	awk -v name="$1" '
		/^\.S[sh] / { inside = $0 == ".Ss " name }
		inside' "$page"
}

# Options as "-c --count" or "- --exclude", one a line.
of_help() {
	sed -n 's/^  -\(.\), --\([a-z]*\).*/-\1 --\2/p
		s/^      --\([a-z]*\).*/- --\1/p' | sort
}

of_page() {
	sed -n 's/^\.It Fl \(.\) , -\([a-z]*\).*/-\1 --\2/p
		s/^\.It Fl -\([a-z]*\).*/- --\1/p' | sort
}

"$command" --commands | sort >"$work/commands"
sed -n 's/^\.Ss \([a-z]*\)$/\1/p' "$page" | sort >"$work/sections"
diff "$work/commands" "$work/sections" >"$work/difference" || true
ok 'every command has a section, and every section a command'

while read -r name; do
	"$command" "$name" --help | of_help |
		grep -v -e '--help$' -e '--json$' >"$work/help" || true
	section "$name" | of_page >"$work/page"
	diff "$work/help" "$work/page" >"$work/difference" || true
	ok "the options of $name are those of its section"
done <"$work/commands"

"$command" --help | of_help >"$work/help"
awk '/^\.Sh/ { inside = /DESCRIPTION/ } /^These are options/ { exit } inside' \
	"$page" | of_page >"$work/page"
diff "$work/help" "$work/page" >"$work/difference" || true
ok 'the options in place of a command are those of the overview'

if command -v mandoc >/dev/null; then
	mandoc -Tlint -W warning "$page" >"$work/difference" || true
	ok 'the page is clean'
else
	tests=$((tests + 1))
	echo "ok $tests - the page is clean # SKIP there is no mandoc"
fi

echo "1..$tests"
[ "$failures" -eq 0 ]

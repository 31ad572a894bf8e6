#!/bin/sh
# SPDX-License-Identifier: MIT
# Every line of the manual pages' examples runs as it stands, on a host of the
# lab that has eth0.  Whatever has no end of its own is interrupted, as a user
# would do.
#
# usage: test_examples.sh COMMAND MAN_FOLDER
set -eu
tool=$1
man=$2
[ "${LAB_TOPOLOGY-}" ] ||
	exec "$(dirname "$0")/../lab/lab.sh" pair -- "$0" "$@"
[ "${ON_HOST-}" ] || ON_HOST=1 exec ip netns exec a "$0" "$@"

tests=0
failures=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The manual's names: the command, and a stand-in for a program that may not be
# here.
mkdir "$work/bin"
cat >"$work/bin/sock6" <<END
#!/bin/sh
exec timeout --signal=INT --kill-after=30s "\${PATIENCE-1.5s}" "$tool" "\$@"
END
printf '#!/bin/sh\nexec cat\n' >"$work/bin/jq"
chmod +x "$work/bin/sock6" "$work/bin/jq"
PATH=$work/bin:$PATH

# Until the listener in the background hears, for thirty seconds at the most.
ready() {
	for _ in $(seq 600); do
		! grep -q . "$work/output" || return 0
		sleep 0.05
	done
}

# report NAME STATUS: what a user would call a success.
report() {
	tests=$((tests + 1))
	if [ -s "$work/errors" ] || { [ "$2" -ne 0 ] && [ "$2" -ne 124 ]; }; then
		failures=$((failures + 1))
		sed 's/^/# /' "$work/errors"
		echo "not ok $tests - $1 # status $2"
	else
		echo "ok $tests - $1"
	fi
}

background=
run_line() {
	status=0
	case $1 in
	*'&')
		(PATIENCE=20s && export PATIENCE && eval "exec ${1%&}") \
			>"$work/output" 2>"$work/background" &
		background=$!
		ready
		return
		;;
	*--verbose*) eval "$1" >/dev/null 2>&1 || status=$? ;;
	*) eval "$1" >/dev/null 2>"$work/errors" || status=$? ;;
	esac
	report "$1" $status
	if [ "$background" ]; then
		status=0
		wait "$background" || status=$?
		mv "$work/background" "$work/errors"
		report 'what stands in the background heard it' $status
		background=
	fi
}

# Lines that begin with a prompt, displayed alone or in a block.
for page in "$man"/sock6.1 "$man"/sock6-*.1; do
	: >"$work/errors"
	sed -n '/^\.Sh EXAMPLES/,/^\.Sh SEE/{
		s/^\.Dl \$ //p
		s/^\$ //p
	}' "$page" >"$work/lines"
	[ -s "$work/lines" ] || {
		echo 'it has no examples' >"$work/errors"
		report "${page##*/}" 1
	}
	while read -r line <&3; do
		run_line "$line"
	done 3<"$work/lines"
done

echo "1..$tests"
[ "$failures" -eq 0 ]

#!/bin/sh
# SPDX-License-Identifier: MIT
# Types a transcript again, within the lab, and prints what that gives.
#
# usage: transcript.sh COMMAND TRANSCRIPT
set -eu
tool=$1
transcript=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/bin"
ln -s "$tool" "$folder/bin/sock6"
PATH=$folder/bin:$PATH
background=0

# The lines that the transcript has between a background command and the next
# prompt; they are waited for, thirty seconds at the most.
announced()
{
	awk -v from="$1" 'NR > from { if (/^[a-z]\$ /) exit; print }' \
		"$transcript" | wc -l
}

await_lines()
{
	for _ in $(seq 600); do
		[ "$(wc -l <"$folder/output")" -lt "$1" ] || break
		sleep 0.05
	done
	head -n "$1" "$folder/output"
	shown=$1
}

number=0
while IFS= read -r line <&3; do
	number=$((number + 1))
	host=${line%%\$ *}
	command=${line#*\$ }
	case $line in
	[a-z]'$ fg')
		echo "$line"
		wait "$background" || true
		tail -n +$((shown + 1)) "$folder/output"
		background=0
		;;
	[a-z]'$ '*'&')
		echo "$line"
		ip netns exec "$host" sh -c "exec ${command%&}" \
			>"$folder/output" 2>&1 3<&- &
		background=$!
		await_lines "$(announced $number)"
		;;
	[a-z]'$ '*)
		echo "$line"
		ip netns exec "$host" timeout 20 sh -c "$command" 2>&1 3<&- ||
			true
		;;
	esac
done 3<"$transcript"
[ "$background" -eq 0 ] || kill "$background" 2>/dev/null || true

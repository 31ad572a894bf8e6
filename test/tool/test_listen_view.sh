#!/bin/sh
# SPDX-License-Identifier: MIT
# The live view of sock6 listen on a real terminal, which tmux is: what it shows,
# how it follows the terminal's size, and how it leaves the terminal.
#
# usage: test_listen_view.sh COMMAND
set -eu
here=$(cd "$(dirname "$0")" && pwd)
[ "${LAB_TOPOLOGY-}" ] ||
	exec "$here/../lab/lab.sh" pair -- "$here/test_listen_view.sh" "$@"
[ "${ON_HOST-}" ] ||
	ON_HOST=1 exec ip netns exec a "$here/test_listen_view.sh" "$@"
tool=$1
# shellcheck source=test/abi/tap.sh
. "$here/../abi/tap.sh"
have tmux || skip_all 'there is no tmux'

# One server for each terminal: one that ends would take the next one along.
number=0
terminal()
{
	tmux -S "$work/tmux.$tests.$number" -f /dev/null "$@"
}

# A shell of 100 columns and 20 lines, with settings before it.
start()
{
	number=$((number + 1))
	terminal new-session -d -x 100 -y 20 env -u NO_COLOR PS1='$ ' "$@" sh
	shows '^\$'
}

stop()
{
	for socket in "$work"/tmux.*; do
		tmux -S "$socket" kill-server 2>/dev/null || true
	done
}
trap 'stop; rm -rf "$work"' EXIT

screen()
{
	terminal capture-pane -p "$@"
}

# Until the screen shows a pattern, for thirty seconds at the most.
shows()
{
	for _ in $(seq 600); do
		! screen | grep -q -- "$1" || return 0
		sleep 0.05
	done
	echo "there is no $1:"
	screen
	return 1
}

# Until it does no longer.
hides()
{
	for _ in $(seq 600); do
		screen | grep -q -- "$1" || return 0
		sleep 0.05
	done
	echo "there still is $1:"
	screen
	return 1
}

type_line()
{
	terminal send-keys "$1" Enter
}

send()
{
	ip netns exec b "$tool" send "$@" --quiet >/dev/null
}

# view OPTION...: a listener that shows its view and has heard a stream.
view()
{
	type_line "'$tool' listen ff3e::1+3%eth0 --interval 100ms $*; echo end=\$?"
	shows 'q quits$'
	send ff3e::2%eth0 --count 50 --interval 1ms --tclass af41
	shows '^2001:db8:1::b > ff3e::2 '
}

# The terminal is as it was: cursor, screen, echo, and what was printed.
is_restored()
{
	shows "^end=$1"
	[ "$(terminal display-message -p '#{alternate_on}')" = 0 ]
	[ "$(terminal display-message -p '#{cursor_flag}')" = 1 ]
	[ "$(terminal display-message -p '#{wrap_flag}')" = 1 ]
	type_line 'echo one two'
	shows '^\$ echo one two'
	shows '^one two'
}

a_stream_has_a_line()
{
	start
	view
	screen | grep -q '^sock6 listen for .*: ff3e::1+3%eth0 '
	screen | grep -q '^source > destination .* loss .* class hops history'
	shows '^1 stream .* 50 datagrams .*0 lost .*1 socket'
	screen | grep -q '^2001:db8:1::b > ff3e::2 .* 0.00% .* af41 .*1 '
}

interrupt_leaves_the_terminal_clean()
{
	start
	view
	terminal send-keys C-c
	is_restored 0
	shows '^50 datagrams, 2000 bytes, 0 lost, '
	hides 'q quits'
}

q_ends_it()
{
	start
	view
	terminal send-keys q
	is_restored 0
	shows '^50 datagrams, '
}

a_condition_is_judged_behind_it()
{
	start
	view --max-loss 0 --expect hops=77
	terminal send-keys q
	is_restored 1
	shows '^sock6 listen: --expect: 50 of 50 datagrams are otherwise'
}

termination_leaves_it_clean_too()
{
	start
	view
	pid=$(terminal display-message -p '#{pane_pid}')
	pkill -TERM -P "$pid"
	is_restored 0
}

it_follows_the_size_of_the_terminal()
{
	start
	view
	terminal resize-window -x 60 -y 12
	hides ' class hops '
	shows '^source > destination .* loss history'
	[ "$(screen | wc -l)" -le 12 ]
	screen | awk 'length($0) > 60 { exit 1 }'
	terminal resize-window -x 160 -y 30
	shows '^source > destination .*gaps .*dup .*late .*delay .*jitter'
	terminal resize-window -x 20 -y 2
	shows '^sock6 liste'
	terminal resize-window -x 100 -y 20
	shows '^2001:db8:1::b > ff3e::2 '
}

more_streams_than_lines_are_counted()
{
	start
	terminal resize-window -x 100 -y 8
	type_line "'$tool' listen ff3e::1+30%eth0 --interval 100ms; echo end=\$?"
	shows 'q quits$'
	send ff3e::1+30%eth0 --count 2 --interval 1ms
	shows '^and 27 more streams'
	shows '^30 streams'
}

a_few_lines_are_for_streams()
{
	start
	view
	terminal resize-window -x 40 -y 4
	hides '^source > destination'
	shows '^2001:db8:1::b > ff3e::2 '
}

# A refresh in which only the time has changed.
few_bytes_are_written()
{
	start
	view
	shows '^1 stream  0/s '
	terminal pipe-pane "cat >'$work/written'"
	shows '^sock6 listen for [2-9]\.'
	from=$(date +%s%N)
	: >"$work/written"
	shows '^sock6 listen for [4-9]\.'
	size=$(wc -c <"$work/written")
	echo "$size bytes in $((($(date +%s%N) - from) / 1000000)) ms"
	[ "$size" -gt 0 ]
	[ "$size" -lt 2000 ]
}

bars_are_blocks_where_there_are_any()
{
	start LC_ALL=C.UTF-8
	view
	screen | grep '^2001:' | grep -q '[▁▂▃▄▅▆▇█]'
	start LC_ALL=C
	view
	screen | grep '^2001:' | grep -q '[_.~=+*#-] *$'
	screen | LC_ALL=C awk '/[\200-\377]/ { exit 1 }'
}

colours_can_be_switched_off()
{
	start
	view
	screen -e | grep -q "$(printf '\033')\[3[123]m"
	start NO_COLOR=1
	view
	! screen -e | grep -q "$(printf '\033')\[3[123]m"
}

# --plain, and a terminal that cannot: lines as in a pipe.
lines_are_there_for_the_asking()
{
	start
	type_line "'$tool' listen ff3e::1+3%eth0 --plain; echo end=\$?"
	shows '^listening: ff3e::1+3%eth0 port=1024'
	[ "$(terminal display-message -p '#{alternate_on}')" = 0 ]
	start
	type_line "TERM=dumb '$tool' listen ff3e::1+3%eth0; echo end=\$?"
	shows '^listening: ff3e::1+3%eth0 port=1024'
	start
	type_line "'$tool' listen ff3e::1+3%eth0 --json; echo end=\$?"
	shows '^{"type":"start",'
}

check 'a stream has a line' a_stream_has_a_line
check 'an interrupt leaves the terminal clean' \
	interrupt_leaves_the_terminal_clean
check 'q ends it' q_ends_it
check 'a condition is judged behind it' a_condition_is_judged_behind_it
check 'termination leaves the terminal clean, too' \
	termination_leaves_it_clean_too
check 'it follows the size of the terminal' it_follows_the_size_of_the_terminal
check 'more streams than lines are counted' more_streams_than_lines_are_counted
check 'a few lines are for streams' a_few_lines_are_for_streams
check 'few bytes are written' few_bytes_are_written
check 'bars are blocks where there are any' bars_are_blocks_where_there_are_any
check 'colours can be switched off' colours_can_be_switched_off
check 'lines are there for the asking' lines_are_there_for_the_asking
finish

#!/bin/sh
# SPDX-License-Identifier: MIT
# Neighbor discovery and ICMPv6 messages of the codecs as tcpdump reads them.
#
# usage: test_neighbor.sh WITNESS_PROGRAM
set -eu

# Ordinary users often have no sbin in their PATH.
PATH=$PATH:/usr/sbin:/sbin
if ! command -v tcpdump >/dev/null; then
	echo '1..0 # SKIP tcpdump is not here'
	exit 77
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
"$1" >"$work/packets"
tcpdump -nvv -r - <"$work/packets" >"$work/text" 2>"$work/errors" || {
	cat "$work/errors"
	echo 'Bail out! tcpdump does not read the file'
	exit 1
}
# Spaces differ between versions.
tr -s ' \t\n' '   ' <"$work/text" >"$work/line"

count=0 failed=0
says() { # NAME TEXT
	count=$((count + 1))
	if grep -qF -e "$2" "$work/line"; then
		echo "ok $count - $1"
	else
		failed=$((failed + 1))
		echo "# it does not say: $2"
		echo "not ok $count - $1"
	fi
}

is() { # NAME EXPECTED COUNT_OF
	count=$((count + 1))
	found=$(grep -c -F -e "$3" "$work/text" || true)
	if [ "$found" = "$2" ]; then
		echo "ok $count - $1"
	else
		failed=$((failed + 1))
		echo "# $found, not $2"
		echo "not ok $count - $1"
	fi
}

is 'every packet is read as ICMPv6' 9 ' ICMP6, '
is 'every checksum is right' 9 'icmp6 sum ok'
says 'a router advertisement' 'router advertisement, length 192 hop limit 64,'
says 'flags and preference' 'Flags [managed, other stateful], pref high,'
says 'router lifetime' 'router lifetime 1800s, reachable time 30000ms,'
says 'retransmit timer' 'retrans timer 1000ms'
says 'link-layer address' 'source link-address option (1), length 8 (1): 02:00:00:00:00:01'
says 'MTU' 'mtu option (5), length 8 (1): 1480'
says 'prefix' 'prefix info option (3), length 32 (4): 2001:db8:1::/64, Flags [onlink, auto],'
says 'lifetimes of a prefix' 'valid time 86400s, pref. time 14400s'
says 'route' '2001:db8:2::/48, pref=low, lifetime=600s'
says 'DNS servers' 'lifetime 900s, addr: 2001:db8::53 addr: 2001:db8::54'
says 'DNS search list' 'lifetime 901s, domain(s): example.org.'
says 'nonce' 'option (14), length 8 (1)'
says 'captive portal' 'option (37), length 24 (3)'
says 'pref64' 'option (38), length 16 (2)'
says 'a router solicitation' 'ICMP6, router solicitation, length 16'
says 'a neighbor solicitation' 'neighbor solicitation, length 32, who has fe80::2'
says 'a neighbor advertisement' 'tgt is fe80::2, Flags [router, solicited, override]'
says 'a redirect' 'redirect, length 48, 2001:db8:3::3 to fe80::2'
says 'an echo request' 'echo request, id 4660, seq 7'
says 'an echo reply' 'echo reply, id 4660, seq 7'
says 'a packet too big message' 'packet too big, mtu 1280'
says 'a time exceeded message' 'time exceeded in-transit for ff02::1'

[ $failed = 0 ] || sed 's/^/# /' "$work/text"
echo "1..$count"
[ $failed = 0 ]

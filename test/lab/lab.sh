#!/bin/sh
# SPDX-License-Identifier: MIT
# A network of hosts in namespaces of its own, for as long as one command runs.
#
# usage: lab.sh TOPOLOGY [--] COMMAND [ARGUMENT...]
#
# COMMAND runs once the network stands; its exit status is that of lab.sh, and
# with it, however it ended, everything is gone: the namespaces and every
# process left in them. Nothing outside is touched, so labs may run side by
# side. No privilege is needed where the kernel grants user namespaces; where a
# lab is impossible the exit status is 77 and the reason is printed as TAP.
#
# A script that wants to be a lab test starts with
#	[ "${LAB_TOPOLOGY-}" ] || exec .../lab.sh router -- "$0" "$@"
#
# Each host is a network namespace under /run/netns: "ip netns exec a COMMAND",
# "ip -n a route", or lab_enter("a") of host.h in a C program. COMMAND itself
# starts in a namespace that has only its loopback. LAB_TOPOLOGY names the
# topology. Interfaces are up and ready to send at once (no DAD).
#
# Topologies. A host's name is the last part of its addresses; beside each
# global address an interface has the link-local one with the same end, and on
# the first link of a pair IPv4 as well. 2001:db8:N::/64 is link N.
#
# pair     a ==2== b       a eth0 2001:db8:1::a, 2001:db8:1::a2, 192.0.2.1/24
#                          a eth1 2001:db8:2::a
#                          b eth0 2001:db8:1::b, 2001:db8:1::b2, 192.0.2.2/24
#                          b eth1 2001:db8:2::b
#                          default route: through eth0 towards the other
# lan      a, b, c on      a, b, c: eth0 2001:db8:1::a, ::b, ::c
#          a bridge        host "switch" has the bridge "br0" with MLD snooping
#                          and ports port-a, port-b, port-c
# router   a -- r -- b     a eth0 2001:db8:1::a; r eth0 2001:db8:1::1
#                          r eth1 2001:db8:2::1; b eth0 2001:db8:2::b
#                          link 1 has an MTU of 1500, link 2 one of 1400
# routers  a - r - s - b   a eth0 2001:db8:1::a; r eth0 2001:db8:1::1
#                          r eth1 2001:db8:2::1; s eth0 2001:db8:2::2
#                          s eth1 2001:db8:3::1; b eth0 2001:db8:3::b
#                          every MTU is 1500
set -eu

# Ordinary users often have no sbin in their PATH, where ip lives.
PATH=$PATH:/usr/sbin:/sbin

skip() {
	echo "1..0 # SKIP $1"
	exit 77
}

usage() {
	echo "usage: lab.sh pair|lan|router|routers [--] COMMAND [ARGUMENT...]" >&2
	exit 2
}

# A network, mount and process namespace of its own. Privileged ones are tried
# first: real root in a user namespace would lose what only real root may do.
enter() {
	command -v unshare >/dev/null || skip "no lab: unshare(1) is missing"
	command -v ip >/dev/null || skip "no lab: ip(8) is missing"
	for spaces in -nmpf -Urnmpf; do
		if refusal=$(unshare "$spaces" true 2>&1); then
			LAB_INSIDE=1 exec unshare "$spaces" --kill-child \
				"$0" "$@"
		fi
	done
	skip "no lab: neither a privilege nor a user namespace: $refusal"
}

# What is switched off would delay the first packet or add ones of its own; the
# short interval makes a second copy of each MLD report come soon.
add_host() { # NAME
	ip netns add "$1"
	ip -n "$1" link set lo up
	ip netns exec "$1" sh -eu <<-'END'
		cd /proc/sys/net/ipv6
		for name in all default; do
			echo 0 >conf/$name/accept_dad
			echo 0 >conf/$name/accept_ra
			echo 0 >conf/$name/router_solicitations
			echo 100 >conf/$name/mldv2_unsolicited_report_interval
		done
		echo 0 >icmp/ratelimit
	END
}

add_router() { # NAME
	add_host "$1"
	ip netns exec "$1" sh -c \
		'echo 1 >/proc/sys/net/ipv6/conf/all/forwarding'
}

link() { # HOST INTERFACE HOST INTERFACE
	ip link add "$2" netns "$1" type veth peer name "$4" netns "$3"
	ip -n "$1" link set "$2" addrgenmode none up
	ip -n "$3" link set "$4" addrgenmode none up
}

address() { # HOST INTERFACE LINK END
	ip -n "$1" address add "2001:db8:$3::$4/64" dev "$2" nodad
	ip -n "$1" address add "fe80::$4/64" dev "$2" nodad
}

default_route() { # HOST GATEWAY
	ip -n "$1" route add default via "$2" dev eth0
}

build_pair() {
	add_host a
	add_host b
	for n in 0 1; do
		link a "eth$n" b "eth$n"
		address a "eth$n" $((n + 1)) a
		address b "eth$n" $((n + 1)) b
	done
	# A preferred lifetime of 0: never the source unless a program pins it.
	for end in a b; do
		ip -n "$end" address add "2001:db8:1::${end}2/64" dev eth0 \
			nodad preferred_lft 0
	done
	ip -n a address add 192.0.2.1/24 dev eth0
	ip -n b address add 192.0.2.2/24 dev eth0
	default_route a 2001:db8:1::b
	default_route b 2001:db8:1::a
}

build_lan() {
	add_host switch
	ip -n switch link add br0 type bridge mcast_snooping 1 2>/dev/null ||
		skip "no lab: the kernel has no bridge with MLD snooping"
	ip -n switch link set br0 addrgenmode none up
	for end in a b c; do
		add_host "$end"
		link "$end" eth0 switch "port-$end"
		ip -n switch link set "port-$end" master br0
		address "$end" eth0 1 "$end"
		ip -n "$end" route add default dev eth0
	done
}

build_router() {
	add_host a
	add_router r
	add_host b
	link a eth0 r eth0
	link r eth1 b eth0
	ip -n r link set eth1 mtu 1400
	ip -n b link set eth0 mtu 1400
	address a eth0 1 a
	address r eth0 1 1
	address r eth1 2 1
	address b eth0 2 b
	default_route a 2001:db8:1::1
	default_route b 2001:db8:2::1
}

build_routers() {
	add_host a
	add_router r
	add_router s
	add_host b
	link a eth0 r eth0
	link r eth1 s eth0
	link s eth1 b eth0
	address a eth0 1 a
	address r eth0 1 1
	address r eth1 2 1
	address s eth0 2 2
	address s eth1 3 1
	address b eth0 3 b
	default_route a 2001:db8:1::1
	default_route b 2001:db8:3::1
	ip -n r route add 2001:db8:3::/64 via 2001:db8:2::2
	ip -n s route add 2001:db8:1::/64 via 2001:db8:2::1
}

# The kernel takes addresses into use later than it says so: what is sent to one
# that has no route yet is lost.
all_usable() { # HOST
	[ "$(ip -n "$1" -6 -o address | wc -l)" -eq \
		"$(ip -n "$1" -6 -o route show table local type local |
			wc -l)" ]
}

settle() {
	for host in /run/netns/*; do
		for _ in $(seq 600); do
			! all_usable "${host##*/}" || break
			sleep 0.05
		done
	done
}

[ $# -ge 2 ] || usage
case $1 in
pair | lan | router | routers) ;;
*) usage ;;
esac
[ "${LAB_INSIDE-}" ] || enter "$@"
unset LAB_INSIDE

LAB_TOPOLOGY=$1
export LAB_TOPOLOGY
shift
[ "$1" != -- ] || shift
[ $# -ge 1 ] || usage

# ip netns keeps its names under /run, which is the outer system's.
mount -t tmpfs lab /run
mkdir /run/netns
# LeakSanitizer finds its threads by their numbers in this process namespace.
# A container may forbid the mount; only programs with that sanitizer need it.
mount -t proc lab /proc 2>/dev/null || true
ip link set lo up
ip link add probe0 type veth peer name probe1 2>/dev/null ||
	skip "no lab: the kernel has no veth pairs"
ip link del probe0
case $LAB_TOPOLOGY in
pair) build_pair ;;
lan) build_lan ;;
router) build_router ;;
routers) build_routers ;;
esac
settle

# Not exec: this shell is the first process of its process namespace, whose
# end takes the others with it, and signals have no default effect on it.
status=0
"$@" || status=$?
exit $status

#!/bin/sh
# SPDX-License-Identifier: MIT
# The command, and if asked for the unit and socket tests, in a guest with
# Debian's kernel, emulated: what works there and here, side by side.
#
# usage: test_guest.sh SOURCE_FOLDER [--tests]
#
# The package of the kernel is unpacked, not installed.  KERNEL_PACKAGE may name
# its file, such as one of an older release; else it is downloaded, which is
# done only with SOCK6_TEST_GUEST=1 in the environment.  Needs an amd64 host,
# qemu-system-x86_64, cpio, apt-get and dpkg, and a static libjansson.
set -eu
source=$1
with_tests=${2-}
cc=${CC:-cc}

skip() {
	echo "1..0 # SKIP $1"
	exit 77
}

[ "${KERNEL_PACKAGE-}" ] || [ "${SOCK6_TEST_GUEST-}" = 1 ] ||
	skip 'it downloads a kernel: allow it with SOCK6_TEST_GUEST=1'
[ "$(uname -m)" = x86_64 ] || skip 'the guest is amd64, and this host is not'
for program in qemu-system-x86_64 cpio gzip apt-get apt-cache dpkg "$cc"; do
	command -v "$program" >/dev/null || skip "there is no $program"
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/root" "$work/package"
chmod 755 "$work" "$work/package"

# static OUTPUT ARGUMENT...
static() {
	output=$1
	shift
	"$cc" -std=c11 -O1 -static -I"$source/include" -o "$output" "$@" \
		>>"$work/log" 2>&1
}

library="$source/src/*.c $source/src/system/linux.c
	$source/src/system/posix_io.c"
# shellcheck disable=SC2086 # a list of files
static "$work/root/sock6" -I"$source/tool" "$source"/tool/*.c \
	"$source"/tool/*/*.c $library -ljansson -lm \
	-Wl,--wrap=setsockopt -Wl,--wrap=getsockopt || {
	cat "$work/log" >&2
	skip 'the command cannot be linked statically'
}
static "$work/root/init" "$source/test/guest/init.c" || skip 'no static libc'
printf '/sock6 caps\n/sock6 selftest\n' >"$work/root/programs"

build_tests() {
	mkdir "$work/objects"
	# shellcheck disable=SC2086 # a list of files
	(cd "$work/objects" && "$cc" -std=c11 -O1 -I"$source/include" -c \
		$library && ar rc "$work/libsock6.a" ./*.o)
	for file in "$source"/test/unit/test_*.c \
		"$source"/test/socket/test_*.c; do
		folder=${file%/*}
		name=${folder##*/}_$(basename "$file" .c)
		static "$work/root/$name" -I"$source/test" -I"$source/src" \
			"$file" "$work/libsock6.a" -pthread
		echo "/$name" >>"$work/root/programs"
	done
}
[ "$with_tests" != --tests ] || build_tests

download() {
	package=$(apt-cache depends linux-image-cloud-amd64 2>/dev/null |
		awk '$1 == "Depends:" { print $2; exit }')
	[ "$package" ] ||
		skip 'the package lists have no linux-image-cloud-amd64'
	(cd "$work/package" && timeout 60 apt-get -q download "$package") \
		>"$work/log" 2>&1 || skip "$package cannot be had"
	set -- "$work/package"/*.deb
	KERNEL_PACKAGE=$1
}
[ "${KERNEL_PACKAGE-}" ] || download
dpkg -x "$KERNEL_PACKAGE" "$work/package" ||
	skip "$KERNEL_PACKAGE cannot be unpacked"

(cd "$work/root" && find . | cpio -o -H newc --quiet | gzip -1) \
	>"$work/initramfs"
limit=240
[ "$with_tests" != --tests ] || limit=600
timeout "$limit" qemu-system-x86_64 -accel tcg -cpu max -m 1024 -nographic \
	-no-reboot -nodefaults -serial stdio \
	-kernel "$work/package"/boot/vmlinuz-* -initrd "$work/initramfs" \
	-append 'console=ttyS0 quiet panic=-1 rdinit=/init' \
	</dev/null 2>"$work/log" | tr -d '\r' >"$work/console" || true

tests=0
failures=0
check() { # NAME COMMAND...
	tests=$((tests + 1))
	name=$1
	shift
	if "$@"; then
		echo "ok $tests - $name"
	else
		failures=$((failures + 1))
		echo "not ok $tests - $name"
	fi
}

# said NUMBER: what that one of the programs printed in the guest.
said() {
	awk -v number="$1" '
		/^guest: end/ && $3 == number { inside = 0 }
		inside
		/^guest: begin/ && $3 == number { inside = 1 }
	' "$work/console"
}

# One line a feature: its name, and its state in each of two lists.
compare() {
	awk -v host="$(uname -r)" -v guest="$1" '
		BEGIN { printf "# %-30s %-20s %s\n", "", host, guest }
		$1 !~ /^(works|privilege|absent|refused)$/ { next }
		FNR == NR { state[$2] = $1; next }
		{
			mark = state[$2] == $1 ? "" : "  <"
			printf "# %-30s %-20s %s%s\n", $2, state[$2], $1, mark
		}
	' "$work/host" "$work/guest"
}

is_over() {
	grep -q '^guest: over' "$work/console" || {
		sed 's/^/# /' "$work/log" "$work/console" | tail -20
		return 1
	}
}

works_there() {
	grep -q "^works  *$1\$" "$work/guest" || {
		grep " $1 " "$work/guest" | sed 's/^/# /'
		return 1
	}
}

ended_well() { # NUMBER; a program that skips all of itself ends with 77
	status=$(awk -v number="$1" \
		'/^guest: end/ && $3 == number { print $4 }' "$work/console")
	[ "$status" != 77 ] || said "$1" | sed -n 's/^1\.\.0/# skipped/p'
	[ "$status" = 0 ] || [ "$status" = 77 ] || {
		said "$1" | grep -e '^not ok' -e '^#' -e '^FAIL' || true
		return 1
	}
}

kernel=$(awk '/^guest: kernel/ { print $3; exit }' "$work/console")
"$work/root/sock6" caps >"$work/host"
said 1 >"$work/guest"
compare "$kernel"
check "the guest with Linux $kernel runs to its end" is_over
number=0
while read -r program; do
	number=$((number + 1))
	check "${program#/} ends well there" ended_well "$number"
done <"$work/root/programs"
for feature in datagram raw-socket packet-info datagram-traffic-class \
	datagram-hop-limit send-many receive-many send-run receive-run \
	source-specific error-queue transmit-time filter-steer \
	hop-by-hop-options; do
	check "$feature works there" works_there "$feature"
done
echo "1..$tests"
[ "$failures" -eq 0 ]

#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds the Debian packages twice, looks into them, installs them into a copy
# of this system that is thrown away, uses them there, and removes them.
#
# usage: test_debian.sh SOURCE_FOLDER
set -eu
source=$1
# shellcheck source=test/abi/tap.sh
. "$(dirname "$0")/../abi/tap.sh"
[ "$(id -u)" -eq 0 ] || skip_all 'only root can install packages'
# A mount namespace of its own for the copy; nothing is mounted outside.
if [ -z "${PACKAGE_INSIDE-}" ]; then
	unshare -m true || skip_all 'no mount namespace may be made here'
	rmdir "$work"
	PACKAGE_INSIDE=1 exec unshare -m --propagation private "$0" "$@"
fi
for program in dpkg-buildpackage dh lintian; do
	have "$program" || skip_all "there is no $program"
done
debs=$work/one
root=$work/copy/root
version=$(sed -n 's/^#define SOCK6_VERSION_[A-Z]* *\([0-9]*\)$/\1/p' \
	"$source/include/sock6/base.h" | paste -sd .)
library=libsock6-${version%.*}
# The same moment for both builds, whatever is committed meanwhile.
export SOURCE_DATE_EPOCH=1700000000

it_builds()
{
	DEB_BUILD_OPTIONS=nocheck "$source/packaging/build-debian" "$debs"
}

# With the tests, and with all that must not matter made different.
another_build_is_the_same()
{
	(
		umask 027
		TZ=Pacific/Apia LC_ALL=C.UTF-8 HOME=/nonexistent \
			"$source/packaging/build-debian" "$work/two"
	) >"$work/log" 2>&1 || {
		tail -n 40 "$work/log"
		return 1
	}
	grep -q '^100% tests passed' "$work/log"
	for file in "$debs"/*.deb "$debs"/*.tar.* "$debs"/*.dsc; do
		cmp "$file" "$work/two/${file##*/}"
	done
}

lintian_is_silent()
{
	nothing lintian --allow-root --pedantic \
		"$debs/sock6_${version}_"*.changes
}

packages_are_there()
{
	for name in "$library" libsock6-dev sock6; do
		ls "$debs/${name}_${version}_"*.deb
	done
}

field() # PACKAGE FIELD
{
	dpkg-deb -f "$debs/$1_${version}_"*.deb "$2"
}

architectures_live_side_by_side()
{
	[ "$(field "$library" Multi-Arch)" = same ]
	[ "$(field libsock6-dev Multi-Arch)" = same ]
	[ "$(field sock6 Multi-Arch)" = foreign ]
}

dependencies_are_met_by_version()
{
	field libsock6-dev Depends | grep -q "$library (= $version)"
	field "$library" Depends | grep -q '^libc6 (>= [0-9.]*)$'
	field sock6 Depends | grep -q libjansson4
	field sock6 Depends | grep -q libcap2
}

every_symbol_is_listed()
{
	dpkg-deb -e "$debs/${library}_${version}_"*.deb "$work/control"
	sed -n 's/^[[:space:]]*\(sock6_[a-z0-9_]*\);$/\1/p' \
		"$source/src/sock6.map" | sort >"$work/exported"
	sed -n 's/^ \(sock6_[a-z0-9_]*\)@SOCK6_[0-9.]* .*/\1/p' \
		"$work/control/symbols" | sort | diff "$work/exported" -
}

news_become_the_changelog()
{
	dpkg-deb -x "$debs/sock6_${version}_"*.deb "$work/extracted"
	zcat "$work/extracted/usr/share/doc/sock6/changelog.gz" >"$work/changes"
	head -n 1 "$work/changes" | grep -q "^sock6 ($version) [a-zA-Z]*; "
	sed -n "/^## $version /,/^## [^$version]/p" "$source/NEWS.md" |
		grep -c '^- ' >"$work/items"
	[ "$(grep -c '^  \* ' "$work/changes")" -ge "$(cat "$work/items")" ]
	nothing grep '^  .\{79\}' "$work/changes"
}

# The version is written twice, in base.h and NEWS.md: this holds them equal.
a_version_without_news_is_refused()
{
	mkdir -p "$work/tree/include/sock6" "$work/tree/src"
	cp -r "$source/packaging" "$source/NEWS.md" "$work/tree"
	cp "$source/src/sock6.map" "$work/tree/src"
	sed 's/^\(#define SOCK6_VERSION_PATCH\) .*/\1 77/' \
		"$source/include/sock6/base.h" >"$work/tree/include/sock6/base.h"
	status=0
	"$work/tree/packaging/build-debian" "$work/three" 2>"$work/refusal" ||
		status=$?
	[ "$status" -ne 0 ]
	grep -q "NEWS.md has nothing on ${version%.*}.77" "$work/refusal"
}

# All that exists of it, with system calls that an overflow would want gone.
programs_are_hardened()
{
	for file in "$work/extracted/usr/bin/sock6" \
		"$work/lib/usr/lib/"*"/libsock6.so.$version"; do
		readelf -dlW "$file" >"$work/headers"
		grep -q 'BIND_NOW\|NOW' "$work/headers"
		grep -q GNU_RELRO "$work/headers"
		nothing grep 'RPATH\|RUNPATH' "$work/headers"
		grep GNU_STACK "$work/headers" | grep -q ' RW '
		readelf -hW "$file" | grep -q 'Type: *DYN'
	done
	readelf -sW --dyn-syms "$work/extracted/usr/bin/sock6" |
		grep -q '_chk@'
}

no_build_path()
{
	dpkg-deb -x "$debs/${library}_${version}_"*.deb "$work/lib"
	dpkg-deb -x "$debs/libsock6-dev_${version}_"*.deb "$work/dev"
	for folder in extracted lib dev; do
		nothing grep -rlaE '/tmp/|/build/|/home/|/root/' \
			"$work/$folder/usr"
	done
}

# The whole system read-only below, and what is written in memory above.
make_copy()
{
	mkdir "$work/copy"
	mount -t tmpfs copy "$work/copy" || return
	mkdir "$work/copy/up" "$work/copy/work" "$root"
	mount -t overlay overlay -o \
		"lowerdir=/,upperdir=$work/copy/up,workdir=$work/copy/work" \
		"$root" || return
	mount --rbind /proc "$root/proc" && mount --rbind /dev "$root/dev"
}

inside()
{
	chroot "$root" env TMPDIR=/packages \
		PATH=/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin "$@"
}

# What there is now and was not there in the system, but for dpkg's own.
written()
{
	(cd "$work/copy/up" && find . ! -type d) | grep -v \
		-e '^./var/lib/dpkg/' -e '^./var/log/' -e '^./var/cache/' \
		-e '^./etc/ld.so.cache$' -e '^./packages/' -e '^./tmp/' || true
}

they_install()
{
	mkdir "$root/packages"
	for name in "$library" libsock6-dev sock6; do
		cp "$debs/${name}_${version}_"*.deb "$root/packages"
	done
	cp -r "$source/packaging/debian/tests" "$root/packages"
	# A host where it is installed already is as good.
	inside dpkg --purge sock6 libsock6-dev "$library" 2>/dev/null || true
	written >"$work/before"
	inside sh -c 'dpkg --install /packages/*.deb'
}

the_self_test_passes()
{
	inside sock6 selftest --json >"$work/selftest"
	tail -n 1 "$work/selftest" | grep -q '"failed": *0'
}

every_command_has_its_page()
{
	for command in $(inside sock6 --commands); do
		[ -e "$root/usr/share/man/man1/sock6-$command.1.gz" ]
	done
}

every_function_has_its_page()
{
	while read -r function; do
		zcat "$root/usr/share/man/man3/$function.3.gz" |
			grep -q "^\.Nm $function\( ,\)\{0,1\}\$"
	done <"$work/exported"
}

bash_completes()
{
	# shellcheck disable=SC2016
	inside bash --norc -c '. /usr/share/bash-completion/bash_completion
		_completion_loader sock6
		complete -p sock6' | grep -q _sock6
}

zsh_completes()
{
	# shellcheck disable=SC2016
	[ "$(inside zsh -f -c 'autoload -Uz compinit; compinit -u -D
		print -r -- $_comps[sock6]')" = _sock6 ]
}

fish_completes()
{
	inside fish --private -c "complete -C 'sock6 self'" | grep -q '^selftest'
}

# They are what runs after an upload as well.
its_own_tests_pass()
{
	inside sh -c '/packages/tests/command && /packages/tests/program'
}

removing_leaves_nothing()
{
	inside dpkg --verify sock6 libsock6-dev "$library"
	inside dpkg --purge sock6 libsock6-dev "$library"
	written | diff "$work/before" -
	! inside dpkg --status sock6
}

check 'the packages build' it_builds
[ "$failures" -eq 0 ] || finish
check 'library, development files and command are packages' packages_are_there
check 'another build, with the tests, is the same to the byte' \
	another_build_is_the_same
check 'lintian finds nothing' lintian_is_silent
check 'Multi-Arch: libraries side by side, one command' \
	architectures_live_side_by_side
check 'dependencies are by version' dependencies_are_met_by_version
check 'every symbol is listed' every_symbol_is_listed
check 'the changelog has the news of this version' news_become_the_changelog
check 'a version without news is refused' a_version_without_news_is_refused
check 'nothing names a folder of the build' no_build_path
check 'programs are hardened' programs_are_hardened
if make_copy 2>"$work/refusal"; then
	check 'they install' they_install
	check 'the self-test passes' the_self_test_passes
	check 'every command has its page' every_command_has_its_page
	check 'every function has its page' every_function_has_its_page
	for shell in bash zsh fish; do
		if have "$shell"; then
			check "completion in $shell" "${shell}_completes"
		else
			skip "completion in $shell" "there is no $shell"
		fi
	done
	check 'tests of the package pass' its_own_tests_pass
	check 'removing leaves nothing' removing_leaves_nothing
else
	skip 'they install' "no copy of the system: $(cat "$work/refusal")"
fi
umount -l "$work/copy" 2>/dev/null || true
finish

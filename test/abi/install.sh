#!/bin/sh
# SPDX-License-Identifier: MIT
# Installs into a prefix and into a DESTDIR, moves the copy elsewhere, builds
# programs against it outside the tree with pkg-config and with CMake, runs
# them, and takes all of it away again.
#
# usage: install.sh SOURCE-FOLDER BUILD-FOLDER WITH-COMMAND(0|1)
set -eu
source=$1
build=$2
with_command=$3
# shellcheck source=tap.sh
. "$(dirname "$0")/tap.sh"

prefix=$work/prefix
cc=${CC:-cc}
program=$work/program
mkdir "$program"
cp "$source/test/abi/consumer.c" "$program"
version=$(sed -n 's/^Version: //p' "$build/sock6.pc")
unset DESTDIR

install_into_prefix()
{
	cmake --install "$build" --prefix "$prefix"
}

# The libraries' folder has the name of the machine's kind on some systems.
files_are_there()
{
	cd "$prefix"
	ls include/sock6.h
	for name in libsock6.a libsock6.so "libsock6.so.${version%.*}" \
		"libsock6.so.$version" sock6.pc sock6Config.cmake \
		sock6ConfigVersion.cmake sock6Targets.cmake; do
		echo "$name"
		[ -n "$(find . -name "$name")" ]
	done
}

every_header()
{
	(cd "$source/include" && find . -name '*.h') | while read -r header; do
		cmp "$source/include/$header" "$prefix/include/$header"
	done
}

every_function_has_a_page()
{
	man=$(find "$prefix" -type d -name man3)
	sed -n 's/^[[:space:]]*\(sock6_[a-z0-9_]*\);$/\1/p' \
		"$source/src/sock6.map" | while read -r function; do
		page=$man/$function.3
		[ -f "$page" ] || {
			echo "no page: $function.3"
			exit 1
		}
		target=$(sed -n 's/^\.so //p' "$page")
		grep -q "^\\.Nm $function\\( ,\\)\\{0,1\\}\$" \
			"$man/../${target:-man3/$function.3}"
	done
}

command_runs()
{
	[ -n "$(find "$prefix" -path '*/man1/sock6.1')" ]
	"$prefix/bin/sock6" --help >"$work/help"
	grep -qi usage "$work/help"
}

no_build_path()
{
	find "$prefix" -name '*.pc' -o -name '*.cmake' >"$work/texts"
	[ "$(wc -l <"$work/texts")" -ge 4 ]
	while read -r file; do
		if grep -nF -e "$source" -e "$build" -e "$work" "$file"; then
			exit 1
		fi
	done <"$work/texts"
}

every_command_has_its_page()
{
	for command in $("$prefix/bin/sock6" --commands); do
		cmp "$source/man/sock6-$command.1" \
			"$prefix/share/man/man1/sock6-$command.1"
	done
}

# Where each shell looks for the completion of a command that is called.
bash_finds_completion()
{
	XDG_DATA_DIRS=$prefix/share bash --norc -c '
		. /usr/share/bash-completion/bash_completion
		_completion_loader sock6
		complete -p sock6' | grep -qx 'complete -F _sock6 sock6'
}

zsh_finds_completion()
{
	[ "$(zsh -f -c "fpath=($prefix/share/zsh/site-functions \$fpath)
		autoload -Uz compinit
		compinit -u -D
		print -r -- \$_comps[sock6]")" = _sock6 ]
}

fish_finds_completion()
{
	HOME=$work XDG_DATA_DIRS=$prefix/share PATH=$prefix/bin:$PATH \
		fish --private -c "complete -C 'sock6 self'" |
		grep -q '^selftest'
}

# check_completion SHELL PROGRAM-OR-FILE
check_completion()
{
	if [ "$with_command" -eq 0 ]; then
		skip "$1 finds completion" 'this build has no command'
	elif have "$1" && [ -e "$(command -v "$2" || echo "$2")" ]; then
		check "$1 finds completion" "$1_finds_completion"
	else
		skip "$1 finds completion" "there is no $2"
	fi
}

# check_pkg_config NAME COMMAND...
check_pkg_config()
{
	if have pkg-config; then
		check "$@"
	else
		skip "$1" 'pkg-config is not here'
	fi
}

pkg_config()
{
	PKG_CONFIG_PATH=$(dirname "$(find "$prefix" -name sock6.pc)") \
		pkg-config "$@" sock6
}

library_folder()
{
	dirname "$(find "$prefix" -name libsock6.a)"
}

shared_with_pkg_config()
{
	# shellcheck disable=SC2046
	"$cc" $(pkg_config --cflags) -o "$program/shared" \
		"$program/consumer.c" $(pkg_config --libs)
	readelf -d "$program/shared" | grep -q "NEEDED.*libsock6.so.${version%.*}"
	[ "$(LD_LIBRARY_PATH=$(library_folder) "$program/shared")" = "$version" ]
}

static_with_pkg_config()
{
	# shellcheck disable=SC2046
	"$cc" -static $(pkg_config --static --cflags) -o "$program/static" \
		"$program/consumer.c" $(pkg_config --static --libs)
	readelf -d "$program/static" >"$work/dynamic"
	[ "$(grep -c NEEDED "$work/dynamic")" -eq 0 ]
	[ "$("$program/static")" = "$version" ]
}

with_cmake()
{
	cat >"$program/CMakeLists.txt" <<END
cmake_minimum_required(VERSION 3.25)
project(program LANGUAGES C)
find_package(sock6 ${version%.*} REQUIRED)
foreach(kind shared static sock6)
	add_executable(with_\${kind} consumer.c)
	target_link_libraries(with_\${kind} PRIVATE sock6::\${kind})
endforeach()
END
	rm -rf "$program/build"
	cmake -S "$program" -B "$program/build" -DCMAKE_C_COMPILER="$cc" \
		-DCMAKE_PREFIX_PATH="$prefix" "$@"
	cmake --build "$program/build"
	for kind in shared static sock6; do
		[ "$("$program/build/with_$kind")" = "$version" ]
	done
}

default_is_shared()
{
	with_cmake
	readelf -d "$program/build/with_sock6" | grep -q 'NEEDED.*libsock6'
	readelf -d "$program/build/with_static" >"$work/dynamic"
	! grep -q 'NEEDED.*libsock6' "$work/dynamic"
}

static_when_asked_for()
{
	with_cmake -DBUILD_SHARED_LIBS=OFF
	readelf -d "$program/build/with_sock6" >"$work/dynamic"
	! grep -q 'NEEDED.*libsock6' "$work/dynamic"
}

another_minor_version_is_refused()
{
	cat >"$program/CMakeLists.txt" <<END
cmake_minimum_required(VERSION 3.25)
project(program LANGUAGES C)
find_package(sock6 ${version%%.*}.99 REQUIRED)
END
	rm -rf "$program/build"
	status=0
	cmake -S "$program" -B "$program/build" -DCMAKE_PREFIX_PATH="$prefix" \
		>"$work/refusal" 2>&1 || status=$?
	[ "$status" -ne 0 ]
	tr '\n' ' ' <"$work/refusal" | grep -q "not accepted.*version: $version"
}

# Nothing may be left, and nothing of others' may go.
uninstall_leaves_nothing()
{
	touch "$prefix/share/other"
	cmake -DBUILD="$build" -DPREFIX="$prefix" -P "$source/cmake/uninstall.cmake"
	[ "$(find "$prefix" ! -type d)" = "$prefix/share/other" ]
	rm "$prefix/share/other"
	[ "$(find "$prefix" -mindepth 1)" = "$prefix/share" ]
}

uninstall_twice_is_an_error()
{
	! cmake -DBUILD="$build" -DPREFIX="$prefix" \
		-P "$source/cmake/uninstall.cmake"
}

staged_install()
{
	mkdir -p "$work/stage/usr/include"
	DESTDIR=$work/stage cmake --install "$build" --prefix /usr
	test -f "$work/stage/usr/include/sock6.h"
	test -n "$(find "$work/stage/usr" -name libsock6.a)"
	[ ! -e "$work/stage$work" ]
}

staged_uninstall()
{
	DESTDIR=$work/stage cmake -DBUILD="$build" -DPREFIX=/usr \
		-P "$source/cmake/uninstall.cmake"
	find "$work/stage" -mindepth 1 | sort >"$work/left"
	printf '%s\n' "$work/stage/usr" "$work/stage/usr/include" |
		diff - "$work/left"
}

check 'it installs into a prefix' install_into_prefix
[ "$failures" -eq 0 ] || finish
check 'header, libraries, pkg-config file and CMake package are there' \
	files_are_there
check 'every header is there as it is' every_header
check 'every function has a manual page' every_function_has_a_page
if [ "$with_command" -eq 1 ]; then
	check 'the command runs and has its page' command_runs
	check 'every subcommand has its page' every_command_has_its_page
else
	skip 'the command runs and has its page' 'this build has no command'
fi
check_completion bash /usr/share/bash-completion/bash_completion
check_completion zsh zsh
check_completion fish fish
check 'no path of the build is in what is installed' no_build_path
check_pkg_config 'a program: shared, with pkg-config' shared_with_pkg_config
check_pkg_config 'a program: static, with pkg-config' static_with_pkg_config
check 'programs with CMake: sock6::sock6 is the shared one' default_is_shared
check 'programs with CMake: the static one when asked for' static_when_asked_for
check 'CMake: another minor version is refused' another_minor_version_is_refused

mv "$prefix" "$work/moved"
prefix=$work/moved
check_pkg_config 'after a move: shared, with pkg-config' shared_with_pkg_config
check_pkg_config 'after a move: static, with pkg-config' static_with_pkg_config
check 'after a move: with CMake' default_is_shared
mv "$prefix" "$work/prefix"
prefix=$work/prefix

check 'uninstall leaves nothing, and what is of others' uninstall_leaves_nothing
check 'a second uninstall is an error' uninstall_twice_is_an_error
check 'it installs below DESTDIR, and nowhere else' staged_install
check 'uninstall leaves there what was there before' staged_uninstall
finish

#!/bin/sh
# SPDX-License-Identifier: MIT
# Another CMake project may have this one as a folder of its own: then only the
# library is built, nothing of it is installed, and its flags stay its own.
#
# usage: subfolder.sh SOURCE-FOLDER
set -eu
source=$1
# shellcheck source=tap.sh
. "$(dirname "$0")/tap.sh"

project=$work/project
mkdir "$project"
cp "$source/test/abi/consumer.c" "$project"
# What sock6 itself would warn about: it is none of its business here.
echo 'int f(); int f() { return 0; }' >"$project/other.c"
cat >"$project/CMakeLists.txt" <<END
cmake_minimum_required(VERSION 3.25)
project(project LANGUAGES C)
add_subdirectory($source sock6)
foreach(kind shared static sock6)
	add_executable(with_\${kind} consumer.c other.c)
	target_link_libraries(with_\${kind} PRIVATE sock6::\${kind})
	target_compile_options(with_\${kind} PRIVATE -Werror)
endforeach()
END

build()
{
	cmake -S "$project" -B "$work/build" -DCMAKE_C_COMPILER="${CC:-cc}"
	cmake --build "$work/build" --parallel 2
}

run()
{
	for kind in shared static sock6; do
		"$work/build/with_$kind"
	done
}

only_the_library()
{
	[ ! -e "$work/build/sock6/tool" ]
	[ ! -e "$work/build/sock6/examples" ]
	[ ! -e "$work/build/sock6/test" ]
}

nothing_installed()
{
	DESTDIR=$work/stage cmake --install "$work/build"
	[ ! -e "$work/stage" ]
}

check 'a project builds with sock6 as a subfolder' build
check 'its programs run' run
check 'only the library was built' only_the_library
check 'nothing of sock6 is installed with the project' nothing_installed
finish

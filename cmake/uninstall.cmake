# SPDX-License-Identifier: MIT
# cmake -DBUILD=folder -DPREFIX=/usr/local -P cmake/uninstall.cmake
# Removes what "cmake --install" put below DESTDIR (of the environment) and
# PREFIX: the files, then the folders that were made for them and are empty.

cmake_path(ABSOLUTE_PATH PREFIX NORMALIZE)
string(REGEX REPLACE "(.)/$" "\\1" PREFIX "${PREFIX}")
string(SHA1 key "$ENV{DESTDIR}|${PREFIX}")
set(list ${BUILD}/installed/${key}.txt)
if(NOT EXISTS ${list})
	message(FATAL_ERROR "${BUILD} has installed nothing "
		"below $ENV{DESTDIR}${PREFIX}")
endif()

# Deepest first: a folder is empty only when what is in it has gone.
file(STRINGS ${list} paths)
list(SORT paths ORDER DESCENDING)
foreach(path ${paths})
	if(IS_DIRECTORY "${path}" AND NOT IS_SYMLINK "${path}")
		file(GLOB inside LIST_DIRECTORIES true "${path}/*" "${path}/.*")
		if(NOT inside)
			file(REMOVE_RECURSE "${path}")
		endif()
	elseif(EXISTS "${path}" OR IS_SYMLINK "${path}")
		message(STATUS "Removing: ${path}")
		file(REMOVE "${path}")
	endif()
endforeach()
file(REMOVE ${list})

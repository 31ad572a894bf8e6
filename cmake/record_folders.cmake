# SPDX-License-Identifier: MIT
# Runs at install time.  Reads sock6_folders and sock6_record; sets
# sock6_made, the folders that this installation is about to make.

set(sock6_made "")
foreach(folder ${sock6_folders})
	cmake_path(ABSOLUTE_PATH folder BASE_DIRECTORY ${CMAKE_INSTALL_PREFIX})
	while(NOT IS_DIRECTORY "$ENV{DESTDIR}${folder}")
		list(APPEND sock6_made "$ENV{DESTDIR}${folder}")
		cmake_path(GET folder PARENT_PATH parent)
		if(parent STREQUAL folder)
			break()
		endif()
		set(folder ${parent})
	endwhile()
endforeach()

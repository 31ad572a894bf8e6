# SPDX-License-Identifier: MIT
# One list of files: every module in src/, and the system's in src/system/.

if(SOCK6_SYSTEM STREQUAL "")
	if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
		set(system linux)
	else()
		message(FATAL_ERROR "sock6 has no src/system/ file for "
			"${CMAKE_SYSTEM_NAME} yet; -DSOCK6_SYSTEM=none builds "
			"a library whose calls answer -EOPNOTSUPP")
	endif()
else()
	set(system ${SOCK6_SYSTEM})
endif()

set(system_files_linux linux.c posix_io.c)
set(system_files_none none.c)
if(NOT DEFINED system_files_${system})
	message(FATAL_ERROR "SOCK6_SYSTEM=${system} is unknown: linux or none")
endif()

file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/*.c)
foreach(name ${system} none)
	set(system_sources_${name} ${system_files_${name}})
	list(TRANSFORM system_sources_${name}
		PREPEND ${PROJECT_SOURCE_DIR}/src/system/)
endforeach()
set(system_sources ${system_sources_${system}})

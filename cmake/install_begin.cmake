# SPDX-License-Identifier: MIT
# Before anything is installed: note which folders are not there yet, so that
# "uninstall" can take away those that "install" made, and only those.

# Where shells look; a distribution may have its own place.
set(SOCK6_BASH_COMPLETION_DIR
	${CMAKE_INSTALL_DATADIR}/bash-completion/completions
	CACHE STRING "Where bash completion goes")
set(SOCK6_ZSH_COMPLETION_DIR ${CMAKE_INSTALL_DATADIR}/zsh/site-functions
	CACHE STRING "Where zsh completion goes")
set(SOCK6_FISH_COMPLETION_DIR
	${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d
	CACHE STRING "Where fish completion goes")

set(install_folders ${CMAKE_INSTALL_BINDIR} ${CMAKE_INSTALL_INCLUDEDIR}/sock6
	${CMAKE_INSTALL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_LIBDIR}/cmake/sock6
	${CMAKE_INSTALL_MANDIR}/man1 ${CMAKE_INSTALL_MANDIR}/man3)
if(SOCK6_BUILD_TOOL)
	list(APPEND install_folders ${SOCK6_BASH_COMPLETION_DIR}
		${SOCK6_ZSH_COMPLETION_DIR} ${SOCK6_FISH_COMPLETION_DIR})
endif()
install(CODE "set(sock6_folders \"${install_folders}\")")
install(CODE "set(sock6_record \"${PROJECT_BINARY_DIR}/installed\")")
install(SCRIPT ${PROJECT_SOURCE_DIR}/cmake/record_folders.cmake)

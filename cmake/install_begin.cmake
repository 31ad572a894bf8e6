# SPDX-License-Identifier: MIT
# Before anything is installed: note which folders are not there yet, so that
# "uninstall" can take away those that "install" made, and only those.

set(install_folders ${CMAKE_INSTALL_BINDIR} ${CMAKE_INSTALL_INCLUDEDIR}/sock6
	${CMAKE_INSTALL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_LIBDIR}/cmake/sock6
	${CMAKE_INSTALL_MANDIR}/man1 ${CMAKE_INSTALL_MANDIR}/man3)
install(CODE "set(sock6_folders \"${install_folders}\")")
install(CODE "set(sock6_record \"${PROJECT_BINARY_DIR}/installed\")")
install(SCRIPT ${PROJECT_SOURCE_DIR}/cmake/record_folders.cmake)

# SPDX-License-Identifier: MIT
# What is installed besides the command and the manual pages: header, both
# libraries, pkg-config file and CMake package, all of them relocatable.

include(CMakePackageConfigHelpers)

install(FILES ${PROJECT_SOURCE_DIR}/include/sock6.h
	DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/sock6
	DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.h")
install(TARGETS sock6_static sock6_shared EXPORT sock6Targets
	ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
	LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/sock6)
install(EXPORT sock6Targets NAMESPACE sock6:: DESTINATION ${package_dir})
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/sock6Config.cmake.in
	${PROJECT_BINARY_DIR}/sock6Config.cmake
	INSTALL_DESTINATION ${package_dir}
	NO_SET_AND_CHECK_MACRO NO_CHECK_REQUIRED_COMPONENTS_MACRO)
write_basic_package_version_file(
	${PROJECT_BINARY_DIR}/sock6ConfigVersion.cmake
	COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/sock6Config.cmake
	${PROJECT_BINARY_DIR}/sock6ConfigVersion.cmake
	DESTINATION ${package_dir})

# A tree that is moved keeps working: paths count from the file's own place.
set(pc_dir ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
if(IS_ABSOLUTE "${CMAKE_INSTALL_LIBDIR}")
	set(pc_prefix ${CMAKE_INSTALL_PREFIX})
else()
	file(RELATIVE_PATH up /${pc_dir} /)
	string(REGEX REPLACE "/$" "" up "${up}")
	set(pc_prefix "\${pcfiledir}/${up}")
endif()
foreach(kind LIBDIR INCLUDEDIR)
	if(IS_ABSOLUTE "${CMAKE_INSTALL_${kind}}")
		set(pc_${kind} ${CMAKE_INSTALL_${kind}})
	else()
		set(pc_${kind} "\${prefix}/${CMAKE_INSTALL_${kind}}")
	endif()
endforeach()
configure_file(${PROJECT_SOURCE_DIR}/cmake/sock6.pc.in
	${PROJECT_BINARY_DIR}/sock6.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/sock6.pc DESTINATION ${pc_dir})

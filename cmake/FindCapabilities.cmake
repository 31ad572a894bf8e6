# SPDX-License-Identifier: MIT
# Finds libcap, with which the sock6 command gives up its privileges, as the
# target Capabilities::Capabilities.

find_path(Capabilities_INCLUDE_DIR sys/capability.h)
find_library(Capabilities_LIBRARY cap)
mark_as_advanced(Capabilities_INCLUDE_DIR Capabilities_LIBRARY)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Capabilities
	REQUIRED_VARS Capabilities_LIBRARY Capabilities_INCLUDE_DIR)

if(Capabilities_FOUND AND NOT TARGET Capabilities::Capabilities)
	add_library(Capabilities::Capabilities UNKNOWN IMPORTED)
	set_target_properties(Capabilities::Capabilities PROPERTIES
		IMPORTED_LOCATION ${Capabilities_LIBRARY}
		INTERFACE_INCLUDE_DIRECTORIES ${Capabilities_INCLUDE_DIR})
endif()

# SPDX-License-Identifier: MIT
# Compiler and linker flags of everything that is built here.

option(SOCK6_WERROR "Warnings are errors" OFF)
set(SOCK6_SANITIZE "" CACHE STRING
	"Sanitizers to build with, such as address,undefined or thread")
option(SOCK6_COVERAGE "Count which lines and branches run" OFF)

set(CMAKE_C_STANDARD 11)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_C_VISIBILITY_PRESET hidden)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(PROJECT_IS_TOP_LEVEL AND NOT CMAKE_BUILD_TYPE
		AND NOT CMAKE_CONFIGURATION_TYPES)
	set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "" FORCE)
endif()

include(CheckCCompilerFlag)
include(CheckPIESupported)
check_pie_supported(LANGUAGES C)

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wconversion
	-Wstrict-prototypes -Wmissing-prototypes -Wvla -Wundef
	-Wformat-security)
# The macros of musl's <sys/socket.h> convert, and musl-gcc takes its headers
# for ours.
if(CMAKE_C_COMPILER MATCHES "musl-gcc$")
	add_compile_options(-Wno-conversion -Wno-sign-conversion
		-Wno-sign-compare)
endif()
if(SOCK6_WERROR)
	add_compile_options(-Werror)
endif()

# The tests that look at the object code leave such a build alone.
if(SOCK6_SANITIZE OR SOCK6_COVERAGE)
	set(SOCK6_INSTRUMENTED ON)
endif()

if(SOCK6_COVERAGE)
	add_compile_options(--coverage)
	add_link_options(--coverage)
endif()

if(SOCK6_SANITIZE)
	add_compile_options(-fsanitize=${SOCK6_SANITIZE}
		-fno-sanitize-recover=all -fno-omit-frame-pointer)
	add_link_options(-fsanitize=${SOCK6_SANITIZE})
else()
	# Fortification needs an optimiser; sanitizers check the same better.
	add_compile_options(-fstack-protector-strong
		$<$<NOT:$<CONFIG:Debug>>:-U_FORTIFY_SOURCE>
		$<$<NOT:$<CONFIG:Debug>>:-D_FORTIFY_SOURCE=2>)
	foreach(flag -fstack-clash-protection -fcf-protection
			-mbranch-protection=standard)
		string(MAKE_C_IDENTIFIER "has${flag}" has)
		check_c_compiler_flag("-Werror ${flag}" ${has})
		if(${has})
			add_compile_options(${flag})
		endif()
	endforeach()
	add_link_options(-Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack)
endif()

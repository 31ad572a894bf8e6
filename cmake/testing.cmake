# SPDX-License-Identifier: MIT
# How a test is declared.  Every test speaks TAP and ends with 0 (passed),
# 1 (failed) or 77 (skipped, with a printed reason).  A label is a folder.

# Programs of one of these share ports, groups or names of the host: they take
# turns.  What runs in the lab has a network of its own, and does not.
set(turn_labels socket tool)

# sock6_test_properties(NAME LABEL): what all tests have in common.  The time
# ends what hangs in spite of its own bounds; it judges nothing, on however slow
# a machine.
function(sock6_test_properties name label)
	set_tests_properties(${name} PROPERTIES LABELS ${label}
		SKIP_RETURN_CODE 77 TIMEOUT 300)
endfunction()

# sock6_test(NAME LABEL [LIBRARIES...]): the test program of NAME.c in this
# folder.  Folders share names of programs, so the target is LABEL_NAME.
function(sock6_test name label)
	set(target ${label}_${name})
	add_executable(${target} ${name}.c)
	set_target_properties(${target} PROPERTIES OUTPUT_NAME ${name})
	target_link_libraries(${target} PRIVATE sock6::static ${ARGN})
	target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR}/test
		${PROJECT_SOURCE_DIR}/src)
	add_test(NAME ${label}/${name} COMMAND ${target})
	sock6_test_properties(${label}/${name} ${label})
	if(label IN_LIST turn_labels)
		set_tests_properties(${label}/${name} PROPERTIES
			RESOURCE_LOCK ${label})
	endif()
endfunction()

# sock6_script_test(NAME LABEL [ARGUMENTS...]): NAME.sh in this folder.
function(sock6_script_test name label)
	add_test(NAME ${label}/${name}
		COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/${name}.sh ${ARGN})
	sock6_test_properties(${label}/${name} ${label})
endfunction()

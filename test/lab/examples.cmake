# SPDX-License-Identifier: MIT
# The example programs at work, each in a network that shows what it does.

if(NOT SOCK6_BUILD_EXAMPLES)
	return()
endif()

# sock6_example_program(NAME SOURCE...): a test program that runs examples.
function(sock6_example_program name)
	add_executable(${name} ${name}.c example.c ${ARGN})
	target_link_libraries(${name} PRIVATE lab_support)
	target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/test
		${PROJECT_SOURCE_DIR}/examples)
	target_compile_definitions(${name} PRIVATE
		EXAMPLES="$<TARGET_FILE_DIR:mark_tcp>")
	add_dependencies(${name} sock6_examples)
endfunction()

# sock6_example_test(NAME TOPOLOGY): the program of NAME.c runs within the lab.
function(sock6_example_test name topology)
	sock6_example_program(${name} ${ARGN})
	add_test(NAME examples/${name}
		COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/lab.sh ${topology} --
			$<TARGET_FILE:${name}>)
	sock6_test_properties(examples/${name} examples)
endfunction()

sock6_example_test(example_tcp pair)
sock6_example_test(example_multicast router)
sock6_example_test(example_source lan)
sock6_example_test(example_keep_joined pair)
sock6_example_test(example_mdns pair ${PROJECT_SOURCE_DIR}/examples/dns.c)
sock6_example_test(example_mld pair)
sock6_example_test(example_trace routers)
sock6_example_test(example_ospf pair)
sock6_example_test(example_path_mtu router)
sock6_example_test(example_echo pair)
sock6_example_test(example_ping pair)

# What needs no network: the usage of each program.
sock6_example_program(example_usage)
add_test(NAME examples/example_usage COMMAND example_usage)
sock6_test_properties(examples/example_usage examples)

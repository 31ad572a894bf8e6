# SPDX-License-Identifier: MIT
# What every subcommand owes its user; from the list that the command prints.

add_library(tool_contract STATIC contract.c json_page.c terminal.c)
target_link_libraries(tool_contract PUBLIC tool_support lab_support)

foreach(name test_contract_signal test_contract_terminal test_contract_usage
		test_hostile test_json_documented test_privilege)
	sock6_tool_lab_test(${name} pair)
	target_link_libraries(tool_${name} PRIVATE tool_contract)
endforeach()
target_compile_definitions(tool_test_json_documented PRIVATE
	MAN="${PROJECT_SOURCE_DIR}/man")

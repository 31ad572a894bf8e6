# SPDX-License-Identifier: MIT
# The command prints its completion for each shell; it is installed where the
# shell looks.

if(CMAKE_CROSSCOMPILING AND NOT CMAKE_CROSSCOMPILING_EMULATOR)
	message(NOTICE "The sock6 command cannot run here, so there is no "
		"completion; on the other machine \"sock6 --completion bash\" "
		"prints it, and so for zsh and fish.")
	return()
endif()

foreach(shell bash zsh fish)
	set(script ${CMAKE_CURRENT_BINARY_DIR}/completion.${shell})
	add_custom_command(OUTPUT ${script} VERBATIM
		COMMAND sock6_tool --completion ${shell} > ${script}
		DEPENDS sock6_tool)
	list(APPEND completions ${script})
endforeach()
add_custom_target(sock6_completion ALL DEPENDS ${completions})

install(FILES ${CMAKE_CURRENT_BINARY_DIR}/completion.bash
	DESTINATION ${SOCK6_BASH_COMPLETION_DIR} RENAME sock6)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/completion.zsh
	DESTINATION ${SOCK6_ZSH_COMPLETION_DIR} RENAME _sock6)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/completion.fish
	DESTINATION ${SOCK6_FISH_COMPLETION_DIR} RENAME sock6.fish)

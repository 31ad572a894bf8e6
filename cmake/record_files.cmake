# SPDX-License-Identifier: MIT
# Runs at install time, last.  One list for each destination, so that trying
# an installation somewhere else does not make another one impossible to undo.

string(SHA1 sock6_key "$ENV{DESTDIR}|${CMAKE_INSTALL_PREFIX}")
set(sock6_list ${sock6_record}/${sock6_key}.txt)
set(lines ${sock6_made})
foreach(file ${CMAKE_INSTALL_MANIFEST_FILES})
	list(APPEND lines "$ENV{DESTDIR}${file}")
endforeach()
if(EXISTS ${sock6_list})
	file(STRINGS ${sock6_list} before)
	list(APPEND lines ${before})
endif()
list(REMOVE_DUPLICATES lines)
list(JOIN lines "\n" text)
file(WRITE ${sock6_list} "${text}\n")

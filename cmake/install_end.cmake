# SPDX-License-Identifier: MIT
# After everything is installed: write the list that "uninstall" reads.

install(SCRIPT ${PROJECT_SOURCE_DIR}/cmake/record_files.cmake)

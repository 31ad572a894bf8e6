#!/bin/sh
# SPDX-License-Identifier: MIT
# No function is forgotten by the test of the library without a system.
#
# usage: none.sh SOURCE-FOLDER
set -eu
source=$1
# shellcheck source=tap.sh
. "$(dirname "$0")/tap.sh"

forgotten()
{
	sed -n 's/^[[:space:]]*\(sock6_[a-z0-9_]*\);$/\1/p' \
		"$source/src/sock6.map" | while read -r function; do
		grep -q "[^_a-z]$function(" "$source"/test/abi/test_none*.c ||
			echo "$function"
	done
}

check 'the tests without a system call every function' nothing forgotten
finish

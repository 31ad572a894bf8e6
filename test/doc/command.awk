# SPDX-License-Identifier: MIT
# Options, one a line, as "[-x ]--name[ ARGUMENT]", of a manual page of the
# command or, with -v help=1, of what --help prints.  Of the overview's page
# -v section=NAME chooses a part.

help != "" && /^ +(-[A-Za-z], )?--[a-z]/ {
	letter = $1 ~ /^-[A-Za-z],$/ ? substr($1, 1, 2) " " : ""
	match($0, /--[a-z-]+/)
	name = substr($0, RSTART, RLENGTH)
	argument = substr($0, RSTART + RLENGTH) ~ /^ [^ ]/ ? " ARGUMENT" : ""
	print letter name argument
}
help != "" { next }

/^\.S[hs] / { here = section == "" ? $2 == "DESCRIPTION" || here && /^\.Ss/ \
	: substr($0, 5) == section }
here && /^\.It Fl / {
	letter = $3 ~ /^[A-Za-z]$/ ? "-" $3 " " : ""
	match($0, / -[a-z][a-z-]+/)
	name = "-" substr($0, RSTART + 1, RLENGTH - 1)
	print letter name (/ Ar / ? " ARGUMENT" : "")
}

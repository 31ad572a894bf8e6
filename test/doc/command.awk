# SPDX-License-Identifier: MIT
# Options, one a line, as "COMMAND [-x ]--name[ ARGUMENT]", of the command's
# manual page or, with -v help=COMMAND, of what its --help prints.  COMMAND is
# "-" for what stands in place of a command, "every" for what all of them have.

help != "" && /^ +(-[A-Za-z], )?--[a-z]/ {
	letter = $1 ~ /^-[A-Za-z],$/ ? substr($1, 1, 2) " " : ""
	match($0, /--[a-z-]+/)
	name = substr($0, RSTART, RLENGTH)
	argument = substr($0, RSTART + RLENGTH) ~ /^ [^ ]/ ? " ARGUMENT" : ""
	print help, letter name argument
}
help != "" { next }

/^\.Sh / { section = $2; command = "-" }
section != "DESCRIPTION" { next }
/^\.Ss / { command = $2 }
/^These are options of every command/ { command = "every" }
/^\.It Fl / {
	letter = $3 ~ /^[A-Za-z]$/ ? "-" $3 " " : ""
	match($0, / -[a-z][a-z-]+/)
	name = "-" substr($0, RSTART + 1, RLENGTH - 1)
	print command, letter name (/ Ar / ? " ARGUMENT" : "")
}

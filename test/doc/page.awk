# SPDX-License-Identifier: MIT
# Reads one manual page (mdoc) and prints what it says, one fact a line:
#	section TITLE
#	name NAME			a .Nm of its NAME section
#	function NAME PROTOTYPE		of its SYNOPSIS
#	error NAME ERRNO		of its ERRORS section, whose lists belong to
#					the functions named in the text before them
#	cites NAME			a function named in its ERRORS section
#	word NAME			a name of the library outside EXAMPLES

# Fields of a macro line, with "quoted words" as one.
function split_line(line, fields, n)
{
	n = 0
	sub(/^\.[A-Za-z]+ */, "", line)
	while (line != "") {
		if (match(line, /^"[^"]*"/)) {
			fields[++n] = substr(line, 2, RLENGTH - 2)
		} else {
			match(line, /^[^ ]+/)
			fields[++n] = substr(line, 1, RLENGTH)
		}
		line = substr(line, RSTART + RLENGTH)
		sub(/^ +/, "", line)
	}
	return n
}

function join_type(type, rest)
{
	return type (type ~ /\*$/ ? "" : " ") rest
}

function print_words(line)
{
	while (match(line, /[Ss][Oo][Cc][Kk]6_[A-Za-z0-9_]+/)) {
		print "word", substr(line, RSTART, RLENGTH)
		line = substr(line, RSTART + RLENGTH)
	}
}

/^\.\\"/ { next }
/^\.Sh / {
	section = $0
	sub(/^\.Sh /, "", section)
	print "section", section
	next
}
section != "EXAMPLES" { print_words($0) }

section == "NAME" && /^\.Nm / { print "name", $2 }

section == "SYNOPSIS" && /^\.Ft / { split_line($0, field); type = field[1] }
section == "SYNOPSIS" && /^\.Fn / {
	count = split_line($0, field)
	text = join_type(type, field[1]) "("
	for (i = 2; i <= count; i++)
		text = text (i > 2 ? ", " : "") field[i]
	print "function", field[1], text ")"
}
section == "SYNOPSIS" && /^\.Fo / { open_name = $2; arguments = "" }
section == "SYNOPSIS" && /^\.Fa / {
	split_line($0, field)
	arguments = arguments (arguments == "" ? "" : ", ") field[1]
}
section == "SYNOPSIS" && /^\.Fc/ {
	print "function", open_name, \
		join_type(type, open_name) "(" arguments ")"
}

section == "ERRORS" && /^\.Bl / { in_list++ }
section == "ERRORS" && /^\.El/ && --in_list == 0 { owners_end = 1 }
section == "ERRORS" && /^\.Fn / {
	print "cites", $2
	if (!in_list) {
		if (owners_end) {
			owners = 0
			owners_end = 0
		}
		owner[++owners] = $2
	}
}
section == "ERRORS" && /^\.It Bq Er / {
	for (i = 4; i <= NF; i++) {
		if ($i !~ /^E[A-Z0-9]+$/)
			continue
		for (o = 1; o <= owners; o++)
			print "error", owner[o], $i
	}
}

# SPDX-License-Identifier: MIT
# Extracts the example programs of manual pages (mdoc) and of Markdown files.
# Each goes to FOLDER/NAME_NUMBER.c, and its path is printed.
# A program is a literal display of section EXAMPLES, or a block marked "c",
# that has a main().
#
# usage: awk -v folder=FOLDER -f example.awk FILE...

function write_program(path)
{
	if (text !~ /(^|\n)int main\(/)
		return
	path = folder "/" name "_" (++number) ".c"
	printf "%s", text >path
	close(path)
	print path
}

FNR == 1 {
	name = FILENAME
	sub(/.*\//, "", name)
	gsub(/[^A-Za-z0-9]/, "_", name)
	number = 0
	inside = section = ""
	is_page = FILENAME ~ /\.[1-9]$/
}

is_page && /^\.Sh / { section = $0 }
is_page && /^\.Bd -literal/ && section == ".Sh EXAMPLES" {
	inside = 1
	text = ""
	next
}
!is_page && /^```c$/ { inside = 1; text = ""; next }

inside && (is_page ? /^\.Ed/ : /^```$/) {
	write_program()
	inside = ""
}
inside && is_page {
	gsub(/\\e/, "\\")
	sub(/^\\&/, "")
}
inside { text = text $0 "\n" }

# SPDX-License-Identifier: MIT
# Reads the public headers and prints what a manual page has to agree with, one
# fact a line:
#	function MODULE NAME PROTOTYPE
#	error MODULE NAME ERRNO		its comment names this result
#	errors-of MODULE NAME OTHER	its comment says "those of OTHER()"
#	word MODULE NAME		a macro, type, constant or structure

function fold(text)
{
	gsub(/[ \t\n]+/, " ", text)
	gsub(/\* /, "*", text)
	gsub(/\( /, "(", text)
	sub(/^ /, "", text)
	sub(/ $/, "", text)
	return text
}

# Only what follows "Returns" is a promise; before it errors are just talked of.
function print_errors(name, text)
{
	if (!match(text, /Returns /))
		return
	text = substr(text, RSTART)
	if (match(text, /those of sock6_[a-z0-9_]+\(\)/)) {
		print "errors-of", module, name, \
			substr(text, RSTART + 9, RLENGTH - 11)
	}
	while (match(text, /-E[A-Z0-9]+/)) {
		print "error", module, name, \
			substr(text, RSTART + 1, RLENGTH - 1)
		text = substr(text, RSTART + RLENGTH)
	}
}

function print_function(text, name)
{
	text = fold(text)
	sub(/^SOCK6_API /, "", text)
	sub(/;.*/, "", text)
	match(text, /sock6_[a-z0-9_]+\(/)
	name = substr(text, RSTART, RLENGTH - 1)
	print "function", module, name, text
	print_errors(name, comment)
}

FNR == 1 {
	module = FILENAME
	sub(/.*\//, "", module)
	sub(/\.h$/, "", module)
	comment = prototype = ""
	in_comment = 0
}

/^\/\*\*/ { comment = ""; in_comment = 1 }
in_comment { comment = comment $0 "\n" }
in_comment && /\*\// { in_comment = 0; next }

/^SOCK6_API/ { prototype = " " }
prototype != "" {
	prototype = prototype $0 " "
	if (/;/) {
		print_function(prototype)
		prototype = comment = ""
	}
}

/^#define SOCK6_/ && $2 !~ /_H$/ && $2 != "SOCK6_API" {
	name = $2
	sub(/\(.*/, "", name)
	if (!((module, name) in seen))
		print "word", module, name
	seen[module, name] = 1
}
/^struct sock6_[a-z0-9_]+ \{/ || /^enum sock6_[a-z0-9_]+ \{/ {
	print "word", module, $2
}
/^typedef/ {
	name = $NF
	sub(/;.*/, "", name)
	if (!((module, name) in seen))
		print "word", module, name
	seen[module, name] = 1
}
/^\tSOCK6_[A-Z0-9_]+ =/ { print "word", module, $1 }

# SPDX-License-Identifier: MIT
# Compares what the headers say (header.awk) with what the manual says
# (page.awk), and prints one line for each fault.  Input:
#	header FACT...		symbol NAME		page PAGE FACT...

function fault(text)
{
	print text
}

function page_of(module)
{
	return module == "base" ? "sock6.3" : "sock6_" module ".3"
}

function rest(from, text, i)
{
	for (i = from; i <= NF; i++)
		text = text (i > from ? " " : "") $i
	return text
}

$1 == "header" && $2 == "function" {
	prototype[$4] = rest(5)
	home[$4] = page_of($3)
}
$1 == "header" && $2 == "error" { promised[$4, $5] = page_of($3) }
$1 == "header" && $2 == "errors-of" { same_as[$4] = $5 }
$1 == "header" && $2 == "word" { word_home[$4] = page_of($3) }
$1 == "symbol" { exported[$2] = 1 }

$1 == "page" { pages[$2] = 1 }
$1 == "page" && $3 == "section" {
	sections[$2] = sections[$2] "|" rest(4)
}
$1 == "page" && $3 == "name" {
	named[$4]++
	named_in[$4] = $2
}
$1 == "page" && $3 == "function" {
	shown[$4] = rest(5)
	shown_in[$4] = $2
}
$1 == "page" && $3 == "error" { listed[$4, $5] = $2 }
$1 == "page" && $3 == "cites" { cited[$2, $4] = 1 }
$1 == "page" && $3 == "word" { spoken[$2, $4] = 1 }

# Sections: mdoc(7) wants EXAMPLES before ERRORS.
function check_sections(wanted, page)
{
	wanted = "|NAME|LIBRARY|SYNOPSIS|DESCRIPTION|RETURN VALUES|EXAMPLES" \
		"|ERRORS|SEE ALSO|STANDARDS|HISTORY|CAVEATS"
	for (page in pages) {
		if (sections[page] != wanted)
			fault(page ": its sections are " sections[page])
	}
}

function check_names(name)
{
	for (name in exported) {
		if (!(name in prototype))
			fault(name " is exported but in no header")
		if (named[name] != 1)
			fault(name " is a name of " named[name] + 0 " pages")
	}
	for (name in named) {
		if (!(name in exported) && name != "sock6")
			fault(named_in[name] ": " name " is not exported")
	}
}

function check_prototypes(name)
{
	for (name in prototype) {
		if (named[name] && named_in[name] != home[name])
			fault(name " belongs to " home[name] ", not " \
				named_in[name])
		if (!(name in shown))
			fault(home[name] ": no prototype of " name)
		else if (shown[name] != prototype[name])
			fault(shown_in[name] ": \"" shown[name] \
				"\" is in the header \"" prototype[name] "\"")
	}
	for (name in shown) {
		if (!(name in prototype))
			fault(shown_in[name] ": " name " is in no header")
	}
}

function check_errors(key, part, name)
{
	for (key in promised) {
		split(key, part, SUBSEP)
		if (!(key in listed))
			fault(promised[key] ": ERRORS of " part[1] " lacks " \
				part[2])
	}
	for (key in listed) {
		split(key, part, SUBSEP)
		if (!(key in promised))
			fault(listed[key] ": ERRORS of " part[1] " has " \
				part[2] ", which the header does not know")
	}
	for (name in same_as) {
		if (!((home[name], same_as[name]) in cited))
			fault(home[name] ": ERRORS of " name \
				" does not name " same_as[name])
	}
}

function check_words(name)
{
	for (name in word_home) {
		if (!((word_home[name], name) in spoken))
			fault(word_home[name] ": " name " is not described")
	}
}

# A page may speak only of what there is; "SOCK6_X_*" stands for a family.
function check_strangers(key, part, name)
{
	for (key in spoken) {
		split(key, part, SUBSEP)
		name = part[2]
		if (name ~ /_$/ || (name in word_home) || (name in prototype))
			continue
		if ((name ".3") in pages || (tolower(name) ".3") in pages)
			continue
		fault(part[1] ": there is no " name)
	}
}

END {
	check_sections()
	check_names()
	check_prototypes()
	check_errors()
	check_words()
	check_strangers()
}

#!/bin/sh
# SPDX-License-Identifier: MIT
# Completion as a user meets it: a line is typed in each shell, on a terminal
# where the shell has its own editor, and what then stands in the line counts.
#
# usage: test_completion.sh COMMAND
set -eu
tool=$1
# shellcheck source=test/abi/tap.sh
. "$(dirname "$0")/../abi/tap.sh"

mkdir "$work/bin" "$work/dot" "$work/site-functions" "$work/files"
ln -s "$tool" "$work/bin/sock6"
PATH=$work/bin:$PATH
export PATH
for shell in bash zsh fish; do
	"$tool" --completion "$shell" >"$work/completion.$shell"
done
cp "$work/completion.zsh" "$work/site-functions/_sock6"
touch "$work/files/capture.pcap"

# In bash and zsh the command is a function that shows what it was given; with
# C-x a the editor puts in all that completion offers.
# shellcheck disable=SC2016
show='sock6() {
	if [ "$1" = --words ]; then command sock6 "$@"
	else printf "<%s>\n" "$@"; fi
}'
cat >"$work/dot/bashrc" <<END
PS1='> '
bind 'set enable-bracketed-paste off' '"\C-xa": insert-completions' 2>/dev/null
bind '"\C-xa": insert-completions'
source $work/completion.bash
cd $work/files
$show
END
cat >"$work/dot/.zshrc" <<END
fpath=($work/site-functions \$fpath)
autoload -Uz compinit
compinit -u -D
zle -C all-matches complete-word _generic
bindkey '^Xa' all-matches
zstyle ':completion:all-matches::::' completer _all_matches
zstyle ':completion:*' old-matches true
unset zle_bracketed_paste
setopt NO_AUTO_LIST NO_AUTO_MENU NO_BEEP
PS1='> '
cd $work/files
$show
END

# typed SHELL LINE...: the words of each line, with its keys; a | behind each.
typed()
{
	case $1 in
	bash) command="bash --noprofile --rcfile $work/dot/bashrc -i" ;;
	zsh) command="zsh -d -i" ;;
	esac
	shift
	{
		for line; do
			# shellcheck disable=SC2059
			printf "$line\n"
			echo 'echo "<|>"'
		done
		echo exit
	} | TERM=dumb ZDOTDIR=$work/dot HISTFILE=/dev/null timeout 60 \
		script -qec "$command" /dev/null >"$work/typed" 2>&1 || true
	tr -d '\r' <"$work/typed" | sed -n 's/^<\(.*\)>$/\1/p'
}

# asked LINE: what fish offers.
asked()
{
	fish --no-config -c "source $work/completion.fish
		cd $work/files
		complete -C '$1'" | cut -f 1
}

# becomes SHELL LINE WORD...: these words stand in the line after its keys.
becomes()
{
	shell=$1
	line=$2
	shift 2
	printf '%s\n' "$@" '|' >"$work/expected"
	typed "$shell" "$line" | diff "$work/expected" - || {
		cat "$work/typed"
		return 1
	}
}

# offers LINE WORD...: fish offers exactly these.
offers()
{
	line=$1
	shift
	printf '%s\n' "$@" | sort >"$work/expected"
	asked "$line" | sort -u | diff "$work/expected" -
}

# The long options of all commands, as help has them, "COMMAND --name".
of_help()
{
	for command in $("$tool" --commands); do
		"$tool" "$command" --help |
			sed -n "s/^ .* \(--[a-z-]*\)\( .*\)\{0,1\}\$/$command \1/p;
				s/^ *\(--[a-z-]*\) .*/$command \1/p" |
			sort -u
	done | sort -u
}

# With two dashes, all of them are offered; zsh puts an = behind some.
every_option_is_offered_in() # bash|zsh
{
	commands=$("$tool" --commands)
	tab='\t'
	[ "$1" = zsh ] || tab=
	set -- "$1"
	for command in $commands; do
		set -- "$@" "sock6 $command --$tab\\030a"
	done
	typed "$@" | awk -v names="$commands" '
		BEGIN { split(names, name, "\n"); at = 1 }
		$0 == "|" { at++; next }
		/^--/ { sub(/=$/, ""); print name[at], $0 }' |
		sort -u >"$work/offered"
	of_help | diff - "$work/offered"
}

every_option_is_offered_in_fish()
{
	for command in $("$tool" --commands); do
		asked "sock6 $command --" | sed "s/^/$command /"
	done | sort -u >"$work/offered"
	of_help | diff - "$work/offered"
}

every_command_is_offered()
{
	{
		"$tool" --commands
		echo help
	} | sort >"$work/expected"
	"$@" | sort -u | diff "$work/expected" -
}

# offered SHELL LINE: all words that are offered.
offered()
{
	typed "$@" | grep -vx '|'
}

check_shell() # NAME KEYS
{
	check "$1: commands" every_command_is_offered offered "$1" "sock6 $2"
	check "$1: a command is completed" becomes "$1" 'sock6 self\t' selftest
	check "$1: help takes a command" becomes "$1" 'sock6 help self\t' \
		help selftest
	check "$1: every option of every command" every_option_is_offered_in \
		"$1"
	check "$1: an interface behind a letter" becomes "$1" \
		'sock6 listen -I l\t' listen -I lo
	check "$1: a DSCP" becomes "$1" 'sock6 send -Q l\t' \
		send -Q le
	check "$1: a DSCP in the same word" becomes "$1" \
		'sock6 send --tclass=l\t' send --tclass=le
	check "$1: an ECN value behind a DSCP" becomes "$1" \
		'sock6 send --tclass=af41+n\t' send --tclass=af41+not-ect
	check "$1: a zone" becomes "$1" 'sock6 send fe80::1%%l\t' \
		send fe80::1%lo
	check "$1: an address of this host" becomes "$1" \
		'sock6 send --from 127.\t' send --from 127.0.0.1
	check "$1: no option behind --" becomes "$1" \
		'sock6 send -- --tcl\t' send -- --tcl
	check "$1: the names of shells" becomes "$1" \
		'sock6 --completion ba\t' --completion bash
	check "$1: an option in place of a command" becomes "$1" \
		'sock6 --vers\t' --version
}

check_fish()
{
	check 'fish: commands' every_command_is_offered asked 'sock6 '
	check 'fish: help takes a command' offers 'sock6 help self' selftest
	check 'fish: every option of every command' \
		every_option_is_offered_in_fish
	check 'fish: an interface behind a letter' offers \
		'sock6 listen -I lo' lo
	check 'fish: a DSCP' offers 'sock6 send -Q l' le
	check 'fish: an ECN value behind a DSCP' offers \
		'sock6 send --tclass=af41+n' --tclass=af41+not-ect
	check 'fish: a zone' offers 'sock6 send fe80::1%lo' fe80::1%lo
	check 'fish: an address of this host' offers \
		'sock6 send --from 127.' 127.0.0.1
	check 'fish: nothing for a number' nothing asked 'sock6 send --count '
	check 'fish: the names of shells' offers 'sock6 --completion ' \
		bash fish zsh
}

# It is read as eval "$(...)" too, where no script is installed.
zsh_reads_it()
{
	cat >"$work/dot/eval" <<END
autoload -Uz compinit
compinit -u -D
eval "\$(sock6 --completion zsh)"
print -r -- \$_comps[sock6]
END
	[ "$(ZDOTDIR=$work/nowhere zsh -f "$work/dot/eval")" = _sock6 ]
}

another_shell_is_refused()
{
	status=0
	"$tool" --completion tcsh >"$work/output" 2>"$work/errors" || status=$?
	[ "$status" -eq 2 ]
	[ ! -s "$work/output" ]
	echo 'sock6: --completion tcsh: no such shell; give bash, zsh or fish' |
		diff - "$work/errors"
}

# A name that a shell would act on is not offered: who made it may be someone
# else.
a_hostile_interface_is_not_offered()
{
	# shellcheck disable=SC2016
	unshare -Urn sh -eu -c '
		ip link add "a;\$(id)" type veth peer name "b|x"
		"$1" --words INTERFACE
		"$1" --words HOST fe80::1%' sh "$tool" | cut -f 1 >"$work/names"
	printf 'lo\nfe80::1%%lo\n' | diff - "$work/names"
}

check 'a shell that is not known is refused' another_shell_is_refused
if unshare -Urn ip link add n0 type veth peer name n1 2>/dev/null; then
	check 'an interface with a hostile name is not offered' \
		a_hostile_interface_is_not_offered
else
	skip 'an interface with a hostile name is not offered' \
		'no interface can be made'
fi
for shell in bash zsh; do
	if have "$shell" && have script; then
		[ "$shell" = zsh ] && all='\t\030a' || all='\030a'
		check_shell "$shell" "$all"
	else
		skip "$shell" "there is no $shell or no script(1)"
	fi
done
if have zsh; then
	check 'zsh: read with eval' zsh_reads_it
fi
if have fish; then
	check_fish
else
	skip 'fish' 'there is no fish'
fi
finish

/* SPDX-License-Identifier: MIT */
/* The script for bash, which has no notion of options: tables, and code. */
#include <stdio.h>

#include "completion_kind.h"
#include "completion_shell.h"

static const char head[] =
	"# bash completion for sock6; \"sock6 --completion bash\" prints it.\n"
	"# shellcheck shell=bash disable=SC2154\n\n";

/*
 * bash breaks words at : and = and @, of which addresses are full, and wants
 * only the last piece back: hence $begun as the user sees the word, and $kept
 * as the part that bash already has.
 */
static const char words_code[] =
	"# The words of the line up to the cursor, as blanks part them.\n"
	"_sock6_split()\n"
	"{\n"
	"\tlocal line=${COMP_LINE:0:COMP_POINT} rest piece i\n"
	"\twords=()\n"
	"\tfor ((i = 0; i <= COMP_CWORD; i++)); do\n"
	"\t\trest=${line#\"${line%%[![:blank:]]*}\"}\n"
	"\t\tpiece=${COMP_WORDS[i]}\n"
	"\t\t((i < COMP_CWORD)) || piece=$rest\n"
	"\t\tif ((i == 0)) || [[ $rest != \"$line\" ]]; then\n"
	"\t\t\twords+=(\"$piece\")\n"
	"\t\telse\n"
	"\t\t\twords[${#words[@]}-1]+=$piece\n"
	"\t\tfi\n"
	"\t\tline=${rest#\"$piece\"}\n"
	"\tdone\n"
	"}\n"
	"\n"
	"# _sock6_add WORD...: those that begin as what stands there.\n"
	"_sock6_add()\n"
	"{\n"
	"\tlocal word\n"
	"\tfor word; do\n"
	"\t\t[[ $word == \"$begun\"* ]] || continue\n"
	"\t\tword=$lead$word\n"
	"\t\tCOMPREPLY+=(\"${word#\"$kept\"}\")\n"
	"\tdone\n"
	"}\n"
	"\n"
	"# _sock6_ask COMMAND...: the words that it prints, explanations left "
	"out.\n"
	"_sock6_ask()\n"
	"{\n"
	"\tlocal word\n"
	"\twhile IFS=$'\\t' read -r word _; do\n"
	"\t\t_sock6_add \"$word\"\n"
	"\tdone < <(\"$@\" 2>/dev/null)\n"
	"}\n"
	"\n"
	"# _sock6_offer KIND...\n"
	"_sock6_offer()\n"
	"{\n"
	"\tlocal kind sock6=${words[0]/#\\~\\//$HOME/}\n"
	"\tfor kind; do\n"
	"\t\tcase $kind in\n"
	"\t\tFILE)\n"
	"\t\t\tcompopt -o filenames 2>/dev/null\n"
	"\t\t\t_sock6_ask compgen -f -- \"$begun\"\n"
	"\t\t\t;;\n"
	"\t\t[a-z]*) _sock6_add \"$kind\" ;;\n"
	"\t\t*)\n"
	"\t\t\t[[ $kind != HOST ]] ||\n"
	"\t\t\t\t_sock6_ask compgen -A hostname -- \"$begun\"\n"
	"\t\t\t_sock6_ask \"$sock6\" --words \"$kind\" \"$begun\"\n"
	"\t\t\t;;\n"
	"\t\tesac\n"
	"\tdone\n"
	"}\n"
	"\n";

static const char main_code[] =
	"# _sock6_value OPTION: what may follow it; 1 where it takes nothing.\n"
	"_sock6_value()\n"
	"{\n"
	"\tlocal option=$1 kinds\n"
	"\t# Of several letters in a word the last one may want a value.\n"
	"\t[[ $option != -[!-]* ]] || option=-${option: -1}\n"
	"\tkinds=$(_sock6_argument \"$command\" \"$option\") || return\n"
	"\t# shellcheck disable=SC2086\n"
	"\t_sock6_offer $kinds\n"
	"}\n"
	"\n"
	"_sock6()\n"
	"{\n"
	"\tlocal words begun kept lead='' command before\n"
	"\tCOMPREPLY=()\n"
	"\t_sock6_split\n"
	"\tbegun=${words[${#words[@]}-1]}\n"
	"\tkept=${begun%\"$2\"}\n"
	"\tbefore=${words[${#words[@]}-2]}\n"
	"\tcommand=${words[1]}\n"
	"\tif ((${#words[@]} == 2)) && [[ $begun != -* ]]; then\n"
	"\t\t_sock6_offer COMMAND help\n"
	"\t\treturn\n"
	"\tfi\n"
	"\t[[ $command != -* ]] || command=\n"
	"\tif [[ $begun == --*=* ]]; then\n"
	"\t\tbefore=${begun%%=*}\n"
	"\t\tlead=$before=\n"
	"\t\tbegun=${begun#*=}\n"
	"\t\t_sock6_value \"$before\"\n"
	"\telif ((${#words[@]} > 2)) && _sock6_value \"$before\"; then\n"
	"\t\t:\n"
	"\telif [[ $begun == -* &&\n"
	"\t\t\" ${words[*]:0:${#words[@]}-1} \" != *' -- '* ]]; then\n"
	"\t\t# shellcheck disable=SC2046\n"
	"\t\t_sock6_add $(_sock6_options \"$command\")\n"
	"\telse\n"
	"\t\t# shellcheck disable=SC2046\n"
	"\t\t_sock6_offer $(_sock6_operands \"$command\")\n"
	"\tfi\n"
	"}\n"
	"\n"
	"complete -F _sock6 sock6\n";

static void print_options(const struct option_row *rows)
{
	for (; rows->name; rows++) {
		if (rows->key < OPTION_LONG)
			printf("-%c ", rows->key);
		printf("--%s ", rows->name);
	}
}

/* Without a subcommand, options are those in its place and the first one's. */
static void print_option_table(const struct command_table *table)
{
	puts("# _sock6_options COMMAND: its options.\n"
	     "_sock6_options()\n{\n\tcase $1 in");
	for (size_t i = 0; i < table->count; i++) {
		printf("\t%s) echo '", table->commands[i]->name);
		print_options(table->commands[i]->options);
		puts("' ;;");
	}
	printf("\t'') echo '");
	print_options(overview_rows);
	print_options(table->commands[0]->options);
	puts("' ;;\n\tesac\n}\n");
}

/* The words of a case: "send:-c | send:--count". */
static void print_arguments(const struct command *command, const char *name,
			    const struct option_row *rows)
{
	char kinds[KINDS_SIZE];

	for (; rows->name; rows++) {
		if (!rows->argument)
			continue;
		completion_argument(kinds, command, rows);
		printf("\t");
		if (rows->key < OPTION_LONG)
			printf("%s:-%c | ", name, rows->key);
		printf("%s:--%s) echo '%s' ;;\n", name, rows->name, kinds);
	}
}

static void print_argument_table(const struct command_table *table)
{
	const struct command *first = table->commands[0];

	puts("# _sock6_argument COMMAND OPTION: kinds; 1: it takes nothing.\n"
	     "_sock6_argument()\n{\n\tcase $1:$2 in");
	for (size_t i = 0; i < table->count; i++)
		print_arguments(table->commands[i], table->commands[i]->name,
				table->commands[i]->options);
	print_arguments(first, "", overview_rows);
	print_arguments(first, "", first->options);
	puts("\t*) return 1 ;;\n\tesac\n}\n");
}

static void print_operand_table(const struct command_table *table)
{
	char kinds[KINDS_SIZE];

	puts("# _sock6_operands COMMAND: kinds.\n"
	     "_sock6_operands()\n{\n\tcase $1 in\n\thelp) echo COMMAND ;;");
	for (size_t i = 0; i < table->count; i++) {
		completion_operands(kinds, table->commands[i]);
		if (kinds[0])
			printf("\t%s) echo '%s' ;;\n", table->commands[i]->name,
			       kinds);
	}
	puts("\tesac\n}\n");
}

void completion_bash(const struct command_table *table)
{
	fputs(head, stdout);
	print_option_table(table);
	print_argument_table(table);
	print_operand_table(table);
	fputs(words_code, stdout);
	fputs(main_code, stdout);
}

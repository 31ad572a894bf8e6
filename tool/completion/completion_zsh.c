/* SPDX-License-Identifier: MIT */
/* The script for zsh: a list of specifications for _arguments. */
#include <stdio.h>
#include <string.h>

#include "completion_kind.h"
#include "completion_shell.h"

static const char head[] =
	"#compdef sock6\n"
	"# zsh completion for sock6; \"sock6 --completion zsh\" prints it.\n\n";

static const char words_code[] =
	"# _sock6_ask KIND: what the command itself says.\n"
	"_sock6_ask()\n"
	"{\n"
	"\tlocal -a lines\n"
	"\tlines=(\"${(@f)$(_call_program words \\\n"
	"\t\t${(q)sock6} --words ${(q)1} ${(q)PREFIX} 2>/dev/null)}\")\n"
	"\tlines=(${lines:#})\n"
	"\tlines=(\"${(@)lines//:/\\\\:}\")\n"
	"\tlines=(\"${(@)lines/\t/:}\")\n"
	"\t(( $#lines )) && _describe -t sock6-$1 $1 lines\n"
	"}\n"
	"\n"
	"# _sock6_offer KIND...\n"
	"_sock6_offer()\n"
	"{\n"
	"\tlocal kind ret=1\n"
	"\tfor kind; do\n"
	"\t\tcase $kind in\n"
	"\t\t(FILE) _files && ret=0 ;;\n"
	"\t\t([a-z]*) compadd -- $kind && ret=0 ;;\n"
	"\t\t(HOST)\n"
	"\t\t\t_hosts && ret=0\n"
	"\t\t\t_sock6_ask $kind && ret=0\n"
	"\t\t\t;;\n"
	"\t\t(*) _sock6_ask $kind && ret=0 ;;\n"
	"\t\tesac\n"
	"\tdone\n"
	"\treturn ret\n"
	"}\n"
	"\n";

static const char main_code[] =
	"_sock6()\n"
	"{\n"
	"\tlocal curcontext=$curcontext sock6=${~words[1]} command=$words[2]\n"
	"\ttypeset -A opt_args\n"
	"\tif (( CURRENT == 2 )) && [[ $command != -* ]]; then\n"
	"\t\t_sock6_offer COMMAND help\n"
	"\t\treturn\n"
	"\tfi\n"
	"\tif [[ $command == -* ]]; then\n"
	"\t\tcommand=\n"
	"\telse\n"
	"\t\tshift words\n"
	"\t\t(( CURRENT-- ))\n"
	"\tfi\n"
	"\tcurcontext=${curcontext%:*:*}:sock6-$command:\n"
	"\t_sock6_options \"$command\"\n"
	"}\n"
	"\n"
	"# Found by its name, or read with eval.\n"
	"if [[ $funcstack[1] == _sock6 ]]; then\n"
	"\t_sock6 \"$@\"\n"
	"else\n"
	"\tcompdef _sock6 sock6\n"
	"fi\n";

/* Text within quotes, where _arguments reads some characters itself. */
static void print_quoted(const char *text)
{
	for (; *text; text++) {
		if (*text == '\'')
			fputs("'\\''", stdout);
		else if (strchr("[]:\\", *text))
			printf("\\%c", *text);
		else
			putchar(*text);
	}
}

/* A value may be given again; a flag is offered once. */
static void print_option(const struct command *command,
			 const struct option_row *row)
{
	char kinds[KINDS_SIZE];
	const char *end = row->argument ? "=" : "";
	int has_letter = row->key < OPTION_LONG;

	printf("\t\t\t'");
	if (row->key == 'h')
		printf("(- *)");
	else if (row->argument)
		putchar('*');
	else if (has_letter)
		printf("(-%c --%s)", row->key, row->name);
	if (has_letter)
		printf("'{-%c%s,--%s%s}'", row->key, row->argument ? "+" : "",
		       row->name, end);
	else
		printf("--%s%s", row->name, end);
	putchar('[');
	print_quoted(row->help);
	putchar(']');
	if (row->argument) {
		completion_argument(kinds, command, row);
		putchar(':');
		print_quoted(row->argument);
		printf(":%s%s", *kinds ? " _sock6_offer " : "", kinds);
	}
	puts("' \\");
}

static void print_rows(const struct command *command,
		       const struct option_row *rows)
{
	for (; rows->name; rows++)
		print_option(command, rows);
}

static void print_operands(const struct command *command)
{
	char kinds[KINDS_SIZE];

	completion_operands(kinds, command);
	if (!command->operands[0]) {
		puts("\t\t\t&& return");
		return;
	}
	printf("\t\t\t'*:");
	print_quoted(command->operands);
	/* A mere message would keep zsh from completing options here. */
	printf(": _sock6_offer %s' && return\n", kinds);
}

static void print_case(const struct command *command)
{
	printf("\t(%s)\n\t\t_arguments -s -S : \\\n", command->name);
	print_rows(command, command->options);
	print_operands(command);
	puts("\t\t;;");
}

void completion_zsh(const struct command_table *table)
{
	const struct command *first = table->commands[0];

	fputs(head, stdout);
	fputs(words_code, stdout);
	puts("# _sock6_options COMMAND: its options and operands.\n"
	     "_sock6_options()\n{\n\tcase $1 in");
	for (size_t i = 0; i < table->count; i++)
		print_case(table->commands[i]);
	puts("\t(help)\n\t\t_arguments '1:COMMAND: _sock6_offer COMMAND' && "
	     "return\n\t\t;;\n"
	     "\t('')\n\t\t_arguments -s -S : \\");
	for (const struct option_row *row = overview_rows; row->name; row++)
		if (row->key != 'h')
			print_option(first, row);
	print_rows(first, first->options);
	puts("\t\t\t&& return\n\t\t;;\n\tesac\n\treturn 1\n}\n");
	fputs(main_code, stdout);
}

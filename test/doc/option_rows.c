/* SPDX-License-Identifier: MIT */
/* Prints the first two lines of each option's row in sock6_option(3), made
 * from the table: the manual is compared with them. */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>

#include <sock6.h>

/* The constant of an option follows from its name. */
static void print_constant(const char *name)
{
	printf("SOCK6_OPT_");
	for (; *name; name++)
		putchar(*name == '-' ? '_' : toupper((unsigned char)*name));
}

/* A minus sign is not a hyphen in mdoc(7). */
static void print_number(int64_t number)
{
	printf("%s%" PRId64, number < 0 ? "\\" : "", number);
}

static const char *access_words(unsigned access)
{
	if (access == SOCK6_OPTION_GET)
		return ", read only";
	return access == SOCK6_OPTION_SET ? ", set only" : "";
}

static void print_type(const struct sock6_option_info *info)
{
	static const char *const types[] = {
		[SOCK6_OPTION_BOOLEAN] = "Boolean",
		[SOCK6_OPTION_INTEGER] = "Integer",
		[SOCK6_OPTION_INTERFACE] = "Interface index",
		[SOCK6_OPTION_BITS] = "Bits",
	};

	printf("%s", types[info->type]);
	if (info->type != SOCK6_OPTION_INTEGER ||
	    !(info->access & SOCK6_OPTION_SET))
		return;
	printf(", ");
	print_number(info->minimum);
	printf(" to ");
	print_number(info->maximum);
}

int main(void)
{
	struct sock6_option_info info;

	for (int option = 1; sock6_option_info(option, &info) == 0; option++) {
		printf(".It Dv ");
		print_constant(info.name);
		printf(" Pq %s\n", info.name);
		print_type(&info);
		printf("%s; %s.\n", access_words(info.access), info.reference);
	}
	return 0;
}

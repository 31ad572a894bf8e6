/* SPDX-License-Identifier: MIT */
/* sock6 dscp: the traffic class by name and number, bit by bit. */
#include <stdio.h>
#include <string.h>

#include <sock6.h>

#include "command.h"
#include "report/message.h"
#include "report/report.h"
#include "report/value_record.h"
#include "words/options.h"
#include "words/values.h"

#define DSCPS 64

struct dscp {
	int is_number; /* operands are DSCPs, 0 to 63 */
	int all;
	unsigned told;
};

static const char *bits(char *text, int value, int count)
{
	for (int i = 0; i < count; i++)
		text[i] = (char)('0' + (value >> (count - 1 - i) & 1));
	text[count] = '\0';
	return text;
}

/* RFC 2474, 6, with pool 3 as RFC 8436 has it. */
static const char *pool(int dscp)
{
	return (dscp & 3) == 3 ? "pool 2, for local use"
	       : (dscp & 1)    ? "pool 3, not assigned"
			       : "pool 1, not assigned";
}

/* RFC 2597, 6: class and drop precedence stand in the number. */
static const char *assured(char *text, size_t size, int dscp)
{
	static const char *const drops[] = { "", "low", "medium", "high" };

	snprintf(text, size, "assured forwarding, class %d, %s drop", dscp >> 3,
		 drops[dscp >> 1 & 3]);
	return text;
}

static const char *meaning(char *text, size_t size, int dscp)
{
	const char *name = sock6_dscp_name(dscp);

	if (!name)
		return pool(dscp);
	if (strncmp(name, "af", 2) == 0)
		return assured(text, size, dscp);
	if (dscp == 0)
		return "default forwarding, best effort";
	switch (dscp) {
	case 1: return "lower effort";
	case 44: return "voice with admission control";
	case 46: return "expedited forwarding";
	default: break;
	}
	snprintf(text, size, "class selector %d", dscp >> 3);
	return text;
}

static const char *reference(int dscp)
{
	const char *name = sock6_dscp_name(dscp);

	if (!name)
		return (dscp & 3) == 1 ? "RFC 8436" : "RFC 2474";
	if (strncmp(name, "af", 2) == 0)
		return "RFC 2597";
	switch (dscp) {
	case 1: return "RFC 8622";
	case 44: return "RFC 5865";
	case 46: return "RFC 3246";
	default: return "RFC 2474";
	}
}

static const char *ecn_meaning(int ecn)
{
	static const char *const texts[] = {
		"not ECN-capable", "ECN-capable; L4S, scalable congestion",
		"ECN-capable", "congestion experienced"
	};

	return texts[ecn];
}

static const char *ecn_reference(int ecn)
{
	return ecn == SOCK6_ECN_ECT_1 ? "RFC 9331" : "RFC 3168";
}

static void add_number(struct record *record, const char *name, int value,
		       const char *format)
{
	char shown[40];

	record_integer(record, name, REPORT_BARE, value);
	snprintf(shown, sizeof(shown), format, value, value);
	record_show(record, shown);
}

static void tell_dscp(struct dscp *d, int dscp)
{
	const char *name = sock6_dscp_name(dscp);
	char text[60];
	struct record record;

	if (!name && !d->all)
		return;
	record_begin(&record, "dscp");
	snprintf(text, sizeof(text), "%d", dscp);
	value_record_column(&record, "dscp", name ? name : text, 5);
	if (!name)
		record_show(&record, "-    ");
	add_number(&record, "dscp_number", dscp, "%2d");
	record_string(&record, "bits", REPORT_BARE, bits(text, dscp, 6));
	add_number(&record, "traffic_class", dscp << 2, "0x%02x %3d");
	value_record_column(&record, "meaning",
			    meaning(text, sizeof(text), dscp), 40);
	record_string(&record, "reference", REPORT_BARE, reference(dscp));
	record_end(&record);
	d->told++;
}

static void tell_ecn(struct dscp *d, int ecn)
{
	char text[8];
	struct record record;

	record_begin(&record, "ecn");
	value_record_column(&record, "ecn", sock6_ecn_name(ecn), 7);
	record_integer(&record, "ecn_number", REPORT_BARE, ecn);
	value_record_column(&record, "bits", bits(text, ecn, 2), 4);
	add_number(&record, "traffic_class", ecn, "0x%02x %3d");
	value_record_column(&record, "meaning", ecn_meaning(ecn), 40);
	record_string(&record, "reference", REPORT_BARE, ecn_reference(ecn));
	record_end(&record);
	d->told++;
}

static void add_class(struct record *record, int value)
{
	char text[SOCK6_TRAFFIC_CLASS_TEXT_SIZE], shown[80];

	sock6_traffic_class_format(text, sizeof(text), value);
	record_integer(record, "traffic_class", REPORT_BARE, value);
	snprintf(shown, sizeof(shown), "traffic class 0x%02x (%d):", value,
		 value);
	record_show(record, shown);
	record_string(record, "text", REPORT_HIDDEN, text);
	record_string(record, "bits", REPORT_HIDDEN, bits(shown, value, 8));
}

static void add_dscp(struct record *record, int dscp)
{
	const char *name = sock6_dscp_name(dscp);
	char number[12], shown[80], text[60];

	snprintf(number, sizeof(number), "%d", dscp);
	record_string(record, "dscp", REPORT_BARE, name ? name : number);
	snprintf(shown, sizeof(shown), "DSCP %s%s%s%s%s", name ? name : number,
		 name ? " (" : "", name ? number : "", name ? ")" : "",
		 name ? "," : ", without a name,");
	record_show(record, shown);
	record_integer(record, "dscp_number", REPORT_HIDDEN, dscp);
	record_string(record, "meaning", REPORT_BARE,
		      meaning(text, sizeof(text), dscp));
	record_string(record, "reference", REPORT_BARE, reference(dscp));
	snprintf(shown, sizeof(shown), "(%s);", reference(dscp));
	record_show(record, shown);
}

static void add_ecn(struct record *record, int ecn)
{
	char shown[80];

	record_string(record, "ecn", REPORT_BARE, sock6_ecn_name(ecn));
	snprintf(shown, sizeof(shown), "ECN %s (%d), %s", sock6_ecn_name(ecn),
		 ecn, ecn_meaning(ecn));
	record_show(record, shown);
	record_integer(record, "ecn_number", REPORT_HIDDEN, ecn);
}

static void explain(struct dscp *d, int value)
{
	struct record record;

	record_begin(&record, "traffic_class");
	add_class(&record, value);
	add_dscp(&record, value >> 2);
	add_ecn(&record, value & 3);
	record_end(&record);
	d->told++;
}

static int explain_word(struct dscp *d, const char *text)
{
	struct word word = { NULL, text };
	int64_t number = 0;
	uint8_t value = 0;
	int end;

	if (d->is_number) {
		end = value_integer(&word, 0, DSCPS - 1, &number);
		value = (uint8_t)(number << 2);
	} else {
		end = value_traffic_class(&word, &value);
	}
	if (end == OPTIONS_GO_ON)
		explain(d, value);
	return end;
}

static void list(struct dscp *d)
{
	for (int dscp = 0; dscp < DSCPS; dscp++)
		tell_dscp(d, dscp);
	for (int ecn = 0; ecn <= SOCK6_ECN_CE; ecn++)
		tell_ecn(d, ecn);
}

static int take(void *context, int key, const struct word *word)
{
	struct dscp *d = context;

	(void)word;
	if (key == 'n')
		d->is_number = 1;
	else
		d->all = 1;
	return OPTIONS_GO_ON;
}

static void summarise(const struct dscp *d)
{
	struct record record;

	if (!report_is_json())
		return;
	record_begin(&record, "summary");
	record_integer(&record, "rows", REPORT_HIDDEN, d->told);
	record_end(&record);
}

static int run(int argc, char **argv)
{
	struct dscp d = { 0 };
	char **words;
	int end = options_read(&dscp_command, argc, argv, take, &d, &words);

	if (end != OPTIONS_GO_ON)
		return end;
	if (d.all && words[0])
		return usage_error("%s: --all is for the table; give one of "
				   "the two",
				   words[0]);
	if (d.is_number && !words[0])
		return usage_error("--number: there is none; give 0 to 63");
	if (!words[0])
		list(&d);
	for (; *words && end == OPTIONS_GO_ON; words++)
		end = explain_word(&d, *words);
	if (end != OPTIONS_GO_ON)
		return end;
	summarise(&d);
	return END_DONE;
}

static const struct option_row rows[] = {
	{ 'a', "all", NULL, "print the DSCPs that have no name as well" },
	{ 'n', "number", NULL, "take numbers as DSCPs, not traffic classes" },
	OPTION_ROWS_COMMON
};

const struct command dscp_command = {
	.name = "dscp",
	.operands = "[CLASS]...",
	.summary = "explain traffic classes: DSCP and ECN",
	.description =
		"Print the DSCPs and ECN values with number, bits, traffic "
		"class and RFC, or\n"
		"explain a traffic class, given as a number or by names.\n"
		"\n"
		"  sock6 dscp af41+ect0\n"
		"  sock6 dscp 0xb8 46\n"
		"  sock6 dscp --number 46",
	.options = rows,
	.run = run,
};

/* SPDX-License-Identifier: MIT */
/* sock6 parse: packets of a capture file, or given as digits, in words. */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <sock6.h>

#include "command.h"
#include "packet/capture.h"
#include "packet/hex_text.h"
#include "packet/icmp_name.h"
#include "packet/icmp_tally.h"
#include "packet/link_type.h"
#include "packet/packet.h"
#include "packet/packet_field.h"
#include "process/privilege.h"
#include "process/stop.h"
#include "report/message.h"
#include "report/progress.h"
#include "report/report.h"
#include "words/options.h"
#include "words/values.h"

#define FILES 256

enum { OPTION_ACCEPT = OPTION_LONG };

struct parser {
	int64_t count; /* 0: all */
	int link, hex, quiet, is_damaged;
	struct icmp_set accepted;
	uint64_t number; /* of the packet in its file */
	uint64_t shown, others, malformed;
	struct icmp_tally tally;
};

static int is_enough(const struct parser *p)
{
	return (p->count && p->shown >= (uint64_t)p->count) || stop_requested();
}

static void begin(const struct parser *p, struct record *record,
		  const struct capture_packet *packet)
{
	char text[32];

	record_begin(record, "packet");
	record_integer(record, "number", REPORT_BARE, (int64_t)p->number);
	snprintf(text, sizeof(text), "%llu:", (unsigned long long)p->number);
	record_show(record, text);
	if (packet->has_time)
		record_moment(record, "time", REPORT_BARE, packet->time);
	if (packet->interface[0])
		record_string(record, "interface", REPORT_BARE,
			      packet->interface);
}

static void decode(struct packet *packet, struct record *record, int link,
		   const unsigned char *bytes, size_t size)
{
	if (link == LINK_TYPE_ICMP) {
		packet->is_unfollowed = 1;
		record_integer(record, "length", REPORT_LABELLED,
			       (int64_t)size);
		packet_icmp(packet, record, bytes, size);
	} else {
		packet_ip(packet, record, bytes, size);
	}
}

static void finish(struct parser *p, const struct packet *packet,
		   struct record *record, unsigned problems)
{
	if (!icmp_set_is_empty(&p->accepted) &&
	    (packet->icmp_type < 0 ||
	     !icmp_set_has(&p->accepted, packet->icmp_type))) {
		record_discard(record);
		return;
	}
	p->shown++;
	p->malformed += problems != 0;
	if (packet->icmp_type >= 0)
		p->tally.counts[packet->icmp_type]++;
	record_integer(record, "malformed", REPORT_HIDDEN, problems);
	record_end(record);
}

/* A packet with its link layer: OPTIONS_GO_ON, or how the command ends. */
static int show(struct parser *p, const struct capture_packet *captured)
{
	const unsigned char *bytes = captured->bytes;
	size_t size = captured->size, offset = 0;
	enum link_found found =
		link_type_find(captured->link, bytes, size, &offset);
	struct packet packet;
	struct record record;
	unsigned problems = 0;

	p->number++;
	if (found == LINK_UNKNOWN) {
		message("link type %d: not known; capture on another "
			"interface, such as 'any'",
			captured->link);
		return END_UNSUPPORTED;
	}
	if (found != LINK_FOUND || offset > size) {
		p->others++;
		return OPTIONS_GO_ON;
	}
	bytes += offset;
	size -= offset;
	packet_start(&packet, bytes, &problems);
	packet.is_cut = captured->original > captured->size;
	report_mute(p->quiet);
	begin(p, &record, captured);
	decode(&packet, &record, captured->link, bytes, size);
	if (p->hex)
		field_dump(&record, bytes, size);
	finish(p, &packet, &record, problems);
	report_mute(0);
	return OPTIONS_GO_ON;
}

static void tell_damage(struct parser *p, const char *name, const char *text,
			uint64_t place)
{
	struct record record;
	char shown[300];

	p->is_damaged = 1;
	record_begin(&record, "damage");
	record_string(&record, "file", REPORT_HIDDEN, name);
	record_integer(&record, "offset", REPORT_HIDDEN, (int64_t)place);
	record_string(&record, "text", REPORT_BARE, text);
	snprintf(shown, sizeof(shown), "! %s: at byte %llu: %s", name,
		 (unsigned long long)place, text);
	record_show(&record, shown);
	record_paint(&record, REPORT_RED);
	record_end(&record);
}

static void summarise(const struct parser *p, const char *type)
{
	struct record record;

	record_begin(&record, type);
	record_integer(&record, "packets", REPORT_COUNTED, (int64_t)p->shown);
	record_integer(&record, "malformed", REPORT_COUNTED,
		       (int64_t)p->malformed);
	if (p->malformed)
		record_paint(&record, REPORT_RED);
	record_integer(&record, "others",
		       p->others ? REPORT_COUNTED : REPORT_HIDDEN,
		       (int64_t)p->others);
	icmp_tally_add(&p->tally, &record);
	record_end(&record);
}

static int is_regular(FILE *file)
{
	struct stat status;

	return fstat(fileno(file), &status) == 0 && S_ISREG(status.st_mode);
}

static int read_capture(struct parser *p, const char *name, FILE *file,
			const unsigned char magic[CAPTURE_MAGIC])
{
	struct capture_packet packet;
	struct capture capture;
	int end = OPTIONS_GO_ON, is_live = !is_regular(file);
	int status = capture_open(&capture, file, magic) < 0 ? -1 : 1;

	while (status > 0 && end == OPTIONS_GO_ON && !is_enough(p)) {
		status = capture_next(&capture, &packet);
		if (status > 0)
			end = show(p, &packet);
		progress("%s: %llu packets", name,
			 (unsigned long long)p->number);
		if (stop_interim())
			summarise(p, "interim");
		/* Someone may wait for it; what is in a file is not waited for. */
		if (is_live)
			fflush(stdout);
	}
	if (status < 0 && !stop_requested())
		tell_damage(p, name, capture.damage, capture.damage_at);
	capture_close(&capture);
	return end;
}

static int read_digits(struct parser *p, const char *name, FILE *file)
{
	struct capture_packet packet = { .link = p->link, .interface = "" };
	struct hex_text hex;
	int end = OPTIONS_GO_ON, status = 1;

	hex_open(&hex, file);
	while (end == OPTIONS_GO_ON && !is_enough(p) &&
	       (status = hex_next(&hex)) > 0) {
		packet.bytes = hex.bytes;
		packet.size = packet.original = hex.used;
		end = show(p, &packet);
		fflush(stdout);
	}
	if (status < 0)
		end = usage_error("%s: line %u: %s; give hexadecimal digits "
				  "or a capture file",
				  name, hex.wrong_line, hex.wrong);
	hex_close(&hex);
	return end;
}

/* The first byte tells digits from a capture, but for a newline, which may be
 * a section's; hence the second one. */
static int begins_capture(FILE *file, int first)
{
	int second;

	if (first == 0xa1 || first == 0xd4 || first == 0x4d)
		return 1;
	if (first != '\n') {
		ungetc(first, file);
		return 0;
	}
	second = getc(file);
	if (second != EOF)
		ungetc(second, file);
	return second == '\r';
}

static int read_either(struct parser *p, const char *name, FILE *file)
{
	unsigned char magic[CAPTURE_MAGIC];
	int first = getc(file);

	/* The user has had enough of waiting for it. */
	if (first == EOF && stop_requested())
		return OPTIONS_GO_ON;
	if (first == EOF)
		return ferror(file) ? failure(-errno, NULL, "%s", name)
				    : usage_error("%s: it is empty; give "
						  "hexadecimal digits or a "
						  "capture file",
						  name);
	if (!begins_capture(file, first))
		return read_digits(p, name, file);
	magic[0] = (unsigned char)first;
	if (fread(magic + 1, 1, CAPTURE_MAGIC - 1, file) == CAPTURE_MAGIC - 1 &&
	    capture_is(magic))
		return read_capture(p, name, file, magic);
	tell_damage(p, name, "neither digits nor a capture", 0);
	return OPTIONS_GO_ON;
}

/* What is read as one: its name in messages, and where it is. */
struct input {
	const char *name;
	FILE *file;
	char *digits; /* what the file reads, where it was words */
};

/* Where the next line of a dump begins: "0x0010:". */
static int is_offset(const char *word)
{
	size_t length = strlen(word);

	return length > 3 && word[0] == '0' && word[1] == 'x' &&
	       word[length - 1] == ':';
}

/* What a shell has split: words of digits that follow each other.  Returns how
 * many they are. */
static unsigned join_digits(struct input *input, char **words)
{
	size_t size;
	unsigned count;
	FILE *out = open_memstream(&input->digits, &size);

	if (!out)
		out_of_memory();
	for (count = 0; words[count] && hex_is(words[count]); count++)
		fprintf(out, "%s%s",
			count == 0                ? ""
			: is_offset(words[count]) ? "\n"
						  : " ",
			words[count]);
	if (fclose(out) != 0 || !input->digits)
		out_of_memory();
	input->file = fmemopen(input->digits, size, "r");
	if (!input->file)
		out_of_memory();
	return count;
}

static int open_file(FILE **file, const char *name)
{
	*file = fopen(name, "rb");
	if (*file)
		return OPTIONS_GO_ON;
	if (errno == ENOENT)
		return usage_error("%s: neither hexadecimal digits nor a "
				   "file; give one of them",
				   name);
	return failure(-errno, NULL, "%s", name);
}

/* Moves behind the words that it takes. */
static int open_words(struct input *input, char ***words)
{
	char *word = **words;

	input->name = word;
	if (hex_is(word)) {
		*words += join_digits(input, *words);
		return OPTIONS_GO_ON;
	}
	++*words;
	if (strcmp(word, "-") != 0)
		return open_file(&input->file, word);
	input->name = "standard input";
	input->file = stdin;
	return OPTIONS_GO_ON;
}

static void close_input(struct input *input)
{
	if (input->file && input->file != stdin)
		fclose(input->file);
	free(input->digits);
}

/* All are open before rights are given up, and then the first is read. */
static int read_words(struct parser *p, char **words)
{
	struct input inputs[FILES] = { { NULL, NULL, NULL } };
	int end = OPTIONS_GO_ON;
	unsigned count = 0;

	while (*words && end == OPTIONS_GO_ON) {
		if (count == FILES)
			end = usage_error("%s: too many; give %d at most",
					  *words, FILES);
		else
			end = open_words(&inputs[count++], &words);
	}
	if (end == OPTIONS_GO_ON)
		end = privilege_drop();
	for (unsigned i = 0; i < count; i++) {
		p->number = 0;
		if (end == OPTIONS_GO_ON && !is_enough(p))
			end = read_either(p, inputs[i].name, inputs[i].file);
		close_input(&inputs[i]);
	}
	return end;
}

static int take(void *context, int key, const struct word *word)
{
	struct parser *p = context;

	switch (key) {
	case 'c': return value_integer(word, 1, INT64_MAX, &p->count);
	case 'l': return link_type_parse(word, &p->link);
	case OPTION_ACCEPT: return icmp_set_parse(&p->accepted, word);
	case 'x': p->hex = 1; return OPTIONS_GO_ON;
	default: p->quiet = 1; return OPTIONS_GO_ON;
	}
}

static int judge(const struct parser *p)
{
	if (p->malformed || p->is_damaged)
		return END_UNMET;
	/* The user ended early what had a number to reach. */
	if (p->count && stop_requested() && p->shown < (uint64_t)p->count)
		return END_UNMET;
	return END_DONE;
}

static int run(int argc, char **argv)
{
	static struct parser p = { .link = LINK_TYPE_GUESS };
	static char input[] = "-", *nothing[] = { input, NULL };
	char **words;
	int end = options_read(&parse_command, argc, argv, take, &p, &words);

	if (end == OPTIONS_GO_ON)
		end = stop_setup_reading();
	if (end != OPTIONS_GO_ON)
		return end;
	if (!words[0])
		words = nothing;
	end = read_words(&p, words);
	if (end == END_USAGE)
		return end;
	summarise(&p, "summary");
	return end == OPTIONS_GO_ON ? judge(&p) : end;
}

static const struct option_row rows[] = {
	{ 'c', "count", "N", "end after N packets" },
	{ OPTION_ACCEPT, "accept", "TYPE",
	  "print only these ICMPv6 types: ra,na,128" },
	{ 'l', "link", "LAYER",
	  "what digits begin with: ipv6, ethernet, icmp" },
	{ 'x', "hex", NULL, "show the bytes of each packet, too" },
	{ 'q', "quiet", NULL, "print only the summary" },
	OPTION_ROWS_COMMON
};

const struct command parse_command = {
	.name = "parse",
	.operands = "[HEX | FILE | -]...",
	.summary = "print packets of a capture, or digits, in words",
	.description = "Print what is in IPv6 packets: header, extension "
		       "headers, UDP, TCP, ICMPv6,\n"
		       "neighbour and listener discovery, and what is wrong "
		       "with them. A FILE is pcap,\n"
		       "pcapng, or digits.\n"
		       "\n"
		       "  sock6 parse capture.pcap --accept ra,na\n"
		       "  tcpdump -i eth0 -w - icmp6 | sock6 parse\n"
		       "  sock6 parse '60000000 0008 3aff ...'",
	.options = rows,
	.run = run,
};

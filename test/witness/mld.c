/* SPDX-License-Identifier: MIT */
/*
 * The codec of multicast listener discovery as a program for scripts.
 *
 * usage: witness_mld read     lines "SOURCE DESTINATION HEX" to their text
 *        witness_mld write N  N random messages as lines in that form
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sock6.h"
#include "unit/random.h"

static size_t from_hex(unsigned char *bytes, size_t size, const char *hex)
{
	size_t length = 0;
	unsigned value;

	while (length < size && sscanf(hex + 2 * length, "%2x", &value) == 1)
		bytes[length++] = (unsigned char)value;
	return length;
}

static void read_line(char *line)
{
	static unsigned char bytes[2048];
	char source_text[64], destination_text[64], text[SOCK6_MLD_TEXT_SIZE];
	struct in6_addr source, destination;
	struct sock6_mld_message message;
	int hex = 0, status = -1;
	size_t size;

	if (sscanf(line, "%63s %63s %n", source_text, destination_text, &hex) !=
		    2 ||
	    inet_pton(AF_INET6, source_text, &source) != 1 ||
	    inet_pton(AF_INET6, destination_text, &destination) != 1) {
		puts("no such line");
		return;
	}
	size = from_hex(bytes, sizeof(bytes), line + hex);
	status = sock6_mld_decode(&message, bytes, size, &source, &destination);
	if (status == 0)
		status = sock6_mld_format(text, sizeof(text), &message);
	puts(status < 0 ? sock6_status_name(status) : text);
}

static int read_all(void)
{
	static char line[5000];

	while (fgets(line, sizeof(line), stdin))
		read_line(line);
	return fflush(stdout) != 0;
}

/* A random group with up to five random sources, and auxiliary data where the
 * message can have them. */
static struct sock6_mld_record make_record(struct random *random,
					   unsigned char *room, int type)
{
	struct sock6_mld_record record = { .sources = room,
					   .auxiliary = room + 80 };

	random_fill(random, &record.group, sizeof(record.group));
	record.group.s6_addr[0] = 0xff;
	random_fill(random, room, 100);
	if (type != 131 && type != 132)
		record.source_count = (uint16_t)random_below(random, 6);
	if (type == 143) {
		record.type = (uint8_t)(1 + random_below(random, 6));
		record.auxiliary_size = (uint16_t)(4 * random_below(random, 5));
	}
	return record;
}

static void write_message(struct random *random, const struct in6_addr *source,
			  const struct in6_addr *destination)
{
	static const uint8_t types[] = { 130, 131, 132, 143 };
	unsigned char bytes[1500], room[4][100];
	struct sock6_mld_record records[4];
	struct sock6_mld_message message = { .version = 1, .record_count = 1 };
	int size;

	message.type = types[random_below(random, 4)];
	if (message.type == 143) {
		message.version = 2;
		message.record_count = (uint16_t)random_below(random, 5);
	}
	for (unsigned i = 0; i < message.record_count; i++)
		records[i] = make_record(random, room[i], message.type);
	if (message.type == 130 && random_below(random, 2)) {
		records[0].source_count = 0;
		message.response_delay = (uint32_t)random_below(random, 65536);
	} else if (message.type == 130) {
		message.version = 2;
		message.response_delay = (uint32_t)random_below(
			random, SOCK6_MLD_DELAY_MAXIMUM + 1);
		message.query_interval = (uint32_t)random_below(
			random, SOCK6_MLD_INTERVAL_MAXIMUM + 1);
		message.suppress = (uint8_t)random_below(random, 2);
		message.robustness = (uint8_t)random_below(random, 8);
		message.flags = (uint16_t)random_below(random, 16);
	}
	size = sock6_mld_encode(bytes, sizeof(bytes), &message, records, source,
				destination);
	for (int i = 0; i < size; i++)
		printf("%02x", bytes[i]);
}

static int write_all(unsigned long count)
{
	struct random random = { 20250328 };

	while (count--) {
		struct in6_addr source, destination;
		char text[INET6_ADDRSTRLEN];

		random_fill(&random, &source, sizeof(source));
		random_fill(&random, &destination, sizeof(destination));
		printf("%s ", inet_ntop(AF_INET6, &source, text, sizeof(text)));
		printf("%s ",
		       inet_ntop(AF_INET6, &destination, text, sizeof(text)));
		write_message(&random, &source, &destination);
		putchar('\n');
	}
	return fflush(stdout) != 0;
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "read") == 0)
		return read_all();
	if (argc == 3 && strcmp(argv[1], "write") == 0)
		return write_all(strtoul(argv[2], NULL, 10));
	fputs("usage: witness_mld read | write N\n", stderr);
	return 2;
}

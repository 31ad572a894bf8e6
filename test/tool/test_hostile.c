/* SPDX-License-Identifier: MIT */
/*
 * Whatever others send, or call their interfaces and processes: no subcommand
 * prints a byte of it that acts on a terminal, as text, as JSON, or on a
 * terminal.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "check.h"
#include "contract.h"
#include "host.h"
#include "terminal.h"

#define B     "2001:db8:1::b"
#define GROUP "ff02::114%eth0"

/* Sequences for colour, title, cursor and answers; C1 raw and as UTF-8. */
#define SEQUENCES                                  \
	"\033[31m\033]0;title\a\033[2J\033[6n\x9b" \
	"31m\xc2\x9b"                              \
	"31m\xff\xfe\xed\xa0\x80\x7f\r\b\v\f"

static const struct line victims[] = {
	{ .words = { "listen", GROUP } },
	{ .words = { "listen", GROUP, "--hex" } },
	{ .words = { "listen", "1024", "--interval", "10ms" } },
	{ .words = { "send", B, "--count", "0", "--interval", "10ms" } },
	{ .words = { "mping", GROUP, "--interval", "10ms" } },
	{ .words = { "reflect" } },
	{ .words = { "check", B, "--count", "100", "--interval", "10ms" } },
	{ .words = { "ping", B, "ff02::1%eth0", "--interval", "10ms" } },
	{ .words = { "trace", "2001:db8:9::1", "--timeout", "5s" } },
	{ .words = { "pmtu", "2001:db8:9::1", "--timeout", "5s" } },
	{ .words = { "icmp" } },
	{ .words = { "icmp", "--hex" } },
	{ .words = { "watch", "--initial" } },
	{ .words = { NULL } },
};

/* These end by themselves; what they read was there before. */
static const struct line readers[] = {
	{ .words = { "parse", "/run/hostile.pcap" } },
	{ .words = { "parse", "/run/hostile.bin" } },
	{ .words = { "groups" } },
	{ .words = { "groups", "--process", "\033[31m" } },
	{ .words = { "listen", "\033[31m" } },
	{ .words = { "types", "\033[31m" } },
	{ .words = { "options", "\033[31m" } },
	{ .words = { "dscp", "\033[31m" } },
	{ .words = { NULL } },
};

static struct run run;
static struct terminal terminal;
static uint8_t payload[256 + sizeof(SEQUENCES)];
static uint8_t advertisement[512];
static size_t advertisement_size;
static sock6_fd udp, icmp;

static void make_payload(void)
{
	for (int i = 0; i < 256; i++)
		payload[i] = (uint8_t)i;
	memcpy(payload + 256, SEQUENCES, sizeof(SEQUENCES));
}

/* Type, length in eights of bytes, and what fills it (RFC 4861, 4.6). */
static void add_option(uint8_t type, const void *bytes, size_t size)
{
	uint8_t *at = advertisement + advertisement_size;
	size_t length = (size + 2 + 7) / 8 * 8;

	memset(at, 0, length);
	at[0] = type;
	at[1] = (uint8_t)(length / 8);
	memcpy(at + 2, bytes, size);
	advertisement_size += length;
}

/* A search list (RFC 8106, 5.2), a portal (RFC 8910, 2.3), and an unknown one. */
static void make_advertisement(void)
{
	static const uint8_t names[] =
		"\0\0\0\0\x0e\x10\x08\033[31m\x9b\xff\a\0";
	static const uint8_t uri[] = "http://" SEQUENCES;

	memset(advertisement, 0, 16);
	advertisement[0] = 134;
	advertisement[4] = 64;
	advertisement_size = 16;
	add_option(31, names, sizeof(names) - 1);
	add_option(37, uri, sizeof(uri) - 1);
	add_option(200, payload, 120);
}

static void send_to(sock6_fd fd, const void *bytes, size_t size,
		    const char *address, uint16_t port, uint8_t hops)
{
	struct sock6_control control = { .fields = SOCK6_HOP_LIMIT,
					 .hop_limit = hops };
	struct sock6_message out = { .data = (void *)bytes,
				     .size = size,
				     .control = &control };

	out.peer = lab_peer(address, port, 0);
	if (address[0] == 'f')
		out.peer.sin6_scope_id = lab_index("b", "eth0");
	CHECK_EQ(size, sock6_send(fd, &out, 0));
}

/* To where somebody listens, and as answers to whoever asked. */
static void attack(void)
{
	static uint8_t echo[8 + sizeof(payload)] = { 129 };
	static uint8_t refusal[8 + 40 + sizeof(payload)] = { 1, 4 };
	static struct lab_datagram asked;

	memcpy(echo + 8, payload, sizeof(payload));
	memcpy(refusal + 8, payload, sizeof(payload));
	send_to(udp, payload, sizeof(payload), "2001:db8:1::a", 1024, 64);
	send_to(udp, payload, sizeof(payload), "ff02::114", 1024, 64);
	send_to(icmp, advertisement, advertisement_size, "ff02::1", 0, 255);
	send_to(icmp, echo, sizeof(echo), "2001:db8:1::a", 0, 64);
	send_to(icmp, refusal, sizeof(refusal), "2001:db8:1::a", 0, 64);
	for (int i = 0; i < 8; i++) {
		struct sock6_message in = { .data = asked.text,
					    .size = sizeof(asked.text) };

		if (sock6_receive(udp, &in, SOCK6_DONT_WAIT) < 0)
			break;
		in.data = payload;
		in.size = sizeof(payload);
		sock6_send(udp, &in, 0);
	}
}

static unsigned count_raw(const char *bytes, size_t size, int is_terminal)
{
	unsigned raw = 0;

	for (size_t i = 0; i < size; i++) {
		unsigned char c = (unsigned char)bytes[i];

		raw += (c < 0x20 && c != '\n' && !(is_terminal && c == '\r')) ||
		       c >= 0x7f;
	}
	return raw;
}

/* More time finds more; what has to be shown is waited for elsewhere. */
static void provoke(const char *awaited)
{
	const struct timespec moment = { 0, 20000000 };

	CHECK(takes_signal(run.pid, SIGUSR1));
	for (int i = 0; i < 3; i++) {
		attack();
		run_signal(&run, SIGUSR1);
		nanosleep(&moment, NULL);
	}
	if (awaited)
		CHECK(run_prints(&run, awaited));
	run_signal(&run, SIGINT);
}

static void report(const struct line *line, const char *bytes)
{
	printf("# sock6 %s\n# ", line_text(line));
	for (; *bytes; bytes++)
		printf(*bytes == '\n' || (*bytes >= 0x20 && *bytes < 0x7f)
			       ? "%c"
			       : "<%02x>",
		       (unsigned char)*bytes);
	printf("\n");
}

static void check_printed(const struct line *line, const char *const more[],
			  int is_attacked, const char *awaited)
{
	line_start(&run, line, more);
	if (is_attacked)
		provoke(awaited);
	run_finish(&run);
	CHECK(run.end >= 0 && run.end <= (is_attacked ? 1 : 2));
	if (is_attacked && !CHECK_STR("", run.errors))
		report(line, run.output);
	if (!CHECK_EQ(0, count_raw(run.output, run.output_size, 0)))
		report(line, run.output);
	if (!CHECK_EQ(0, count_raw(run.errors, run.errors_size, 0)))
		report(line, run.errors);
}

static void check_shown(const struct line *line, int is_attacked)
{
	terminal_start(&terminal, &run, line, "dumb", NULL);
	if (is_attacked)
		provoke(NULL);
	terminal_finish(&terminal, &run);
	CHECK(terminal.size > 0);
	if (!CHECK_EQ(0, count_raw(terminal.output, terminal.size, 1)))
		report(line, terminal.output);
}

static void check_all(const struct line *line, int is_attacked)
{
	static const char *const json[] = { "--json", NULL };

	for (; line->words[0]; line++) {
		check_printed(line, NULL, is_attacked, NULL);
		check_printed(line, json, is_attacked, "}\n");
		check_shown(line, is_attacked);
	}
}

static void nothing_from_the_network_acts_on_a_terminal(void)
{
	check_all(victims, 1);
}

/* Somebody has to have been attacked. */
static void what_came_is_shown_in_other_letters(void)
{
	check_printed(&victims[0], NULL, 1, "\\x1b[31m");
	check_printed(&victims[10], NULL, 1, "x1b[31m");
}

static void write_file(const char *path, const void *head, size_t head_size,
		       const void *bytes, size_t size)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	CHECK_EQ(head_size, write(fd, head, head_size));
	CHECK_EQ(size, write(fd, bytes, size));
	close(fd);
}

/* A capture of one raw IPv6 packet: magic, version, link type 101. */
static void write_capture(void)
{
	static uint8_t packet[40 + sizeof(advertisement)] = { 0x60 };
	uint32_t size = (uint32_t)(40 + advertisement_size);
	uint32_t head[] = { 0xa1b2c3d4, 0x00040002, 0, 0,    65535,
			    101,        0,          0, size, size };

	packet[4] = (uint8_t)(advertisement_size >> 8);
	packet[5] = (uint8_t)advertisement_size;
	packet[6] = 58;
	packet[7] = 255;
	packet[8] = 0xfe;
	packet[9] = 0x80;
	packet[24] = 0xff;
	packet[25] = 0x02;
	memcpy(packet + 40, advertisement, advertisement_size);
	write_file("/run/hostile.pcap", head, sizeof(head), packet, size);
	write_file("/run/hostile.bin", "", 0, payload, sizeof(payload));
}

static void nothing_of_this_host_does_either(void)
{
	struct in6_addr group = lab_in6("ff02::115");
	sock6_fd fd = lab_udp("a", "::", 0);

	write_capture();
	prctl(PR_SET_NAME, "\033[31m\x9b\xff\a");
	CHECK_EQ(0, sock6_group_join(fd, lab_index("a", "eth0"), &group));
	check_all(readers, 0);
	check_printed(&readers[2], NULL, 0, NULL);
	CHECK(strstr(run.output, "ff02::115") != NULL);
	CHECK(strstr(run.output, "x1b[31m") != NULL);
	prctl(PR_SET_NAME, "test_hostile");
	sock6_close(fd);
}

static void interfaces_may_have_any_name(void)
{
	CHECK_EQ(0, lab_shell("a", "ip link add \"$(printf '\\033[31m\\007')\" "
				   "type veth peer name \"$(printf "
				   "'\\233\\377')\""));
	check_printed(&victims[12], NULL, 1, NULL);
	CHECK(strstr(run.output, "x1b[31m") != NULL);
	check_shown(&victims[12], 1);
	CHECK_EQ(0, lab_shell("a", "ip link del \"$(printf '\\033[31m\\007')"
				   "\""));
}

int main(void)
{
	struct in6_addr group;

	if (!lab_begin("pair"))
		return check_skip_all("lab.sh pair runs this program");
	make_payload();
	make_advertisement();
	group = lab_in6("ff02::114");
	udp = lab_multicast("b", 1024);
	CHECK_EQ(0, sock6_group_join(udp, lab_index("b", "eth0"), &group));
	icmp = lab_raw("b", SOCK6_ICMP_PROTOCOL);
	RUN(nothing_from_the_network_acts_on_a_terminal);
	RUN(what_came_is_shown_in_other_letters);
	RUN(nothing_of_this_host_does_either);
	RUN(interfaces_may_have_any_name);
	return check_end();
}

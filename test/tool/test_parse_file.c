/* SPDX-License-Identifier: MIT */
/* sock6 parse: captures of every kind that it reads, and damaged ones. */
#define _GNU_SOURCE
#include "captures.h"
#include "documented.h"

#define MICRO UINT32_C(0xa1b2c3d4)
#define NANO  UINT32_C(0xa1b23c4d)

#define RAW      101
#define ETHERNET 1

static struct run run;
static struct packet_bytes p;
static struct capture_bytes c;

/* Reads the capture with an option, such as --json. */
static void parse_with(const char *option)
{
	const char *path = file_of(c.bytes, c.size);

	run_tool(&run, "parse", option, path, NULL);
	unlink(path);
}

static json_t *packet(unsigned n)
{
	return run_record(&run, "packet", n);
}

static void both_orders_and_both_units_of_pcap_are_read(void)
{
	for (int i = 0; i < 4; i++) {
		uint32_t nano = i / 2 ? 123456789 : 123456000;
		json_t *record;

		pcap_begin(&c, i % 2, i / 2 ? NANO : MICRO, RAW);
		packet_echo(&p, SOCK6_ICMP_PROTOCOL, "", 0);
		pcap_add(&c, i / 2 ? nano : nano / 1000, "", 0, &p, p.size);
		parse_with("--json");
		CHECK_EQ(0, run.end);
		record = packet(0);
		CHECK_STR(i / 2 ? "2023-11-14T22:13:20.123456789Z"
				: "2023-11-14T22:13:20.123456000Z",
			  text_of(record, "time"));
		CHECK_STR("echo request", text_of(record, "layers/0/name"));
		json_decref(record);
	}
}

/* A link header of each type in front of the same packet. */
static const struct {
	uint32_t link;
	unsigned size;
	unsigned char header[24];
} links[] = {
	{ 101, 0, { 0 } },
	{ 12, 0, { 0 } },
	{ 14, 0, { 0 } },
	{ 229, 0, { 0 } },
	{ 1, 14, { 0x33, 0x33, [12] = 0x86, 0xdd } },
	{ 1, 18, { [12] = 0x81, 0, 0, 5, 0x86, 0xdd } },
	{ 1, 22, { [12] = 0x88, 0xa8, 0, 5, 0x81, 0, 0, 6, 0x86, 0xdd } },
	{ 113, 16, { [14] = 0x86, 0xdd } },
	{ 276, 20, { 0x86, 0xdd } },
	{ 0, 4, { 10 } },
	{ 0, 4, { 30 } },
	{ 0, 4, { 0, 0, 0, 24 } },
	{ 108, 4, { 0, 0, 0, 28 } },
};

#define LINKS (sizeof(links) / sizeof(links[0]))

static void every_link_layer_is_stepped_over(void)
{
	for (size_t i = 0; i < LINKS; i++) {
		json_t *record;

		pcap_begin(&c, 1, MICRO, links[i].link);
		packet_echo(&p, SOCK6_ICMP_PROTOCOL, "", 0);
		pcap_add(&c, 0, links[i].header, links[i].size, &p,
			 links[i].size + p.size);
		parse_with("--json");
		record = packet(0);
		CHECK_STR("2001:db8::b", text_of(record, "destination"));
		CHECK_EQ(0, run.end);
		json_decref(record);
	}
}

static void what_is_not_ipv6_is_counted(void)
{
	static const unsigned char arp[14] = { [12] = 8, 6 };
	json_t *record;

	packet_echo(&p, SOCK6_ICMP_PROTOCOL, "", 0);
	pcap_begin(&c, 1, MICRO, ETHERNET);
	pcap_add(&c, 0, arp, sizeof(arp), &p, p.size + 14);
	pcap_add(&c, 0, arp, 5, &(struct packet_bytes){ 0 }, 5);
	pcap_add(&c, 0, links[4].header, 14, &p, p.size + 14);
	parse_with("--json");
	record = run_record(&run, "summary", 0);
	CHECK_EQ(1, number_of(record, "packets"));
	CHECK_EQ(2, number_of(record, "others"));
	CHECK_EQ(0, number_of(record, "malformed"));
	CHECK_EQ(128, number_of(record, "types/0/icmp_type"));
	json_decref(record);
	record = packet(0);
	CHECK_EQ(3, number_of(record, "number"));
	json_decref(record);
}

static void a_link_layer_that_is_not_known_is_not_guessed(void)
{
	packet_echo(&p, SOCK6_ICMP_PROTOCOL, "", 0);
	pcap_begin(&c, 1, MICRO, 127);
	pcap_add(&c, 0, "", 0, &p, p.size);
	parse_with("--json");
	CHECK_EQ(4, run.end);
	CHECK(strstr(run.errors, "sock6 parse: link type 127: not known") ==
	      run.errors);
}

static void what_a_capture_has_cut_off_is_no_fault(void)
{
	json_t *record;

	packet_echo(&p, SOCK6_ICMP_PROTOCOL, "", 0);
	put_16(p.bytes + 4, 1400);
	pcap_begin(&c, 1, MICRO, RAW);
	pcap_add(&c, 0, "", 0, &p, 1440);
	parse_with("--json");
	CHECK_EQ(0, run.end);
	record = packet(0);
	CHECK(is_true(record, "cut"));
	CHECK_EQ(1440, number_of(record, "length"));
	CHECK_STR("unknown", text_of(record, "layers/0/checksum"));
	CHECK_EQ(7, number_of(record, "layers/0/sequence"));
	json_decref(record);
}

static void both_orders_of_pcapng_are_read(void)
{
	for (int little = 0; little < 2; little++) {
		json_t *record;

		memset(&c, 0, sizeof(c));
		c.is_little = little;
		packet_echo(&p, SOCK6_ICMP_PROTOCOL, "", 0);
		section_add(&c);
		interface_add(&c, RAW, "eth0", 9);
		block_add(&c, 5, "statistics--", 12);
		interface_add(&c, RAW, "wlan1\033[m", 6);
		enhanced_add(&c, 0, UINT64_C(1700000000123456789), &p);
		enhanced_add(&c, 1, UINT64_C(1700000000123456), &p);
		simple_add(&c, &p);
		parse_with("--json");
		CHECK_EQ(0, run.end);
		record = packet(0);
		CHECK_STR("2023-11-14T22:13:20.123456789Z",
			  text_of(record, "time"));
		CHECK_STR("eth0", text_of(record, "interface"));
		json_decref(record);
		record = packet(1);
		CHECK_STR("2023-11-14T22:13:20.123456000Z",
			  text_of(record, "time"));
		CHECK_STR("wlan1\033[m", text_of(record, "interface"));
		json_decref(record);
		record = packet(2);
		CHECK_STR("", text_of(record, "time"));
		CHECK_STR("right", text_of(record, "layers/0/checksum"));
		json_decref(record);
		CHECK(strchr(run.output, '\033') == NULL);
	}
}

static void a_second_section_has_interfaces_of_its_own(void)
{
	json_t *record;

	memset(&c, 0, sizeof(c));
	packet_echo(&p, SOCK6_ICMP_PROTOCOL, "", 0);
	section_add(&c);
	interface_add(&c, 127, "wlan0", 6);
	c.is_little = 1;
	section_add(&c);
	interface_add(&c, RAW, "eth9", 6);
	enhanced_add(&c, 0, 0, &p);
	parse_with("--json");
	CHECK_EQ(0, run.end);
	record = packet(0);
	CHECK_STR("eth9", text_of(record, "interface"));
	json_decref(record);
}

/* What is said about the file, after the packets that could be read. */
static void expect_damage(const char *text)
{
	json_t *record;

	parse_with("--json");
	CHECK_EQ(1, run.end);
	record = run_record(&run, "damage", 0);
	CHECK_STR(text, text_of(record, "text"));
	json_decref(record);
	CHECK(strstr(run.output, "\"type\":\"summary\"") != NULL);
}

static void a_damaged_pcap_is_read_as_far_as_it_goes(void)
{
	json_t *record;

	packet_echo(&p, SOCK6_ICMP_PROTOCOL, "", 0);
	pcap_begin(&c, 1, MICRO, RAW);
	pcap_add(&c, 0, "", 0, &p, p.size);
	pcap_add(&c, 0, "", 0, &p, p.size);
	c.size -= 10;
	expect_damage("the file ends within a packet");
	record = packet(0);
	CHECK_STR("right", text_of(record, "layers/0/checksum"));
	json_decref(record);
	c.size = 24;
	capture_put(&c, 0, 8);
	capture_put(&c, UINT32_MAX, 8);
	expect_damage("a packet is longer than 1 MiB");
	c.size = 13;
	expect_damage("the file ends within its header");
}

static void a_damaged_pcapng_is_read_as_far_as_it_goes(void)
{
	size_t size;

	memset(&c, 0, sizeof(c));
	packet_echo(&p, SOCK6_ICMP_PROTOCOL, "", 0);
	section_add(&c);
	size = c.size;
	enhanced_add(&c, 3, 0, &p);
	expect_damage("a packet has an interface that was not told");
	c.size = size;
	interface_add(&c, RAW, "eth0", 6);
	enhanced_add(&c, 0, 0, &p);
	c.bytes[c.size - 1] ^= 4;
	expect_damage("the two lengths of a block differ");
	c.size = size;
	capture_put(&c, 6, 4);
	capture_put(&c, 7, 4);
	expect_damage("the length of a block is wrong");
	c.size = size - 3;
	expect_damage("the file ends within a block");
	c.size = 12;
	memset(c.bytes + 8, 0, 4);
	expect_damage("a section has no byte order");
}

static void an_empty_capture_has_no_packets(void)
{
	pcap_begin(&c, 1, MICRO, RAW);
	parse_with("--quiet");
	CHECK_EQ(0, run.end);
	CHECK_STR("0 packets, 0 malformed\n", run.output);
}

/* One packet of each kind that has members of its own. */
static void make_mixture(void)
{
	static const unsigned char udp[] = { 0, 1, 0, 2, 0, 8, 0, 0 };

	pcap_begin(&c, 1, MICRO, RAW);
	packet_echo(&p, SOCK6_ICMP_PROTOCOL, "", 0);
	pcap_add(&c, 0, "", 0, &p, p.size);
	packet_begin(&p, "::1", "::1", 17, 64);
	packet_add(&p, udp, sizeof(udp));
	pcap_add(&c, 0, "", 0, &p, p.size);
	packet_message(&p, "fe80::1", "fe80::2", 255,
		       "\x87\0\0\0\0\0\0\0\xfe\x80\0\0\0\0\0\0\0\0\0\0\0\0\0"
		       "\2",
		       24);
	pcap_add(&c, 0, "", 0, &p, p.size);
}

static void types_that_are_not_accepted_are_left_out(void)
{
	const char *path;
	json_t *record;

	make_mixture();
	path = file_of(c.bytes, c.size);
	run_tool(&run, "parse", "--json", "--accept", "ns,200", "--accept",
		 "router-advertisement", path, NULL);
	unlink(path);
	record = packet(0);
	CHECK_EQ(135, number_of(record, "layers/0/icmp_type"));
	json_decref(record);
	CHECK(packet(1) == NULL);
	run_tool(&run, "parse", "--accept", "carrot", "60", NULL);
	CHECK_EQ(2, run.end);
	CHECK(strstr(run.errors, "--accept carrot: no ICMPv6 type; give") !=
	      NULL);
}

static void a_count_ends_it(void)
{
	const char *path;

	make_mixture();
	path = file_of(c.bytes, c.size);
	run_tool(&run, "parse", "--json", "--count", "2", path, NULL);
	unlink(path);
	CHECK_EQ(0, run.end);
	CHECK(strstr(run.output, "\"number\":2") != NULL);
	CHECK(strstr(run.output, "\"number\":3") == NULL);
}

static void quiet_changes_nothing_of_the_summary(void)
{
	static const char *const options[] = { "--json", "-jq" };
	char summaries[2][1000];

	make_mixture();
	packet_echo(&p, SOCK6_ICMP_PROTOCOL, "", 0);
	p.bytes[p.size - 1] ^= 1;
	pcap_add(&c, 0, "", 0, &p, p.size);
	c.size -= 3;
	for (int quiet = 0; quiet < 2; quiet++) {
		const char *summary;

		parse_with(options[quiet]);
		CHECK_EQ(1, run.end);
		summary = strstr(run.output, "{\"type\":\"summary\"");
		CHECK(strstr(run.output, "{\"type\":\"damage\"") != NULL);
		CHECK_EQ(!quiet, strstr(run.output, "\"packet\"") != NULL);
		snprintf(summaries[quiet], sizeof(summaries[0]), "%s",
			 summary ? summary
			 : quiet ? "none"
				 : "");
	}
	CHECK_STR(summaries[0], summaries[1]);
}

static void every_member_is_in_the_manual(void)
{
	static const char *const pages[] = { "sock6-parse.1", NULL };

	make_mixture();
	c.size -= 3;
	parse_with("--json");
	check_documented(&run, pages);
	memset(&c, 0, sizeof(c));
	section_add(&c);
	interface_add(&c, RAW, "eth0", 6);
	enhanced_add(&c, 0, 0, &p);
	parse_with("-jx");
	check_documented(&run, pages);
}

int main(void)
{
	RUN(both_orders_and_both_units_of_pcap_are_read);
	RUN(every_link_layer_is_stepped_over);
	RUN(what_is_not_ipv6_is_counted);
	RUN(a_link_layer_that_is_not_known_is_not_guessed);
	RUN(what_a_capture_has_cut_off_is_no_fault);
	RUN(both_orders_of_pcapng_are_read);
	RUN(a_second_section_has_interfaces_of_its_own);
	RUN(a_damaged_pcap_is_read_as_far_as_it_goes);
	RUN(a_damaged_pcapng_is_read_as_far_as_it_goes);
	RUN(an_empty_capture_has_no_packets);
	RUN(types_that_are_not_accepted_are_left_out);
	RUN(a_count_ends_it);
	RUN(quiet_changes_nothing_of_the_summary);
	RUN(every_member_is_in_the_manual);
	return check_end();
}

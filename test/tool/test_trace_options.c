/* SPDX-License-Identifier: MIT */
/* What each option of sock6 trace changes, in what it prints or on the wire. */
#include <arpa/inet.h>
#include <unistd.h>

#include "path_forge.h"

#define B      "2001:db8:3::b"
#define SILENT "chain pre { type filter hook prerouting priority 0; drop; }"

static struct run run;
static struct packet packet;

/* A trace, and then its first packet on the way to r. */
static int see(const char *const arguments[])
{
	int wire = capture_open("r", "eth0");
	int seen;

	on_a(&run, arguments);
	seen = capture_probe(wire, &packet, 0);
	close(wire);
	return seen;
}

#define SEE(...) \
	see((const char *const[]){ "trace", "--json", __VA_ARGS__, NULL })

static unsigned port_at(size_t offset)
{
	return (unsigned)packet.payload[offset] << 8 |
	       packet.payload[offset + 1];
}

static unsigned hops_shown(void)
{
	unsigned count = 0;
	json_t *hop;

	while ((hop = run_record(&run, "hop", count))) {
		json_decref(hop);
		count++;
	}
	return count;
}

static void only_the_hops_that_are_asked_for_are_shown(void)
{
	ON_A(&run, "trace", B, "--json", "--first", "2", "--last", "2", "-c",
	     "4");
	CHECK_EQ(1, run.end);
	CHECK_EQ(1, hops_shown());
	CHECK_EQ(2, number_in(&run, "hop", 0, "hop"));
	CHECK_EQ(4, number_in(&run, "hop", 0, "sent"));
	CHECK_EQ(2, number_in(&run, "start", 0, "first"));
	CHECK_EQ(2, number_in(&run, "start", 0, "last"));
	ON_A(&run, "trace", B, "--last", "2");
	CHECK_EQ(1, run.end);
	says(&run, "not reached within 2 hops, ");
	ON_A(&run, "trace", B, "--first", "7");
	CHECK_EQ(0, run.end);
	says(&run, "reached within 7 hops, ");
}

/* Nobody answers, so what is on its way stays there. */
static void so_many_are_on_their_way_at_once(void)
{
	REQUIRE(rules("r", SILENT));
	ON_A(&run, "trace", B, "--json", "--parallel", "3", "-W", "1m", "-w",
	     "50ms");
	CHECK_EQ(124, run.end);
	CHECK_EQ(3, number_in(&run, "summary", 0, "sent"));
	/* At first only as many as may be answered at once by the end. */
	ON_A(&run, "trace", B, "--json", "-W", "1m", "-w", "50ms");
	CHECK_EQ(3, number_in(&run, "summary", 0, "sent"));
	ON_A(&run, "trace", B, "--json", "-W", "1m", "-w", "500ms");
	CHECK_EQ(16, number_in(&run, "summary", 0, "sent"));
	no_rules("r");
}

static void between_two_probes_is_an_interval(void)
{
	json_t *summary;

	ON_A(&run, "trace", B, "--json", "--last", "1", "-c", "3", "-i",
	     "30ms");
	summary = run_record(&run, "summary", 0);
	CHECK(real(summary, "seconds") >= 0.06);
	json_decref(summary);
}

/* The time without the option is two seconds. */
static void a_timeout_ends_the_waiting(void)
{
	json_t *summary;

	REQUIRE(rules("r", SILENT));
	ON_A(&run, "trace", B, "--json", "--last", "1", "-W", "30ms");
	summary = run_record(&run, "summary", 0);
	CHECK(real(summary, "seconds") >= 0.03);
	CHECK(real(summary, "seconds") < 1.9);
	json_decref(summary);
	CHECK(true_in(&run, "hop", 0, "silent"));
	no_rules("r");
}

static void the_payload_has_the_size(void)
{
	REQUIRE(SEE(B, "--size", "100"));
	CHECK_EQ(108, packet.payload_size);
	CHECK_EQ(148, number_in(&run, "start", 0, "size"));
	REQUIRE(SEE(B, "--size", "100", "--icmp"));
	CHECK_EQ(108, packet.payload_size);
	REQUIRE(SEE(B, "--size", "1452"));
	CHECK_EQ(0, run.end);
	CHECK(!packet.fragmented);
	REQUIRE(SEE(B));
	CHECK_EQ(136, packet.payload_size);
}

static void the_port_is_that_of_the_option_or_of_the_destination(void)
{
	REQUIRE(SEE(B));
	CHECK_EQ(33434, port_at(2));
	REQUIRE(SEE(B, "--port", "5555"));
	CHECK_EQ(5555, port_at(2));
	CHECK_EQ(5555, number_in(&run, "start", 0, "port"));
	REQUIRE(SEE("[" B "]:4444"));
	CHECK_EQ(4444, port_at(2));
}

static void class_and_label_are_on_the_wire_and_in_the_quotes(void)
{
	REQUIRE(SEE(B, "--tclass", "af41", "--flow", "0xabcde"));
	CHECK_EQ(0x88, packet.traffic_class);
	CHECK_EQ(0xabcde, packet.flow_label);
	for (unsigned n = 0; n < 3; n++) {
		CHECK_EQ(0x88, number_in(&run, "hop", n, "traffic_class"));
		CHECK_EQ(0xabcde, number_in(&run, "hop", n, "flow_label"));
	}
}

static void a_router_that_changes_the_flow_label_is_found(void)
{
	if (lab_shell("r", "nft 'table ip6 lab { " FORWARD
			   "ip6 flowlabel set 0x77; }; }'") != 0)
		SKIP("this nft(8) sets no flow labels");
	ON_A(&run, "trace", B, "--json", "--flow", "0x12345");
	CHECK_EQ(0x12345, number_in(&run, "hop", 0, "flow_label"));
	CHECK_EQ(0x77, number_in(&run, "hop", 1, "flow_label"));
	CHECK_EQ(0x12345, number_in(&run, "hop", 1, "flow_label_before"));
	ON_A(&run, "trace", B, "--flow", "0x12345");
	says(&run, "  arrived with flow label 0x77, was 0x12345\n 3");
	no_rules("r");
}

static void the_source_is_the_one_that_was_asked_for(void)
{
	struct in6_addr source = lab_in6("2001:db8:1::a3");

	CHECK_EQ(0, lab_shell("a", "ip addr add 2001:db8:1::a3/64 dev eth0 "
				   "nodad preferred_lft 0"));
	REQUIRE(SEE(B, "--from", "2001:db8:1::a3"));
	CHECK_MEM(&source, &packet.source, 16);
	has_text(&run, "start", 0, "source", "2001:db8:1::a3");
	ON_A(&run, "trace", B, "--from", "2001:db8:9::9");
	CHECK_EQ(1, run.end);
	CHECK_STR("sock6 trace: --from 2001:db8:9::9: address not available "
		  "(EADDRNOTAVAIL); it is not an address of this host; give "
		  "one that is\n",
		  run.errors);
}

static void an_interface_serves_addresses_that_need_one(void)
{
	ON_A(&run, "trace", "fe80::1", "--if", "eth0", "--json");
	CHECK_EQ(0, run.end);
	has_text(&run, "start", 0, "destination", "fe80::1%eth0");
	ON_A(&run, "trace", "fe80::1%eth0", "--from", "fe80::a");
	CHECK_EQ(0, run.end);
	ON_A(&run, "trace", B, "--if", "lo");
	CHECK_EQ(1, run.end);
	CHECK(strstr(run.errors, "name an interface") != NULL);
}

/* From the file of names, which is bound over the one of the system. */
static void names_are_looked_up(void)
{
	json_t *hop;

	CHECK_EQ(0, lab_shell("a", "echo '2001:db8:1::1 near.example' "
				   ">/run/names && mount --bind /run/names "
				   "/etc/hosts"));
	ON_A(&run, "trace", B, "--names", "--last", "1");
	says(&run, "\n 1  near.example (2001:db8:1::1) ");
	ON_A(&run, "trace", B, "--names", "--last", "1", "--json");
	hop = run_record(&run, "hop", 0);
	CHECK_STR("near.example",
		  record_text(element(hop, "answers", 0), "name"));
	json_decref(hop);
	ON_A(&run, "trace", "near.example");
	CHECK_EQ(0, run.end);
	says(&run, "to 2001:db8:1::1 from ");
	CHECK_EQ(0, lab_shell("a", "umount /etc/hosts"));
}

static void quiet_is_the_summary_alone(void)
{
	REQUIRE(rules("r", FORWARD "ip6 dscp set cs1; }"));
	ON_A(&run, "trace", B, "--quiet", "--tclass", "ef");
	CHECK_EQ(0, run.end);
	CHECK_EQ(0, strncmp(run.output,
			    "reached in 3 hops, remarked before hop 2, ", 42));
	CHECK(strchr(run.output, '\n') == run.output + strlen(run.output) - 1);
	no_rules("r");
}

/* As the sender's adapter writes it; on the way it may be missing yet. */
static uint16_t checksum(void)
{
	size_t at = packet.protocol == IPPROTO_UDP ? 6 : 2;
	uint8_t bytes[1500];

	if (!CHECK(packet.payload_size <= sizeof(bytes)))
		return 0;
	memcpy(bytes, packet.payload, packet.payload_size);
	bytes[at] = 0;
	bytes[at + 1] = 0;
	return sock6_checksum(&packet.source, &packet.destination,
			      packet.protocol, bytes, packet.payload_size);
}

/* Routers that share their load look at these; the checksum is in the first
 * four bytes of ICMPv6. */
static void all_probes_are_of_one_flow(void)
{
	for (int icmp = 0; icmp < 2; icmp++) {
		int wire = capture_open("r", "eth0");
		uint32_t label = 0;
		uint16_t sum = 0;
		uint8_t first[4];

		ON_A(&run, "trace", B, icmp ? "--icmp" : "--json", "-c", "10");
		for (int i = 0; i < 30; i++) {
			REQUIRE(capture_probe(wire, &packet, 0));
			if (i == 0) {
				memcpy(first, packet.payload, sizeof(first));
				label = packet.flow_label;
				sum = checksum();
			}
			CHECK_MEM(first, packet.payload, sizeof(first));
			CHECK_EQ(label, packet.flow_label);
			CHECK_EQ(sum, checksum());
		}
		CHECK(label != 0);
		close(wire);
	}
}

int main(void)
{
	if (!lab_begin("routers"))
		return check_skip_all("lab.sh routers runs this program");
	if (lab_shell("r", "nft list ruleset >/dev/null") != 0)
		return check_skip_all("there is no nft(8), or no nftables");
	UNLIMITED("r", "s", "b");
	RUN(only_the_hops_that_are_asked_for_are_shown);
	RUN(so_many_are_on_their_way_at_once);
	RUN(between_two_probes_is_an_interval);
	RUN(a_timeout_ends_the_waiting);
	RUN(the_payload_has_the_size);
	RUN(the_port_is_that_of_the_option_or_of_the_destination);
	RUN(class_and_label_are_on_the_wire_and_in_the_quotes);
	RUN(a_router_that_changes_the_flow_label_is_found);
	RUN(the_source_is_the_one_that_was_asked_for);
	RUN(an_interface_serves_addresses_that_need_one);
	RUN(names_are_looked_up);
	RUN(quiet_is_the_summary_alone);
	RUN(all_probes_are_of_one_flow);
	return check_end();
}

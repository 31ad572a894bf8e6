/* SPDX-License-Identifier: MIT */
/*
 * What sock6 trace makes of routers that say more than the kernel's, or lie.
 * The real one drops the probes, and this program answers in its place.
 */
#include <unistd.h>

#include "path_forge.h"

#define B "2001:db8:2::b"

static struct run run;
static struct packet packet;
static sock6_fd router;
static int wire;

/* Until the first probe is on the wire. */
static int begin(const char *const arguments[])
{
	wire = capture_open("r", "eth0");
	router = lab_raw("r", SOCK6_ICMP_PROTOCOL);
	run_start(&run, on_host, "a", arguments);
	return capture_probe(wire, &packet, 0);
}

#define BEGIN(...)                                                           \
	begin((const char *const[]){ "trace", B, "-W", "10s", "--last", "1", \
				     __VA_ARGS__, NULL })

static void finish(void)
{
	run_finish(&run);
	close(wire);
	sock6_close(router);
	CHECK_STR("", run.errors);
	CHECK_EQ(1, run.end);
}

static const struct sock6_icmp_message expired = {
	.type = SOCK6_ICMP_TIME_EXCEEDED
};

static void errors_about_packets_that_were_not_sent_are_ignored(void)
{
	const struct sock6_icmp_message refusal = {
		.type = SOCK6_ICMP_DESTINATION_UNREACHABLE, .code = 1
	};

	REQUIRE(BEGIN("--json", "-c", "1"));
	REQUIRE(forge_foreign(router, &packet, refusal));
	REQUIRE(forge_foreign(router, &packet, expired));
	REQUIRE(forge(router, &packet, expired));
	finish();
	CHECK_EQ(2, number_in(&run, "summary", 0, "foreign"));
	CHECK_EQ(1, number_in(&run, "summary", 0, "answered"));
	has_text(&run, "hop", 0, "reason", "");
}

static void an_answer_that_comes_twice_counts_once(void)
{
	REQUIRE(BEGIN("--json", "-c", "2", "-i", "50ms"));
	REQUIRE(forge(router, &packet, expired));
	REQUIRE(forge(router, &packet, expired));
	REQUIRE(capture_probe(wire, &packet, 0));
	REQUIRE(forge(router, &packet, expired));
	finish();
	CHECK_EQ(2, number_in(&run, "summary", 0, "answered"));
	CHECK_EQ(1, number_in(&run, "summary", 0, "duplicates"));
	CHECK_EQ(2, number_in(&run, "hop", 0, "answered"));
}

static size_t append_all(uint8_t *extension, size_t room)
{
	const struct sock6_icmp_extension_label labels[2] = {
		{ .label = 16100, .traffic_class = 5, .time_to_live = 9 },
		{ .label = 3, .time_to_live = 1 }
	};
	const struct sock6_icmp_extension_interface interface = {
		.fields = 15,
		.role = SOCK6_ICMP_EXTENSION_LEAVING,
		.name_size = 7,
		.ifindex = 42,
		.mtu = 9000,
		.address = lab_in6("2001:db8:9::1"),
		.name = "et\n\033[1m"
	};
	const struct sock6_icmp_extension_object other = {
		.class_number = 200, .class_type = 3, .size = 4, .data = "abcd"
	};
	int used;

	used = sock6_icmp_extension_labels_append(extension, room, 0, labels,
						  2);
	CHECK(used > 0);
	used = sock6_icmp_extension_interface_append(extension, room,
						     (size_t)used, &interface);
	CHECK(used > 0);
	used = sock6_icmp_extension_append(extension, room, (size_t)used,
					   &other);
	CHECK(used > 0);
	return (size_t)used;
}

/* The same in text and as JSON. */
static int show_extension(const char *option, int damage)
{
	uint8_t extension[256];
	struct sock6_icmp_message error = expired;

	error.extension_size = append_all(extension, sizeof(extension));
	error.extension = extension;
	extension[error.extension_size - 1] ^= (uint8_t)damage;
	if (!BEGIN("-c", "1", option) || !forge(router, &packet, error))
		return 0;
	finish();
	return 1;
}

static void labels_and_interfaces_of_a_router_are_shown(void)
{
	const json_t *object;
	json_t *hop;

	REQUIRE(show_extension("--json", 0));
	hop = run_record(&run, "hop", 0);
	object = element(hop, "labels", 0);
	CHECK_EQ(16100, record_number(object, "label"));
	CHECK_EQ(5, record_number(object, "traffic_class"));
	CHECK_EQ(9, record_number(object, "time_to_live"));
	CHECK(!is_true(object, "bottom"));
	CHECK_EQ(3, record_number(element(hop, "labels", 1), "label"));
	CHECK(is_true(element(hop, "labels", 1), "bottom"));
	object = element(hop, "interfaces", 0);
	CHECK_STR("leaving", record_text(object, "role"));
	CHECK_STR("et\n\033[1m", record_text(object, "interface"));
	CHECK_STR("2001:db8:9::1", record_text(object, "address"));
	CHECK_EQ(42, record_number(object, "interface_index"));
	CHECK_EQ(9000, record_number(object, "mtu"));
	object = element(hop, "objects", 0);
	CHECK_EQ(200, record_number(object, "class_number"));
	CHECK_EQ(3, record_number(object, "class_type"));
	CHECK_STR("61626364", record_text(object, "data"));
	json_decref(hop);
}

static void nothing_of_a_router_reaches_the_terminal_raw(void)
{
	REQUIRE(show_extension("--names", 0));
	says(&run, "\n  MPLS label 16100, traffic class 5, time to live 9\n"
		   "  MPLS label 3, traffic class 0, time to live 1\n"
		   "  would leave by et\\n\\x1b[1m 2001:db8:9::1 "
		   "interface_index=42 "
		   "mtu=9000\n"
		   "  extension of class 200, type 3: 61626364\n");
	CHECK(strchr(run.output, '\033') == NULL);
}

static void a_damaged_extension_is_named_and_not_read(void)
{
	json_t *hop;

	REQUIRE(show_extension("--json", 1));
	hop = run_record(&run, "hop", 0);
	CHECK(is_true(hop, "extension_damaged"));
	CHECK(json_object_get(hop, "labels") == NULL);
	json_decref(hop);
	REQUIRE(show_extension("--names", 1));
	says(&run, " a damaged extension\n");
}

/* Whatever stands in the quote, and wherever it ends. */
static void a_quote_of_any_length_is_survived(void)
{
	REQUIRE(BEGIN("--json", "-c", "1"));
	for (size_t size = 0; size < 48; size++) {
		packet.payload_size = size;
		REQUIRE(forge(router, &packet, expired));
	}
	packet.payload_size = 48;
	REQUIRE(forge(router, &packet, expired));
	finish();
	CHECK_EQ(1, number_in(&run, "summary", 0, "answered"));
}

/* An unknown code has no name, but a router that says it has one. */
static void a_refusal_without_a_name_ends_the_path(void)
{
	const struct sock6_icmp_message strange = {
		.type = SOCK6_ICMP_DESTINATION_UNREACHABLE, .code = 77
	};

	REQUIRE(BEGIN("-c", "1"));
	REQUIRE(forge(router, &packet, strange));
	finish();
	says(&run, "not reached: 2001:db8:1::1 (hop 1) says destination "
		   "unreachable,");
}

/* Only to who may open raw sockets; the header is quoted as it arrived. */
static void a_hop_limit_that_was_not_used_up_is_told(void)
{
	REQUIRE(BEGIN("-c", "1"));
	packet.bytes[7] = 9;
	REQUIRE(forge(router, &packet, expired));
	finish();
	says(&run, "  dropped with hop limit 9\n");
	REQUIRE(BEGIN("-c", "1", "--json"));
	REQUIRE(forge(router, &packet, expired));
	finish();
	CHECK_EQ(1, number_in(&run, "hop", 0, "quoted_hop_limit"));
}

int main(void)
{
	if (!lab_begin("router"))
		return check_skip_all("lab.sh router runs this program");
	if (lab_shell("r", "nft 'table ip6 lab { chain pre { type filter hook "
			   "prerouting priority 0; udp dport 33434 drop; }; "
			   "}'") != 0)
		return check_skip_all("there is no nft(8), or no nftables");
	RUN(errors_about_packets_that_were_not_sent_are_ignored);
	RUN(an_answer_that_comes_twice_counts_once);
	RUN(labels_and_interfaces_of_a_router_are_shown);
	RUN(nothing_of_a_router_reaches_the_terminal_raw);
	RUN(a_damaged_extension_is_named_and_not_read);
	RUN(a_quote_of_any_length_is_survived);
	RUN(a_refusal_without_a_name_ends_the_path);
	RUN(a_hop_limit_that_was_not_used_up_is_told);
	return check_end();
}

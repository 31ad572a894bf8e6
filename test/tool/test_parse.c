/* SPDX-License-Identifier: MIT */
/* sock6 parse: every kind of message that is well formed. */
#include "packets.h"

static struct run run;
static struct packet_bytes p;
static unsigned char message[1280];

#define NAME(name, path) CHECK_STR(name, text_of(record, path "/name"))

static int encode_advertisement(void)
{
	static const unsigned char mac[] = { 2, 0, 0, 0, 0, 1 };
	struct sock6_neighbor_message m = {
		.type = SOCK6_ICMP_ROUTER_ADVERTISEMENT,
		.hop_limit = 64,
		.flags = SOCK6_NEIGHBOR_MANAGED | SOCK6_NEIGHBOR_PROXY,
		.preference = SOCK6_NEIGHBOR_HIGH,
		.router_lifetime = 1800,
		.reachable_time = 30000
	};
	struct in6_addr servers[2] = { in6("2001:db8::53"), in6("::54") };
	unsigned char domains[64] = { 0 };
	int used = sock6_neighbor_domain_append(domains, sizeof(domains), 0,
						"example.org");
	struct sock6_neighbor_option options[] = {
		{ .type = SOCK6_NEIGHBOR_SOURCE_LINK_LAYER,
		  .data = mac,
		  .size = sizeof(mac) },
		{ .type = SOCK6_NEIGHBOR_MTU, .mtu = 1400 },
		{ .type = SOCK6_NEIGHBOR_PREFIX,
		  .prefix_length = 64,
		  .flags = SOCK6_NEIGHBOR_ON_LINK,
		  .lifetime = SOCK6_NEIGHBOR_FOREVER,
		  .preferred_lifetime = 600,
		  .prefix = in6("2001:db8:9::") },
		{ .type = SOCK6_NEIGHBOR_ROUTE,
		  .prefix_length = 32,
		  .preference = SOCK6_NEIGHBOR_LOW,
		  .lifetime = 60,
		  .prefix = in6("2001:db8::") },
		{ .type = SOCK6_NEIGHBOR_DNS_SERVERS,
		  .lifetime = 900,
		  .data = servers,
		  .size = sizeof(servers) },
		{ .type = SOCK6_NEIGHBOR_DNS_SEARCH,
		  .lifetime = 901,
		  .data = domains,
		  .size = (size_t)used },
		{ .type = SOCK6_NEIGHBOR_CAPTIVE_PORTAL,
		  .data = "https://example.org/api",
		  .size = 23 },
		{ .type = SOCK6_NEIGHBOR_PREF64,
		  .prefix_length = 96,
		  .lifetime = 1800,
		  .prefix = in6("64:ff9b::") },
		{ .type = 200, .data = "abcdef", .size = 6 },
	};

	return sock6_neighbor_encode(message, sizeof(message), &m, options, 9,
				     NULL, NULL);
}

static void a_router_advertisement_is_told_with_all_its_options(void)
{
	json_t *record;

	packet_message(&p, "fe80::1", "ff02::1", 255, message,
		       encode_advertisement());
	record = packet_parse(&run, &p);
	CHECK_STR("fe80::1", text_of(record, "source"));
	CHECK_STR("ff02::1", text_of(record, "destination"));
	CHECK_EQ(p.size, number_of(record, "length"));
	NAME("router advertisement", "layers/0");
	CHECK_EQ(134, number_of(record, "layers/0/icmp_type"));
	CHECK_STR("right", text_of(record, "layers/0/checksum"));
	CHECK_EQ(64, number_of(record, "layers/0/hop_limit"));
	CHECK(is_true(record, "layers/0/managed"));
	CHECK(is_true(record, "layers/0/proxy"));
	CHECK(!is_true(record, "layers/0/other"));
	CHECK_STR("high", text_of(record, "layers/0/preference"));
	CHECK_EQ(1800, number_of(record, "layers/0/lifetime"));
	CHECK_EQ(30, number_of(record, "layers/0/reachable_time"));
	CHECK_STR("02:00:00:00:00:01",
		  text_of(record, "layers/0/options/0/address"));
	CHECK_EQ(1400, number_of(record, "layers/0/options/1/mtu"));
	CHECK_STR("2001:db8:9::/64",
		  text_of(record, "layers/0/options/2/prefix"));
	CHECK(is_true(record, "layers/0/options/2/on_link"));
	CHECK(!is_true(record, "layers/0/options/2/autonomous"));
	CHECK_EQ(UINT32_MAX, number_of(record, "layers/0/options/2/lifetime"));
	CHECK_EQ(600,
		 number_of(record, "layers/0/options/2/preferred_lifetime"));
	CHECK_STR("2001:db8::/32",
		  text_of(record, "layers/0/options/3/prefix"));
	CHECK_STR("low", text_of(record, "layers/0/options/3/preference"));
	CHECK_STR("2001:db8::53",
		  text_of(record, "layers/0/options/4/servers/0"));
	CHECK_STR("::54", text_of(record, "layers/0/options/4/servers/1"));
	CHECK_STR("example.org",
		  text_of(record, "layers/0/options/5/domains/0"));
	CHECK_EQ(901, number_of(record, "layers/0/options/5/lifetime"));
	CHECK_STR("https://example.org/api",
		  text_of(record, "layers/0/options/6/uri"));
	CHECK_STR("64:ff9b::/96", text_of(record, "layers/0/options/7/prefix"));
	NAME("option 200", "layers/0/options/8");
	CHECK_STR("616263646566", text_of(record, "layers/0/options/8/data"));
	CHECK(member(record, "layers/0/problems") == NULL);
	CHECK(member(record, "layers/0/warnings") == NULL);
	json_decref(record);
}

static void the_text_has_a_line_for_each_layer_and_option(void)
{
	packet_message(&p, "fe80::1", "ff02::1", 255, message,
		       encode_advertisement());
	run_tool(&run, "parse", packet_digits(&p), NULL);
	CHECK_EQ(0, run.end);
	CHECK(strstr(run.output,
		     "1: fe80::1 > ff02::1 hop_limit=255 length=") ==
	      run.output);
	CHECK(strstr(run.output, "\n  router advertisement hop_limit=64 "
				 "managed proxy preference=high "
				 "lifetime=30m 00s reachable_time=30.0 s\n"
				 "    source_link_layer 02:00:00:00:00:01\n"
				 "    mtu 1400\n"
				 "    prefix 2001:db8:9::/64 on_link "
				 "lifetime=forever "
				 "preferred_lifetime=10m 00s\n") != NULL);
	CHECK(strstr(run.output, "\n    dns_servers 2001:db8::53,::54 "
				 "lifetime=15m 00s\n") != NULL);
	CHECK(strstr(run.output, "\n1 packet, 0 malformed\n") != NULL);
	CHECK(strstr(run.output, "1 router advertisement\n") != NULL);
}

static void parse_neighbor(int type, unsigned flags)
{
	struct sock6_neighbor_message m = { .type = (uint8_t)type,
					    .flags = (uint8_t)flags,
					    .target = in6("fe80::b") };
	int redirect = type == SOCK6_ICMP_REDIRECT;

	if (redirect)
		m.destination = in6("2001:db8::b");
	packet_message(&p, "fe80::a", redirect ? "fe80::c" : "ff02::1:ff00:b",
		       255, message,
		       sock6_neighbor_encode(message, sizeof(message), &m, NULL,
					     0, NULL, NULL));
}

static void neighbor_messages_tell_their_target_and_flags(void)
{
	json_t *record;

	parse_neighbor(SOCK6_ICMP_NEIGHBOR_SOLICITATION, 0);
	record = packet_parse(&run, &p);
	NAME("neighbor solicitation", "layers/0");
	CHECK_STR("fe80::b", text_of(record, "layers/0/target"));
	json_decref(record);
	parse_neighbor(SOCK6_ICMP_NEIGHBOR_ADVERTISEMENT,
		       SOCK6_NEIGHBOR_ROUTER | SOCK6_NEIGHBOR_OVERRIDE);
	record = packet_parse(&run, &p);
	CHECK(is_true(record, "layers/0/router"));
	CHECK(is_true(record, "layers/0/override"));
	CHECK(!is_true(record, "layers/0/solicited"));
	json_decref(record);
	parse_neighbor(SOCK6_ICMP_REDIRECT, 0);
	record = packet_parse(&run, &p);
	NAME("redirect message", "layers/0");
	CHECK_STR("2001:db8::b", text_of(record, "layers/0/destination"));
	json_decref(record);
}

/* Quotes an echo request; extension with a label and an interface. */
static void make_error(int type, uint32_t value)
{
	struct sock6_icmp_message m = { .type = (uint8_t)type };
	struct sock6_icmp_extension_label label = { .label = 16000,
						    .time_to_live = 3 };
	struct sock6_icmp_extension_interface interface = {
		.fields = SOCK6_ICMP_EXTENSION_HAS_NAME |
			  SOCK6_ICMP_EXTENSION_HAS_INDEX |
			  SOCK6_ICMP_EXTENSION_HAS_MTU,
		.role = SOCK6_ICMP_EXTENSION_LEAVING,
		.ifindex = 3,
		.mtu = 1400,
		.name_size = 5,
		.name = "e\033[1m"
	};
	static unsigned char extension[128];
	static struct packet_bytes quoted;
	int used = 0;

	packet_echo(&p, SOCK6_ICMP_PROTOCOL, "", 0);
	quoted = p;
	m.payload = quoted.bytes;
	m.payload_size = quoted.size;
	if (type == SOCK6_ICMP_PACKET_TOO_BIG)
		m.mtu = value;
	else if (type == SOCK6_ICMP_PARAMETER_PROBLEM)
		m.pointer = value;
	else {
		used = sock6_icmp_extension_labels_append(
			extension, sizeof(extension), 0, &label, 1);
		used = sock6_icmp_extension_interface_append(
			extension, sizeof(extension), (size_t)used, &interface);
		m.extension = extension;
		m.extension_size = (size_t)used;
	}
	packet_message(&p, "2001:db8::1", "2001:db8::a", 64, message,
		       sock6_icmp_message_encode(message, sizeof(message), &m,
						 NULL, NULL));
}

static void errors_show_what_they_quote(void)
{
	json_t *record;

	make_error(SOCK6_ICMP_PACKET_TOO_BIG, 1300);
	record = packet_parse(&run, &p);
	NAME("packet too big", "layers/0");
	CHECK_EQ(1300, number_of(record, "layers/0/mtu"));
	CHECK_STR("quoted", text_of(record, "layers/0/quoted/0/place"));
	CHECK_STR("2001:db8::b",
		  text_of(record, "layers/0/quoted/0/destination"));
	NAME("echo request", "layers/0/quoted/0/layers/0");
	CHECK_EQ(7, number_of(record, "layers/0/quoted/0/layers/0/sequence"));
	json_decref(record);
	make_error(SOCK6_ICMP_PARAMETER_PROBLEM, 40);
	record = packet_parse(&run, &p);
	CHECK_EQ(40, number_of(record, "layers/0/pointer"));
	CHECK_STR("erroneous header field encountered",
		  text_of(record, "layers/0/reason"));
	json_decref(record);
}

static void objects_behind_an_error_are_told(void)
{
	json_t *record;

	make_error(SOCK6_ICMP_TIME_EXCEEDED, 0);
	record = packet_parse(&run, &p);
	NAME("mpls label stack", "layers/0/objects/0");
	CHECK_EQ(16000, number_of(record, "layers/0/objects/0/labels/0/label"));
	CHECK(is_true(record, "layers/0/objects/0/labels/0/bottom"));
	CHECK_EQ(3,
		 number_of(record, "layers/0/objects/0/labels/0/time_to_live"));
	NAME("interface", "layers/0/objects/1");
	CHECK_STR("leaving", text_of(record, "layers/0/objects/1/role"));
	CHECK_STR("e\033[1m", text_of(record, "layers/0/objects/1/interface"));
	CHECK_EQ(3, number_of(record, "layers/0/objects/1/interface_index"));
	CHECK_EQ(1400, number_of(record, "layers/0/objects/1/mtu"));
	CHECK(strchr(run.output, '\033') == NULL);
	json_decref(record);
	run_tool(&run, "parse", packet_digits(&p), NULL);
	CHECK(strchr(run.output, '\033') == NULL);
	CHECK(strstr(run.output, " e\\x1b[1m ") != NULL);
}

static void an_extended_echo_names_its_interface(void)
{
	struct sock6_icmp_extension_identification key = {
		.key = SOCK6_ICMP_EXTENSION_BY_NAME, .size = 4, .value = "eth0"
	};
	unsigned char extension[64];
	struct sock6_icmp_message m = {
		.type = SOCK6_ICMP_EXTENDED_ECHO_REQUEST,
		.flags = SOCK6_ICMP_LOCAL,
		.identifier = 9,
		.extension = extension
	};
	json_t *record;

	m.extension_size = (size_t)sock6_icmp_extension_identification_append(
		extension, sizeof(extension), 0, &key);
	packet_message(&p, "2001:db8::1", "2001:db8::a", 64, message,
		       sock6_icmp_message_encode(message, sizeof(message), &m,
						 NULL, NULL));
	record = packet_parse(&run, &p);
	NAME("extended echo request", "layers/0");
	CHECK(is_true(record, "layers/0/local"));
	CHECK_STR("eth0", text_of(record, "layers/0/objects/0/interface"));
	json_decref(record);
}

static void make_report(void)
{
	struct in6_addr sources[2] = { in6("2001:db8::1"), in6("2001:db8::2") };
	struct sock6_mld_record records[2] = {
		{ .type = SOCK6_MLD_ALLOW_NEW_SOURCES,
		  .group = in6("ff3e::8000:1"),
		  .source_count = 2,
		  .sources = sources },
		{ .type = SOCK6_MLD_CHANGE_TO_EXCLUDE_MODE,
		  .group = in6("ff02::114") }
	};
	struct sock6_mld_message m = {
		.type = SOCK6_ICMP_VERSION_2_MULTICAST_LISTENER_REPORT,
		.version = 2,
		.record_count = 2
	};
	/* Hop-by-hop options with a router alert (RFC 2711). */
	static const unsigned char alert[] = { 58, 0, 5, 2, 0, 0, 1, 0 };
	int size = sock6_mld_encode(message, sizeof(message), &m, records, NULL,
				    NULL);

	packet_begin(&p, "fe80::a", "ff02::16", SOCK6_EXTENSION_HOP_BY_HOP, 1);
	packet_add(&p, alert, sizeof(alert));
	packet_add(&p, message, (size_t)size);
	packet_sum(&p, SOCK6_ICMP_PROTOCOL, SOCK6_HEADER_SIZE + 8, 2);
}

static void a_report_is_told_with_records_and_sources(void)
{
	json_t *record;

	make_report();
	record = packet_parse(&run, &p);
	NAME("hop-by-hop options", "layers/0");
	NAME("router_alert", "layers/0/options/0");
	CHECK_EQ(0, number_of(record, "layers/0/options/0/value"));
	NAME("allow_new_sources", "layers/1/records/0");
	CHECK_STR("ff3e::8000:1", text_of(record, "layers/1/records/0/group"));
	CHECK_STR("2001:db8::2",
		  text_of(record, "layers/1/records/0/sources/1"));
	NAME("change_to_exclude_mode", "layers/1/records/1");
	CHECK(member(record, "layers/1/warnings") == NULL);
	json_decref(record);
}

/* RFC 3590: before its address is known to be its own alone. */
static void a_host_without_an_address_may_report(void)
{
	json_t *record;

	make_report();
	memset(p.bytes + 8, 0, 16);
	packet_sum(&p, SOCK6_ICMP_PROTOCOL, SOCK6_HEADER_SIZE + 8, 2);
	record = packet_parse(&run, &p);
	CHECK_STR("::", text_of(record, "source"));
	CHECK_STR("right", text_of(record, "layers/1/checksum"));
	CHECK(member(record, "layers/1/warnings") == NULL);
	json_decref(record);
}

static void a_query_is_told_with_its_times(void)
{
	struct in6_addr source = in6("2001:db8::1");
	struct sock6_mld_record group = { .group = in6("ff3e::8000:1"),
					  .source_count = 1,
					  .sources = &source };
	struct sock6_mld_message m = {
		.type = SOCK6_ICMP_MULTICAST_LISTENER_QUERY,
		.version = 2,
		.suppress = 1,
		.robustness = 3,
		.record_count = 1,
		.response_delay = 10000,
		.query_interval = 125
	};
	json_t *record;

	packet_message(&p, "fe80::1", "ff02::1", 1, message,
		       sock6_mld_encode(message, sizeof(message), &m, &group,
					NULL, NULL));
	record = packet_parse(&run, &p);
	CHECK_EQ(10, number_of(record, "layers/0/response_delay"));
	CHECK_EQ(125, number_of(record, "layers/0/query_interval"));
	CHECK_EQ(3, number_of(record, "layers/0/robustness"));
	CHECK(is_true(record, "layers/0/suppress"));
	CHECK_STR("ff3e::8000:1", text_of(record, "layers/0/group"));
	CHECK_STR("2001:db8::1", text_of(record, "layers/0/sources/0"));
	CHECK_STR("to be dropped: there is no router alert",
		  text_of(record, "layers/0/warnings/0/text"));
	json_decref(record);
}

int main(void)
{
	RUN(a_router_advertisement_is_told_with_all_its_options);
	RUN(the_text_has_a_line_for_each_layer_and_option);
	RUN(neighbor_messages_tell_their_target_and_flags);
	RUN(errors_show_what_they_quote);
	RUN(objects_behind_an_error_are_told);
	RUN(an_extended_echo_names_its_interface);
	RUN(a_report_is_told_with_records_and_sources);
	RUN(a_host_without_an_address_may_report);
	RUN(a_query_is_told_with_its_times);
	return check_end();
}

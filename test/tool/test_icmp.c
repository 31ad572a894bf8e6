/* SPDX-License-Identifier: MIT */
/* sock6 icmp: what neighbours really say on a link, in words. */
#include "documented.h"
#include "sniffs.h"

static struct run run;
static unsigned char message[1280];

static int make_advertisement(const void *domains, size_t size)
{
	struct sock6_neighbor_message m = {
		.type = SOCK6_ICMP_ROUTER_ADVERTISEMENT,
		.hop_limit = 64,
		.flags = SOCK6_NEIGHBOR_OTHER,
		.router_lifetime = 1800
	};
	struct in6_addr server = lab_in6("2001:db8::53");
	struct sock6_neighbor_option options[] = {
		{ .type = SOCK6_NEIGHBOR_PREFIX,
		  .prefix_length = 64,
		  .flags = SOCK6_NEIGHBOR_AUTONOMOUS,
		  .lifetime = 60,
		  .prefix = lab_in6("2001:db8:9::") },
		{ .type = SOCK6_NEIGHBOR_DNS_SERVERS,
		  .lifetime = 600,
		  .data = &server,
		  .size = sizeof(server) },
		{ .type = SOCK6_NEIGHBOR_CAPTIVE_PORTAL,
		  .data = "http://\033]0;title\a\"\n",
		  .size = 19 },
		{ .type = SOCK6_NEIGHBOR_DNS_SEARCH,
		  .lifetime = 601,
		  .data = domains,
		  .size = size },
	};

	return sock6_neighbor_encode(message, sizeof(message), &m, options,
				     size ? 4 : 3, NULL, NULL);
}

static void a_router_advertisement_is_heard(void)
{
	json_t *record;

	REQUIRE(SNIFF(&run, "--json", "--expect", "ra"));
	send_message("ff02::1", "eth0", 255, message,
		     make_advertisement("", 0));
	heard_all(&run);
	record = heard_type(&run, SOCK6_ICMP_ROUTER_ADVERTISEMENT);
	CHECK_STR("fe80::a", text_of(record, "source"));
	CHECK_STR("ff02::1", text_of(record, "destination"));
	CHECK_STR("eth0", text_of(record, "interface"));
	CHECK_EQ(255, number_of(record, "hop_limit"));
	CHECK(is_true(record, "layers/0/other"));
	CHECK_STR("2001:db8:9::/64",
		  text_of(record, "layers/0/options/0/prefix"));
	CHECK_STR("2001:db8::53",
		  text_of(record, "layers/0/options/1/servers/0"));
	CHECK(member(record, "layers/0/warnings") == NULL);
	json_decref(record);
}

/* Domains, URIs and unknown bytes come from whoever is on the link. */
static void no_control_character_reaches_the_terminal(void)
{
	static const unsigned char domains[] = { 8,    '\033', '[',  '3',
						 '1',  'm',    0x9b, '\r',
						 '\n', 3,      'c',  'o',
						 'm',  0,      0,    0 };
	static const char *const modes[] = { "--hex", "--json" };

	for (int i = 0; i < 2; i++) {
		unsigned raw = 0;

		REQUIRE(SNIFF(&run, modes[i], "--expect", "ra"));
		send_message("ff02::1", "eth0", 255, message,
			     make_advertisement(domains, sizeof(domains)));
		heard_all(&run);
		for (size_t n = 0; n < run.output_size; n++) {
			unsigned char c = (unsigned char)run.output[n];

			raw += (c < 0x20 && c != '\n') || c >= 0x7f;
		}
		CHECK_EQ(0, raw);
		CHECK(strstr(run.output, "x1b]0;title") != NULL);
		CHECK(strstr(run.output, "027") != NULL);
	}
}

static void a_message_that_has_passed_a_router_is_suspected(void)
{
	json_t *record;

	REQUIRE(SNIFF(&run, "--json", "--expect", "ra"));
	send_message("ff02::1", "eth0", 64, message, make_advertisement("", 0));
	heard_all(&run);
	record = heard_type(&run, SOCK6_ICMP_ROUTER_ADVERTISEMENT);
	CHECK_STR("to be dropped: the hop limit is 64, not 255",
		  text_of(record, "layers/0/warnings/0/text"));
	CHECK_EQ(0, number_of(record, "malformed"));
	json_decref(record);
}

static void a_malformed_message_is_told_and_counted(void)
{
	static const unsigned char wrong[] = { 134, 0, 0, 0, 0, 0, 0, 0,
					       0,   0, 0, 0, 0, 0, 0, 0,
					       1,   9, 0, 0, 0, 0, 0, 0 };
	json_t *record;

	REQUIRE(SNIFF(&run, "--json", "--expect", "ra"));
	send_message("ff02::1", "eth0", 255, wrong, sizeof(wrong));
	heard_all(&run);
	record = heard_type(&run, SOCK6_ICMP_ROUTER_ADVERTISEMENT);
	CHECK_STR("the option ends behind the message",
		  text_of(record, "layers/0/problems/0/text"));
	CHECK_EQ(16, number_of(record, "layers/0/problems/0/offset"));
	json_decref(record);
	record = run_record(&run, "summary", 0);
	CHECK_EQ(1, number_of(record, "malformed"));
	json_decref(record);
}

/* Duplicate address detection asks from :: in a group of the address. */
static void a_new_address_is_heard_to_be_checked(void)
{
	json_t *record;

	REQUIRE(SNIFF(&run, "--json", "--accept", "ns", "--count", "1",
		      "--group", "ff02::1:ff00:77"));
	CHECK_EQ(0, lab_sysctl("a", "net/ipv6/conf/eth0/accept_dad", "1"));
	CHECK_EQ(0, lab_shell("a", "ip addr add 2001:db8:1::77/64 dev eth0"));
	heard_all(&run);
	lab_shell("a", "ip addr del 2001:db8:1::77/64 dev eth0");
	lab_sysctl("a", "net/ipv6/conf/eth0/accept_dad", "0");
	record = heard_type(&run, SOCK6_ICMP_NEIGHBOR_SOLICITATION);
	CHECK_STR("::", text_of(record, "source"));
	CHECK_STR("ff02::1:ff00:77", text_of(record, "destination"));
	CHECK_STR("2001:db8:1::77", text_of(record, "layers/0/target"));
	CHECK(member(record, "layers/0/warnings") == NULL);
	json_decref(record);
}

/* To a port where nobody listens. */
static void send_to_b(void)
{
	struct sockaddr_in6 peer = lab_peer("2001:db8:1::b", 9, 0);
	sock6_fd fd = lab_udp("a", "::", 0);

	CHECK_EQ(6, lab_send(fd, "closed", &peer, NULL));
	sock6_close(fd);
}

static void neighbors_are_heard_to_find_each_other(void)
{
	json_t *record;

	lab_shell("a", "ip neigh flush dev eth0");
	lab_shell("b", "ip neigh flush dev eth0");
	REQUIRE(SNIFF(&run, "--json", "--expect", "ns"));
	send_to_b();
	heard_all(&run);
	record = heard_type(&run, SOCK6_ICMP_NEIGHBOR_SOLICITATION);
	CHECK_STR("2001:db8:1::b", text_of(record, "layers/0/target"));
	CHECK_STR("source_link_layer",
		  text_of(record, "layers/0/options/0/name"));
	CHECK_EQ(17, strlen(text_of(record, "layers/0/options/0/address")));
	json_decref(record);
}

/* The record about a group in any report that was heard. */
static json_t *find_record(const char *group, const json_t **found)
{
	json_t *record;

	for (unsigned i = 0; (record = run_record(&run, "message", i)); i++) {
		const json_t *inner;
		size_t n;

		json_array_foreach(
			member(record, "layers/0/records"), n,
			inner) if (strcmp(group, text_of(inner, "group")) == 0)
		{
			*found = inner;
			return record;
		}
		json_decref(record);
	}
	*found = NULL;
	return NULL;
}

static void reports_of_sources_are_heard(void)
{
	struct in6_addr group = lab_in6("ff3e::8000:77");
	struct in6_addr source = lab_in6("2001:db8:1::b");
	sock6_fd fd = lab_udp("a", "::", 0);
	const json_t *found;
	json_t *record;

	REQUIRE(SNIFF(&run, "--json", "--accept", "mld"));
	CHECK_EQ(0, sock6_source_join(fd, lab_index("a", "eth0"), &group,
				      &source));
	CHECK(run_prints(&run, "ff3e::8000:77"));
	sock6_close(fd);
	run_signal(&run, 2);
	heard_all(&run);
	record = find_record("ff3e::8000:77", &found);
	CHECK_STR("ff02::16", text_of(record, "destination"));
	CHECK_EQ(1, number_of(record, "hop_limit"));
	CHECK_STR("allow_new_sources", text_of(found, "name"));
	CHECK_STR("2001:db8:1::b", text_of(found, "sources/0"));
	/* It has its router alert, and that was seen. */
	CHECK(member(record, "layers/0/warnings") == NULL);
	json_decref(record);
}

static void an_error_is_heard_with_what_it_quotes(void)
{
	static const char *const arguments[] = { "icmp", "--json", "--expect",
						 "unreachable", NULL };
	json_t *record;

	REQUIRE(sniff_on(&run, "a", arguments));
	send_to_b();
	heard_all(&run);
	record = heard_type(&run, SOCK6_ICMP_DESTINATION_UNREACHABLE);
	CHECK_STR("port unreachable", text_of(record, "layers/0/reason"));
	CHECK_STR("2001:db8:1::b",
		  text_of(record, "layers/0/quoted/0/destination"));
	CHECK_EQ(9, number_of(record, "layers/0/quoted/0/layers/0/"
				      "destination_port"));
	json_decref(record);
}

static void a_message_in_fragments_is_told_so(void)
{
	static unsigned char echo[1900] = { SOCK6_ICMP_ECHO_REQUEST };
	json_t *record;

	REQUIRE(SNIFF(&run, "--json", "--accept", "echo", "--count", "1"));
	send_message("ff02::1", "eth0", 64, echo, sizeof(echo));
	heard_all(&run);
	record = run_record(&run, "message", 0);
	CHECK_EQ(1900, number_of(record, "length"));
	CHECK(number_of(record, "fragment_size") > 0);
	json_decref(record);
}

static void every_member_is_in_the_manual(void)
{
	static const char *const pages[] = { "sock6-icmp.1", "sock6-parse.1",
					     NULL };

	REQUIRE(SNIFF(&run, "-jx", "--expect", "ra"));
	send_echo("eth0", 1);
	send_message("ff02::1", "eth0", 64, message, make_advertisement("", 0));
	heard_all(&run);
	check_documented(&run, pages);
}

int main(void)
{
	if (!lab_begin("pair"))
		return check_skip_all("lab.sh pair runs this program");
	RUN(a_router_advertisement_is_heard);
	RUN(no_control_character_reaches_the_terminal);
	RUN(a_message_that_has_passed_a_router_is_suspected);
	RUN(a_malformed_message_is_told_and_counted);
	RUN(a_new_address_is_heard_to_be_checked);
	RUN(neighbors_are_heard_to_find_each_other);
	RUN(reports_of_sources_are_heard);
	RUN(an_error_is_heard_with_what_it_quotes);
	RUN(a_message_in_fragments_is_told_so);
	RUN(every_member_is_in_the_manual);
	return check_end();
}

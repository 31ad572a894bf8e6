/* SPDX-License-Identifier: MIT */
/* The codec of multicast listener discovery against a switch that snoops: its
 * queries are read, and it believes reports that were written. */
#include "check.h"
#include "host.h"
#include "mld.h"

static struct packet packet;
static struct sock6_mld_message message;
static struct sock6_mld_record record;

static int is_query(const struct packet *candidate, const void *what)
{
	return candidate->protocol == IPPROTO_ICMPV6 &&
	       sock6_mld_decode(&message, candidate->payload,
				candidate->payload_size, &candidate->source,
				&candidate->destination) == 0 &&
	       message.type == 130 && message.version == *(const int *)what;
}

/* A switch asks at once when it begins to. */
static int make_it_ask(const char *version)
{
	static const char settings[] =
		"mcast_query_response_interval 200 mcast_query_interval 9000";
	char command[300];

	snprintf(command, sizeof(command),
		 "ip address replace fe80::53/64 dev br0 nodad && "
		 "ip link set br0 type bridge mcast_querier 0 && "
		 "ip link set br0 type bridge mcast_mld_version %s %s "
		 "mcast_querier 1",
		 version, settings);
	return lab_shell("switch", command) == 0;
}

static void queries_of_a_switch_are_read(void)
{
	int wire = capture_open("a", "eth0");

	for (int version = 2; version >= 1; version--) {
		size_t offset = 0;

		REQUIRE(make_it_ask(version == 2 ? "2" : "1"));
		REQUIRE(capture_find(wire, &packet, is_query, &version));
		CHECK_EQ(2000, message.response_delay);
		CHECK_EQ(version == 2 ? 90 : 0, message.query_interval);
		CHECK_EQ(0, message.suppress);
		CHECK_EQ(1, packet.hop_limit);
		CHECK_EQ(0, packet.router_alert);
		CHECK_EQ(1, sock6_mld_record_next(&message, &offset, &record));
		CHECK(sock6_address_is_unspecified(&record.group));
		CHECK_EQ(0, record.source_count);
	}
	sock6_close(wire);
}

static int switch_knows(const char *what)
{
	char command[200];

	snprintf(command, sizeof(command),
		 "bridge -d mdb show dev br0 | grep -q '%s'", what);
	return lab_shell("switch", command) == 0;
}

static void a_switch_believes_reports_that_were_written(void)
{
	struct in6_addr sources[2] = { lab_in6("2001:db8:9::1"),
				       lab_in6("2001:db8:9::2") };
	struct sock6_mld_message report = { .type = 143,
					    .version = 2,
					    .record_count = 2 };
	struct sock6_mld_record records[2] = {
		{ .type = SOCK6_MLD_CHANGE_TO_EXCLUDE_MODE,
		  .group = lab_in6("ff15::6:31") },
		{ .type = SOCK6_MLD_CHANGE_TO_INCLUDE_MODE,
		  .group = lab_in6("ff35::8000:31"),
		  .source_count = 2,
		  .sources = sources },
	};

	REQUIRE(make_it_ask("2"));
	CHECK(!switch_knows("port port-a grp ff15::6:31 "));
	/* Sent and received in one go: the switch works while it is sent. */
	REQUIRE_EQ(0, mld_send("a", "ff02::16", &report, records));
	CHECK(switch_knows("port port-a grp ff15::6:31 .*exclude"));
	CHECK(switch_knows("port port-a grp ff35::8000:31 .*src "
			   "2001:db8:9::1"));
	CHECK(switch_knows("port port-a grp ff35::8000:31 .*src "
			   "2001:db8:9::2"));
}

static void a_switch_of_version_1_believes_report_and_done(void)
{
	struct sock6_mld_message message_1 = { .type = 131,
					       .version = 1,
					       .record_count = 1 };
	struct sock6_mld_record group = { .group = lab_in6("ff15::6:32") };

	REQUIRE(make_it_ask("1"));
	CHECK_EQ(0, lab_shell("switch", "ip link set port-b type bridge_slave "
					"fastleave on"));
	REQUIRE_EQ(0, mld_send("b", "ff15::6:32", &message_1, &group));
	CHECK(switch_knows("port port-b grp ff15::6:32 "));
	message_1.type = 132;
	REQUIRE_EQ(0, mld_send("b", "ff02::2", &message_1, &group));
	CHECK(!switch_knows("port port-b grp ff15::6:32 "));
}

int main(void)
{
	if (!lab_begin("lan"))
		return check_skip_all("runs as: lab.sh lan -- test_mld_switch");
	RUN(queries_of_a_switch_are_read);
	RUN(a_switch_believes_reports_that_were_written);
	RUN(a_switch_of_version_1_believes_report_and_done);
	return check_end();
}

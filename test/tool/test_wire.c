/* SPDX-License-Identifier: MIT */
/* Every value between two hosts, as send gives it and listen tells it. */
#include "hosts.h"

static struct run run;

static void values_of_a_unicast_datagram_come_over_the_wire(void)
{
	json_t *record;

	REQUIRE(LISTEN(&run, "[2001:db8:1::b]:5000", "--count", "1"));
	REQUIRE(SEND("[2001:db8:1::b]:5000", "--from", "[2001:db8:1::a2]:4000",
		     "--tclass", "cs5+ect0", "--hops", "7", "--flow", "0x54321",
		     "--payload", "hello"));
	heard_all(&run);
	record = run_record(&run, "datagram", 0);
	REQUIRE(record != NULL);
	CHECK_STR("2001:db8:1::a2", record_text(record, "source"));
	CHECK_EQ(4000, record_number(record, "source_port"));
	CHECK_STR("2001:db8:1::b", record_text(record, "destination"));
	CHECK_EQ(5000, record_number(record, "destination_port"));
	CHECK_STR("eth0", record_text(record, "interface"));
	CHECK_EQ(lab_index("b", "eth0"),
		 record_number(record, "interface_index"));
	CHECK_EQ(0xa2, record_number(record, "traffic_class"));
	CHECK_STR("cs5", record_text(record, "dscp"));
	CHECK_STR("ect0", record_text(record, "ecn"));
	CHECK_EQ(7, record_number(record, "hop_limit"));
	CHECK_EQ(0x54321, record_number(record, "flow_label"));
	CHECK_EQ(5, record_number(record, "length"));
	CHECK_STR("hello", record_text(record, "text"));
	json_decref(record);
}

static void values_of_a_multicast_datagram_come_over_the_wire(void)
{
	json_t *record;

	REQUIRE(LISTEN(&run, "ff02::114%eth1", "--count", "1"));
	REQUIRE(SEND("ff02::114%eth1", "--tclass", "ef", "--hops", "255",
		     "--payload", "hello"));
	heard_all(&run);
	record = run_record(&run, "datagram", 0);
	REQUIRE(record != NULL);
	CHECK_STR("fe80::a%eth1", record_text(record, "source"));
	CHECK_STR("ff02::114", record_text(record, "destination"));
	CHECK_EQ(1024, record_number(record, "destination_port"));
	CHECK_STR("eth1", record_text(record, "interface"));
	CHECK_STR("ef", record_text(record, "dscp"));
	CHECK_STR("not-ect", record_text(record, "ecn"));
	CHECK_EQ(255, record_number(record, "hop_limit"));
	CHECK_STR("hello", record_text(record, "text"));
	json_decref(record);
}

static void values_of_an_ipv4_datagram_come_over_the_wire(void)
{
	json_t *record;

	REQUIRE(LISTEN(&run, "5000", "--count", "1"));
	REQUIRE(SEND("192.0.2.2:5000", "--tclass", "af11+ce", "--hops", "3"));
	heard_all(&run);
	record = run_record(&run, "datagram", 0);
	REQUIRE(record != NULL);
	CHECK_STR("::ffff:192.0.2.1", record_text(record, "source"));
	CHECK_STR("::ffff:192.0.2.2", record_text(record, "destination"));
	CHECK_STR("eth0", record_text(record, "interface"));
	CHECK_STR("af11", record_text(record, "dscp"));
	CHECK_STR("ce", record_text(record, "ecn"));
	CHECK_EQ(3, record_number(record, "hop_limit"));
	json_decref(record);
}

static void a_datagram_that_came_in_fragments_tells_their_size(void)
{
	json_t *record;

	REQUIRE(LISTEN(&run, "5000", "--count", "1"));
	REQUIRE(SEND("[2001:db8:1::b]:5000", "--size", "65527"));
	heard_all(&run);
	record = run_record(&run, "datagram", 0);
	REQUIRE(record != NULL);
	CHECK_EQ(65527, record_number(record, "length"));
	CHECK(record_number(record, "fragment_size") > 1280 &&
	      record_number(record, "fragment_size") <= 1500);
	json_decref(record);
}

int main(void)
{
	if (!lab_begin("pair"))
		return check_skip_all("lab.sh pair runs this program");
	RUN(values_of_a_unicast_datagram_come_over_the_wire);
	RUN(values_of_a_multicast_datagram_come_over_the_wire);
	RUN(values_of_an_ipv4_datagram_come_over_the_wire);
	RUN(a_datagram_that_came_in_fragments_tells_their_size);
	return check_end();
}

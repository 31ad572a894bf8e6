/* SPDX-License-Identifier: MIT */
/* The self-test and the probe, on a host whose links are watched: nothing
 * leaves it. */
#include "capture.h"
#include "hosts.h"

#define MARKER 20077

static struct run run;
static struct packet packet;

/* Neighbour discovery and MLD go on by themselves (RFC 4861, RFC 3810). */
static int is_housekeeping(void)
{
	const uint8_t type = packet.payload_size ? packet.payload[0] : 0;

	return packet.protocol == 58 &&
	       ((type >= 130 && type <= 136) || type == 143);
}

/* A group of interface-local scope, anywhere in the packet. */
static int names_local_group(void)
{
	for (size_t i = 0; i + 1 < packet.payload_size; i++)
		if (packet.payload[i] == 0xff &&
		    (packet.payload[i + 1] == 0x11 ||
		     packet.payload[i + 1] == 0x31))
			return 1;
	return packet.destination.s6_addr[0] == 0xff &&
	       (packet.destination.s6_addr[1] & 0xf) == 1;
}

static int is_marker(void)
{
	return packet.protocol == 17 && packet.destination_port == MARKER;
}

/* Everything up to the marker that was sent after the self-test. */
static void watch(int wire, const char *destination)
{
	struct sockaddr_in6 peer = lab_peer(destination, MARKER, 0);
	sock6_fd fd = lab_udp("a", "::", 0);
	unsigned strange = 0;

	CHECK_EQ(6, lab_send(fd, "marker", &peer, NULL));
	sock6_close(fd);
	for (;;) {
		REQUIRE(capture_next(wire, &packet,
				     sock6_now() + LAB_PATIENCE));
		if (is_marker())
			break;
		if (!is_housekeeping() || names_local_group()) {
			strange++;
			printf("# protocol %u, %zu bytes\n", packet.protocol,
			       packet.payload_size);
		}
	}
	CHECK_EQ(0, strange);
}

/* Runs the command, and then looks at what has come to the other host. */
static json_t *run_watched(const char *const arguments[])
{
	int wires[2] = { capture_open("b", "eth0"), capture_open("b", "eth1") };

	run_start(&run, on_host, "a", arguments);
	run_finish(&run);
	CHECK_EQ(0, run.end);
	watch(wires[0], "2001:db8:1::b");
	watch(wires[1], "2001:db8:2::b");
	sock6_close(wires[0]);
	sock6_close(wires[1]);
	return run_record(&run, "summary", 0);
}

static void nothing_of_the_self_test_leaves_the_host(void)
{
	const char *const arguments[] = { "selftest", "--json", NULL };
	json_t *summary = run_watched(arguments);

	CHECK_EQ(0, record_number(summary, "skipped"));
	CHECK_EQ(0, record_number(summary, "failed"));
	json_decref(summary);
}

static void nothing_of_the_probe_leaves_the_host(void)
{
	const char *const arguments[] = { "caps", "--json", NULL };
	json_t *summary = run_watched(arguments);

	CHECK(record_number(summary, "working") > 80);
	CHECK_EQ(0, record_number(summary, "refused"));
	json_decref(summary);
}

int main(void)
{
	if (!lab_begin("pair"))
		return check_skip_all("lab.sh pair runs this program");
	RUN(nothing_of_the_self_test_leaves_the_host);
	RUN(nothing_of_the_probe_leaves_the_host);
	return check_end();
}

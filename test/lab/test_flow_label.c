/* SPDX-License-Identifier: MIT */
/* Flow labels on the wire: leased ones, reflected ones, and what an exclusive
 * lease does to everybody else. */
#include <unistd.h>

#include "capture.h"
#include "check.h"
#include "host.h"

/* IPV6_FLOWLABEL_MGR with a lease that excludes others, which the library does
 * not take. */
struct lease {
	struct in6_addr destination;
	uint32_t label;
	uint8_t action, share;
	uint16_t flags, expires, linger;
	uint32_t padding;
};

#define FLOW_LABEL_MANAGER 32
#define EXCLUSIVE          1
#define CREATE             1

static struct packet packet;

static int send_labelled(sock6_fd fd, uint32_t label)
{
	struct sock6_control control = { .fields = SOCK6_FLOW_LABEL,
					 .flow_label = label };
	struct sockaddr_in6 peer = lab_peer("2001:db8:1::b", LAB_PORT, 0);

	return lab_send(fd, "label", &peer, &control);
}

static void a_leased_label_is_on_the_wire(void)
{
	struct in6_addr b = lab_in6("2001:db8:1::b");
	int wire = capture_open("b", "eth0");
	sock6_fd fd = lab_udp("a", "::", 0);
	uint32_t label = 0;

	REQUIRE_EQ(0, sock6_flow_label_lease(fd, &b, &label));
	CHECK_EQ(5, send_labelled(fd, label));
	CHECK(capture_udp(wire, &packet, LAB_PORT));
	CHECK_EQ(label, packet.flow_label);
	sock6_close(fd);
	sock6_close(wire);
}

static void one_exclusive_lease_forbids_all_unleased_labels(void)
{
	struct lease lease = { .destination = lab_in6("2001:db8:1::b"),
			       .label = htonl(0x12345),
			       .share = EXCLUSIVE,
			       .flags = CREATE };
	sock6_fd greedy = lab_udp("a", "::", 0), fd = lab_udp("a", "::", 0);
	struct in6_addr b = lab_in6("2001:db8:1::b");
	uint32_t label = 0x54321, taken = 0x12345;

	CHECK_EQ(5, send_labelled(fd, label));
	REQUIRE_EQ(0, setsockopt(greedy, IPPROTO_IPV6, FLOW_LABEL_MANAGER,
				 &lease, sizeof(lease)));
	CHECK_EQ(-EINVAL, send_labelled(fd, label));
	CHECK_EQ(0, sock6_flow_label_lease(fd, &b, &label));
	CHECK_EQ(5, send_labelled(fd, label));
	CHECK_EQ(-EPERM, sock6_flow_label_lease(fd, &b, &taken));
	sock6_close(greedy);
	/* It lingers, though its socket is closed. */
	CHECK_EQ(-EPERM, sock6_flow_label_lease(fd, &b, &taken));
	sock6_close(fd);
}

/* A TCP segment that leaves b with this byte at its end. */
static int ends_with(const struct packet *candidate, const void *what)
{
	return candidate->protocol == IPPROTO_TCP && candidate->payload_size &&
	       candidate->payload[candidate->payload_size - 1] ==
		       *(const uint8_t *)what;
}

static sock6_fd connect_with_label(const char *host, uint32_t label)
{
	struct sockaddr_in6 to = lab_peer("2001:db8:1::b", LAB_PORT, 0);
	sock6_fd fd;

	lab_enter(host);
	fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
	to.sin6_flowinfo = htonl(label);
	CHECK_EQ(0, sock6_set(fd, SOCK6_OPT_FLOW_INFO_SEND, 1));
	CHECK_EQ(0, connect(fd, (struct sockaddr *)&to, sizeof(to)));
	return fd;
}

static void a_tcp_socket_answers_with_the_label_that_came(void)
{
	struct sockaddr_in6 local = lab_peer("::", LAB_PORT, 0);
	sock6_fd server, client, accepted;
	uint32_t remote = 0;
	uint8_t byte = 0xa7;
	int wire;

	REQUIRE_EQ(0, lab_sysctl("b", "net/ipv6/flowlabel_consistency", "0"));
	lab_enter("b");
	REQUIRE_EQ(0, sock6_tcp_listen(&server, &local, 4, 0));
	CHECK_EQ(-ESRCH, sock6_flow_label_reflect(server, 0));
	REQUIRE_EQ(0, sock6_flow_label_reflect(server, 1));
	client = connect_with_label("a", 0x2468a);
	wire = capture_open("a", "eth0");
	REQUIRE(sock6_wait(server, SOCK6_READABLE, sock6_now() + LAB_PATIENCE) >
		0);
	accepted = accept(server, NULL, NULL);
	CHECK_EQ(1, write(accepted, &byte, 1));
	REQUIRE(capture_find(wire, &packet, ends_with, &byte));
	CHECK_EQ(0x2468a, packet.flow_label);
	CHECK_EQ(0, sock6_flow_label_remote(accepted, &remote));
	CHECK_EQ(0x2468a, remote);
	CHECK_EQ(0, sock6_flow_label_reflect(server, 0));
	sock6_close(accepted);
	sock6_close(client);
	sock6_close(server);
	sock6_close(wire);
}

static void reflection_is_the_administrators_to_allow(void)
{
	struct sockaddr_in6 local = lab_peer("::", LAB_PORT, 0);
	sock6_fd server, udp = lab_udp("b", "::", 0);

	REQUIRE_EQ(0, lab_sysctl("b", "net/ipv6/flowlabel_consistency", "1"));
	lab_enter("b");
	REQUIRE_EQ(0, sock6_tcp_listen(&server, &local, 4, 0));
	CHECK_EQ(-EPERM, sock6_flow_label_reflect(server, 1));
	REQUIRE_EQ(0, lab_sysctl("b", "net/ipv6/flowlabel_consistency", "0"));
	lab_enter("b");
	CHECK_EQ(-ENOPROTOOPT, sock6_flow_label_reflect(udp, 1));
	sock6_close(server);
	sock6_close(udp);
}

int main(void)
{
	if (!lab_begin("pair"))
		return check_skip_all(
			"runs as: lab.sh pair -- test_flow_label");
	RUN(a_leased_label_is_on_the_wire);
	RUN(a_tcp_socket_answers_with_the_label_that_came);
	RUN(reflection_is_the_administrators_to_allow);
	/* The last, as what it leaves behind lingers. */
	RUN(one_exclusive_lease_forbids_all_unleased_labels);
	return check_end();
}

/* SPDX-License-Identifier: MIT */
/* Batches to IPv6 and IPv4-mapped peers at once: each peer's datagrams carry
 * the values in its own family, and a dual-stack receiver is told them. */
#include "traffic.h"

#define COUNT 90
#define GROUP 5 /* neighbours of one peer and one control */
#define TOLD                                                         \
	(SOCK6_TRAFFIC_CLASS | SOCK6_HOP_LIMIT | SOCK6_DESTINATION | \
	 SOCK6_INTERFACE)

static sock6_fd sender, receiver;
static struct sockaddr_in6 peers[2];
static uint32_t loopback;
static struct sock6_message messages[COUNT];
static struct sock6_control controls[COUNT];
static unsigned char bytes[COUNT];

static int begin(void)
{
	sender = udp_at("::", SOCK6_DUAL_STACK);
	receiver = udp_at("::", SOCK6_DUAL_STACK);
	peers[0] = address_of("::1");
	peers[1] = address_of("::ffff:127.0.0.1");
	for (int i = 0; i < 2; i++)
		peers[i].sin6_port = local_of(receiver).sin6_port;
	return sender != SOCK6_INVALID && receiver != SOCK6_INVALID &&
	       sock6_interface_index(&loopback, "lo") == 0 &&
	       sock6_control_request(receiver, TOLD, NULL) == 0;
}

static void end(void)
{
	sock6_close(sender);
	sock6_close(receiver);
}

static int family_of(unsigned number)
{
	return number / GROUP % 2;
}

/* Both families in turn, each with these fields. */
static void make_batch(uint64_t fields)
{
	for (unsigned i = 0; i < COUNT; i++) {
		unsigned group = i / GROUP;

		bytes[i] = (unsigned char)i;
		controls[i] = (struct sock6_control){
			.fields = fields,
			.traffic_class = (uint8_t)(group * 11),
			.hop_limit = (uint8_t)(group + 1),
			.ifindex = loopback,
			.source = peers[family_of(i)].sin6_addr
		};
		messages[i] = outgoing(&bytes[i], 1, &peers[family_of(i)],
				       &controls[i]);
	}
}

static void check_arrive(uint64_t fields)
{
	for (unsigned i = 0; i < COUNT; i++) {
		struct sock6_control got;
		unsigned char room;
		struct sock6_message in = incoming(&room, 1, &got);
		const struct sockaddr_in6 *peer = &peers[family_of(i)];

		REQUIRE_EQ(1, receive_soon(receiver, &in));
		REQUIRE_EQ(i, room);
		CHECK_EQ(TOLD, got.fields);
		CHECK_EQ(fields & SOCK6_TRAFFIC_CLASS
				 ? controls[i].traffic_class
				 : 0,
			 got.traffic_class);
		CHECK_EQ(fields & SOCK6_HOP_LIMIT ? controls[i].hop_limit : 64,
			 got.hop_limit);
		CHECK_EQ(loopback, got.ifindex);
		CHECK_MEM(&peer->sin6_addr, &got.destination, 16);
		CHECK_MEM(&peer->sin6_addr, &in.peer.sin6_addr, 16);
	}
}

static void check_batch(struct sock6_io *io, uint64_t fields)
{
	make_batch(fields);
	CHECK_EQ(COUNT, sock6_send_batch(sender, io, messages, COUNT, 0));
	check_arrive(fields);
}

static const uint64_t sets[] = { 0,
				 SOCK6_TRAFFIC_CLASS,
				 SOCK6_HOP_LIMIT,
				 SOCK6_SOURCE,
				 SOCK6_INTERFACE,
				 SOCK6_SOURCE | SOCK6_INTERFACE,
				 SOCK6_TRAFFIC_CLASS | SOCK6_HOP_LIMIT |
					 SOCK6_SOURCE | SOCK6_INTERFACE };
enum { SETS = sizeof(sets) / sizeof(sets[0]) };

static void both_families_leave_in_one_call_with_their_values(void)
{
	REQUIRE(begin());
	for (int i = 0; i < SETS; i++)
		check_batch(NULL, sets[i]);
	end();
}

static void so_they_do_coalesced(void)
{
	struct sock6_io io = { .off = 0 };

	REQUIRE(begin());
	for (int i = 0; i < SETS; i++)
		check_batch(&io, sets[i]);
	CHECK_EQ(SETS * COUNT, io.coalesced);
	CHECK_EQ(0, io.resent);
	CHECK_EQ(0, io.reason);
	end();
}

static void so_they_do_one_call_each(void)
{
	struct sock6_io io = { .off = SOCK6_COALESCE | SOCK6_MANY };

	REQUIRE(begin());
	for (int i = 0; i < SETS; i++)
		check_batch(&io, sets[i]);
	end();
}

static void one_control_serves_both_families(void)
{
	struct sock6_io io = { .off = 0 };

	REQUIRE(begin());
	make_batch(SOCK6_TRAFFIC_CLASS | SOCK6_HOP_LIMIT | SOCK6_INTERFACE);
	for (unsigned i = 0; i < COUNT; i++) {
		controls[i] = controls[0];
		messages[i].control = &controls[0];
	}
	CHECK_EQ(COUNT, sock6_send_batch(sender, &io, messages, COUNT, 0));
	check_arrive(controls[0].fields);
	end();
}

/* The one message is at fault, not those around it. */
static void a_source_of_the_other_family_is_refused(void)
{
	REQUIRE(begin());
	make_batch(SOCK6_SOURCE);
	controls[7].source = peers[0].sin6_addr;
	CHECK_EQ(7, sock6_send_batch(sender, NULL, messages, COUNT, 0));
	CHECK_EQ(-EINVAL,
		 sock6_send_batch(sender, NULL, messages + 7, COUNT - 7, 0));
	controls[7].source = peers[1].sin6_addr;
	CHECK_EQ(COUNT - 7,
		 sock6_send_batch(sender, NULL, messages + 7, COUNT - 7, 0));
	check_arrive(SOCK6_SOURCE);
	end();
}

/* The receiver's runs are of one family and one set of values each. */
static void runs_of_both_families_are_received_as_runs(void)
{
	static unsigned char rooms[COUNT / GROUP][65535];
	struct sock6_control got[COUNT / GROUP];
	struct sock6_message in[COUNT / GROUP];
	struct sock6_io io = { .off = 0 };
	unsigned number = 0;
	int count;

	REQUIRE(begin());
	CHECK_EQ(0, sock6_set(receiver, SOCK6_OPT_RECEIVE_COALESCING, 1));
	make_batch(SOCK6_TRAFFIC_CLASS | SOCK6_HOP_LIMIT);
	CHECK_EQ(COUNT, sock6_send_batch(sender, &io, messages, COUNT, 0));
	for (unsigned i = 0; i < COUNT / GROUP; i++)
		in[i] = incoming(rooms[i], 65535, &got[i]);
	CHECK_EQ(SOCK6_READABLE,
		 sock6_wait(receiver, SOCK6_READABLE, sock6_now() + PATIENCE));
	count = sock6_receive_batch(receiver, NULL, in, COUNT / GROUP, 0);
	CHECK_EQ(COUNT / GROUP, count);
	for (int i = 0; i < count; i++) {
		struct sock6_buffer view;
		size_t offset = 0;

		CHECK_EQ(1, in[i].segment_size);
		CHECK_EQ(i * 11, got[i].traffic_class);
		CHECK_EQ(i + 1, got[i].hop_limit);
		while (sock6_message_next(&in[i], &offset, &view))
			CHECK_EQ(number++, *(unsigned char *)view.data);
	}
	CHECK_EQ(COUNT, number);
	end();
}

int main(void)
{
	if (no_sockets())
		return check_skip_all(no_sockets());
	if (!begin())
		return check_skip_all("no dual-stack sockets on loopback");
	end();
	stay_on_one_processor();
	RUN(both_families_leave_in_one_call_with_their_values);
	RUN(so_they_do_coalesced);
	RUN(so_they_do_one_call_each);
	RUN(one_control_serves_both_families);
	RUN(a_source_of_the_other_family_is_refused);
	RUN(runs_of_both_families_are_received_as_runs);
	return check_end();
}

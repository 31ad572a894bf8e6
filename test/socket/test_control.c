/* SPDX-License-Identifier: MIT */
/* Asking for what travels beside a datagram: the whole set, or none of it. */
#include "sockets.h"

/* The switches of the socket, by the fields that ask for them. */
static const struct {
	uint64_t field;
	int option;
} switches[] = {
	{ SOCK6_DESTINATION, SOCK6_OPT_RECEIVE_PACKET_INFO },
	{ SOCK6_INTERFACE, SOCK6_OPT_RECEIVE_PACKET_INFO },
	{ SOCK6_TRAFFIC_CLASS, SOCK6_OPT_RECEIVE_TRAFFIC_CLASS },
	{ SOCK6_TRAFFIC_CLASS, SOCK6_OPT_IPV4_RECEIVE_TYPE_OF_SERVICE },
	{ SOCK6_HOP_LIMIT, SOCK6_OPT_RECEIVE_HOP_LIMIT },
	{ SOCK6_HOP_LIMIT, SOCK6_OPT_IPV4_RECEIVE_TIME_TO_LIVE },
	{ SOCK6_FLOW_LABEL, SOCK6_OPT_RECEIVE_FLOW_INFO },
	{ SOCK6_PATH_MTU, SOCK6_OPT_RECEIVE_PATH_MTU },
	{ SOCK6_FRAGMENT_SIZE, SOCK6_OPT_RECEIVE_FRAGMENT_SIZE },
	{ SOCK6_RECEIVED, SOCK6_OPT_RECEIVE_TIME },
	{ SOCK6_DROPS, SOCK6_OPT_RECEIVE_DROPS },
};

#define SWITCHES (sizeof(switches) / sizeof(switches[0]))

/* Those that every kernel of today grants to everyone. */
#define COMMON                                                       \
	(SOCK6_TRAFFIC_CLASS | SOCK6_HOP_LIMIT | SOCK6_DESTINATION | \
	 SOCK6_INTERFACE | SOCK6_FLOW_LABEL | SOCK6_PATH_MTU |       \
	 SOCK6_FRAGMENT_SIZE | SOCK6_RECEIVED | SOCK6_DROPS)

static int is_on(sock6_fd fd, int option)
{
	int64_t value = 0;

	CHECK_EQ(0, sock6_get(fd, option, &value));
	return value != 0;
}

static void check_switches(sock6_fd fd, uint64_t fields)
{
	for (size_t i = 0; i < SWITCHES; i++) {
		int wanted = 0;

		for (size_t j = 0; j < SWITCHES; j++)
			if (switches[j].option == switches[i].option)
				wanted |= (switches[j].field & fields) != 0;
		if (!CHECK_EQ(wanted, is_on(fd, switches[i].option)))
			printf("# option %d\n", switches[i].option);
	}
}

static void the_whole_set_is_declared_each_time(void)
{
	sock6_fd fd = udp_at("::", SOCK6_DUAL_STACK);

	for (unsigned bits = 0; bits < 1u << 14; bits += 7) {
		uint64_t fields = bits & COMMON;

		CHECK_EQ(0, sock6_control_request(fd, fields, NULL));
		check_switches(fd, fields);
	}
	CHECK_EQ(0, sock6_control_request(fd, 0, NULL));
	check_switches(fd, 0);
	sock6_close(fd);
}

static void one_of_two_fields_of_a_switch_keeps_it_on(void)
{
	sock6_fd fd = udp_at("::1", 0);

	CHECK_EQ(0, sock6_control_request(
			    fd, SOCK6_DESTINATION | SOCK6_INTERFACE, NULL));
	CHECK_EQ(0, sock6_control_request(fd, SOCK6_INTERFACE, NULL));
	CHECK(is_on(fd, SOCK6_OPT_RECEIVE_PACKET_INFO));
	CHECK_EQ(0, sock6_control_request(fd, SOCK6_DESTINATION, NULL));
	CHECK(is_on(fd, SOCK6_OPT_RECEIVE_PACKET_INFO));
	CHECK_EQ(0, sock6_control_request(fd, SOCK6_HOP_LIMIT, NULL));
	CHECK(!is_on(fd, SOCK6_OPT_RECEIVE_PACKET_INFO));
	sock6_close(fd);
}

static void every_field_that_can_be_had_is_granted(void)
{
	sock6_fd fd = udp_at("::1", 0);
	uint64_t granted = 0;

	CHECK_EQ(0, sock6_control_request(fd, COMMON, &granted));
	CHECK_EQ(COMMON, granted);
	granted = 0;
	CHECK_EQ(0, sock6_control_request(fd, SOCK6_CONTROL_RECEIVE, &granted));
	CHECK_EQ(COMMON, granted & COMMON);
	CHECK_EQ(0, granted & ~SOCK6_CONTROL_RECEIVE);
	CHECK_EQ(0, sock6_control_request(fd, granted, NULL));
	sock6_close(fd);
}

static void fields_that_cannot_be_asked_for_are_refused(void)
{
	sock6_fd fd = udp_at("::1", 0);
	uint64_t granted = 77;

	CHECK_EQ(0, sock6_control_request(fd, SOCK6_HOP_LIMIT, NULL));
	for (unsigned bit = 0; bit < 64; bit++) {
		uint64_t field = UINT64_C(1) << bit;

		if (field & SOCK6_CONTROL_RECEIVE)
			continue;
		CHECK_EQ(-EINVAL, sock6_control_request(fd, field, NULL));
		CHECK_EQ(-EINVAL,
			 sock6_control_request(fd, field | SOCK6_TRAFFIC_CLASS,
					       &granted));
	}
	CHECK_EQ(77, granted);
	check_switches(fd, SOCK6_HOP_LIMIT);
	sock6_close(fd);
}

/* On many kernels the packet mark asks for a privilege; without one the request
 * fails late, when other switches are on already. */
static void a_request_that_fails_puts_the_switches_back(void)
{
	sock6_fd fd = udp_at("::1", 0);
	const uint64_t before = SOCK6_HOP_LIMIT | SOCK6_RECEIVED;
	uint64_t granted = 77;
	int status;

	CHECK_EQ(0, sock6_control_request(fd, before, NULL));
	status = sock6_control_request(fd, SOCK6_CONTROL_RECEIVE, NULL);
	if (status == 0) {
		sock6_close(fd);
		SKIP("this kernel grants this process every field");
	}
	CHECK(status == -EPERM || status == -ENOPROTOOPT);
	check_switches(fd, before);
	CHECK_EQ(0, sock6_control_request(fd, SOCK6_CONTROL_RECEIVE, &granted));
	CHECK_EQ(COMMON, granted & COMMON);
	CHECK_EQ(0, granted & SOCK6_MARK);
	sock6_close(fd);
}

static void a_raw_socket_has_its_ipv6_switches(void)
{
	sock6_fd fd;
	int64_t value;
	int status = sock6_raw_open(&fd, 253, NULL, 0);

	if (status == -EPERM)
		SKIP("raw sockets need a privilege");
	REQUIRE_EQ(0, status);
	CHECK_EQ(0, sock6_control_request(fd, COMMON, NULL));
	CHECK(is_on(fd, SOCK6_OPT_RECEIVE_HOP_LIMIT));
	CHECK(is_on(fd, SOCK6_OPT_RECEIVE_TRAFFIC_CLASS));
	CHECK_EQ(-ENOPROTOOPT,
		 sock6_get(fd, SOCK6_OPT_IPV4_RECEIVE_TIME_TO_LIVE, &value));
	CHECK_EQ(0, sock6_control_request(fd, 0, NULL));
	CHECK(!is_on(fd, SOCK6_OPT_RECEIVE_HOP_LIMIT));
	sock6_close(fd);
}

static void a_descriptor_that_is_no_ipv6_socket_is_refused(void)
{
	int ipv4 = socket(AF_INET, SOCK_DGRAM, 0);
	int file = open("/dev/null", O_RDONLY);
	uint64_t granted = 77;

	REQUIRE(ipv4 >= 0 && file >= 0);
	CHECK_EQ(-ENOPROTOOPT,
		 sock6_control_request(ipv4, SOCK6_RECEIVED, NULL));
	CHECK_EQ(-ENOPROTOOPT,
		 sock6_control_request(ipv4, SOCK6_RECEIVED, &granted));
	CHECK_EQ(-ENOTSOCK,
		 sock6_control_request(file, SOCK6_RECEIVED, &granted));
	CHECK_EQ(-EBADF, sock6_control_request(SOCK6_INVALID, SOCK6_RECEIVED,
					       &granted));
	CHECK_EQ(-EBADF, sock6_control_request(SOCK6_INVALID, 0, NULL));
	CHECK_EQ(77, granted);
	close(ipv4);
	close(file);
}

/* Every field that was asked for comes with the datagram, and no other. */
static void what_was_asked_for_comes_and_nothing_else(void)
{
	static const uint64_t each[] = {
		SOCK6_TRAFFIC_CLASS, SOCK6_HOP_LIMIT,
		SOCK6_FLOW_LABEL,    SOCK6_DESTINATION | SOCK6_INTERFACE,
		SOCK6_RECEIVED,
	};
	struct pair pair;

	REQUIRE(pair_open(&pair));
	CHECK_EQ(0, sock6_set(pair.sender, SOCK6_OPT_TRAFFIC_CLASS, 0x28));
	for (unsigned set = 0; set < 32; set++) {
		struct sock6_control control;
		struct sock6_message message = incoming(NULL, 0, &control);
		uint64_t fields = 0;

		for (unsigned i = 0; i < 5; i++)
			if (set >> i & 1)
				fields |= each[i];
		memset(&control, 0xee, sizeof(control));
		CHECK_EQ(0, sock6_control_request(pair.receiver, fields, NULL));
		CHECK_EQ(0, send_text(pair.sender, "", &pair.to, NULL));
		CHECK_EQ(0, receive_soon(pair.receiver, &message));
		/* A first time stamp may be missing while the kernel turns
		 * them on, and a label of 0 is not told. */
		CHECK_EQ(fields & ~(SOCK6_RECEIVED | SOCK6_FLOW_LABEL),
			 control.fields & ~(SOCK6_RECEIVED | SOCK6_FLOW_LABEL));
		CHECK_EQ(0, control.fields & ~fields);
		CHECK_EQ(0, message.flags);
	}
	pair_close(&pair);
}

static void the_time_of_arrival_is_the_real_time(void)
{
	struct pair pair;
	struct sock6_control control;
	struct sock6_message message = incoming(NULL, 0, &control);
	struct timespec now;
	int64_t age = -1;

	REQUIRE(pair_open(&pair));
	CHECK_EQ(0, sock6_control_request(pair.receiver, SOCK6_RECEIVED, NULL));
	for (int tries = 0; tries < 1000; tries++) {
		CHECK_EQ(0, send_text(pair.sender, "", &pair.to, NULL));
		REQUIRE_EQ(0, receive_soon(pair.receiver, &message));
		if (control.fields & SOCK6_RECEIVED)
			break;
	}
	REQUIRE_EQ(SOCK6_RECEIVED, control.fields);
	CHECK_EQ(0, clock_gettime(CLOCK_REALTIME, &now));
	age = (int64_t)now.tv_sec * 1000000000 + now.tv_nsec - control.received;
	CHECK(age >= 0 && age < PATIENCE);
	pair_close(&pair);
}

static void lost_datagrams_are_counted(void)
{
	struct pair pair;
	struct sock6_control control = { 0 };
	char room[2000] = { 0 };
	struct sock6_message message;
	int sent = 0;

	REQUIRE(pair_open(&pair));
	CHECK_EQ(0, sock6_set(pair.receiver, SOCK6_OPT_RECEIVE_BUFFER, 4096));
	CHECK_EQ(0, sock6_control_request(pair.receiver, SOCK6_DROPS, NULL));
	message = outgoing(room, sizeof(room), &pair.to, NULL);
	for (; sent < 100; sent++)
		CHECK_EQ(sizeof(room), sock6_send(pair.sender, &message, 0));
	message = incoming(room, sizeof(room), &control);
	while (sock6_receive(pair.receiver, &message, SOCK6_DONT_WAIT) >= 0)
		;
	CHECK_EQ(1, send_text(pair.sender, "x", &pair.to, NULL));
	CHECK_EQ(1, receive_soon(pair.receiver, &message));
	CHECK_EQ(SOCK6_DROPS, control.fields);
	CHECK(control.drops > 0 && control.drops < 100);
	pair_close(&pair);
}

int main(void)
{
	if (no_sockets())
		return check_skip_all(no_sockets());
	RUN(the_whole_set_is_declared_each_time);
	RUN(one_of_two_fields_of_a_switch_keeps_it_on);
	RUN(every_field_that_can_be_had_is_granted);
	RUN(fields_that_cannot_be_asked_for_are_refused);
	RUN(a_request_that_fails_puts_the_switches_back);
	RUN(a_raw_socket_has_its_ipv6_switches);
	RUN(a_descriptor_that_is_no_ipv6_socket_is_refused);
	RUN(what_was_asked_for_comes_and_nothing_else);
	RUN(the_time_of_arrival_is_the_real_time);
	RUN(lost_datagrams_are_counted);
	return check_end();
}

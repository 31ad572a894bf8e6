/* SPDX-License-Identifier: MIT */
/* A monitor on this system: opened, asked for what is there, closed. */
#include "sockets.h"

static unsigned char room[SOCK6_MONITOR_ROOM + 3];

static sock6_fd monitor(unsigned flags)
{
	sock6_fd fd = SOCK6_INVALID;

	return sock6_monitor_open(&fd, flags) < 0 ? SOCK6_INVALID : fd;
}

static void a_monitor_is_a_descriptor_like_others(void)
{
	sock6_fd waiting = monitor(0);
	sock6_fd not_waiting = monitor(SOCK6_NON_BLOCKING | SOCK6_DUAL_STACK);

	REQUIRE(waiting != SOCK6_INVALID && not_waiting != SOCK6_INVALID);
	CHECK(fcntl(waiting, F_GETFD) & FD_CLOEXEC);
	CHECK(!(fcntl(waiting, F_GETFL) & O_NONBLOCK));
	CHECK(fcntl(not_waiting, F_GETFD) & FD_CLOEXEC);
	CHECK(fcntl(not_waiting, F_GETFL) & O_NONBLOCK);
	CHECK_EQ(0, sock6_close(waiting));
	CHECK_EQ(0, sock6_close(not_waiting));
}

static void wrong_arguments_are_refused(void)
{
	sock6_fd fd = 77, open = monitor(0);

	CHECK_EQ(-EINVAL, sock6_monitor_open(NULL, 0));
	CHECK_EQ(-EINVAL, sock6_monitor_open(&fd, 4));
	CHECK_EQ(77, fd);
	CHECK_EQ(-EINVAL, sock6_monitor_dump(open, 0));
	CHECK_EQ(-EINVAL, sock6_monitor_dump(open, SOCK6_MONITOR_DUMP_MAXIMUM +
							   UINT32_C(1)));
	CHECK_EQ(-EINVAL, sock6_monitor_read(open, room, SOCK6_MONITOR_ROOM,
					     SOCK6_PEEK));
	CHECK_EQ(-ENOSPC, sock6_monitor_read(open, room, SOCK6_MONITOR_ROOM - 1,
					     SOCK6_DONT_WAIT));
	sock6_close(open);
}

static void what_is_no_monitor_is_refused(void)
{
	struct pair pair;
	int ends[2];

	REQUIRE(pair_open(&pair));
	CHECK_EQ(-EINVAL, sock6_monitor_dump(pair.receiver, 1));
	/* What others have sent is not taken for events. */
	send_text(pair.sender, "lie", &pair.to, NULL);
	CHECK(sock6_wait(pair.receiver, SOCK6_READABLE,
			 sock6_now() + PATIENCE) > 0);
	CHECK_EQ(0, sock6_monitor_read(pair.receiver, room, sizeof(room), 0));
	pair_close(&pair);
	CHECK_EQ(-EBADF, sock6_monitor_dump(-1, 1));
	CHECK_EQ(-EBADF, sock6_monitor_read(-1, room, sizeof(room), 0));
	REQUIRE(pipe(ends) == 0);
	CHECK_EQ(-ENOTSOCK, sock6_monitor_dump(ends[0], 1));
	CHECK_EQ(-ENOTSOCK, sock6_monitor_read(ends[0], room, sizeof(room), 0));
	close(ends[0]);
	close(ends[1]);
}

/* All that a dump tells. */
static struct sock6_interface interfaces[256], listed[256];
static struct sock6_interface_address addresses[256], listed_addresses[256];
static int interface_count, address_count;

static void keep(const struct sock6_event *event)
{
	if (event->type == SOCK6_EVENT_INTERFACE && interface_count < 256)
		interfaces[interface_count++] = event->interface;
	if (event->type == SOCK6_EVENT_ADDRESS && address_count < 256)
		addresses[address_count++] = event->address;
}

/* 1 when it was told to its end; at any offset, as no alignment is needed. */
static int dumped(sock6_fd fd, uint32_t number)
{
	int64_t deadline = sock6_now() + PATIENCE;
	struct sock6_event event;
	int status = sock6_monitor_dump(fd, number);

	interface_count = address_count = 0;
	while (status >= 0 && sock6_now() < deadline) {
		size_t offset = 0;
		int size = sock6_monitor_read(fd, room + number % 4,
					      SOCK6_MONITOR_ROOM, 0);

		if (size < 0)
			return 0;
		while ((status = sock6_monitor_next(room + number % 4,
						    (size_t)size, &offset,
						    &event)) > 0) {
			if (event.dump == number)
				keep(&event);
			if (event.type == SOCK6_EVENT_DUMPED)
				return event.dump == number;
		}
	}
	return 0;
}

static int is_among(const struct sock6_interface *interface, int count)
{
	for (int i = 0; i < count; i++)
		if (memcmp(&listed[i], interface, sizeof(*interface)) == 0)
			return 1;
	return 0;
}

static int is_address_among(const struct sock6_interface_address *address,
			    int count)
{
	for (int i = 0; i < count; i++)
		if (memcmp(&listed_addresses[i].address, &address->address,
			   sizeof(address->address)) == 0 &&
		    listed_addresses[i].ifindex == address->ifindex)
			return 1;
	return 0;
}

static void a_dump_tells_what_the_lists_do(void)
{
	for (unsigned flags = 0; flags <= SOCK6_DUAL_STACK;
	     flags += SOCK6_DUAL_STACK) {
		sock6_fd fd = monitor(flags);
		int count = sock6_interface_list(listed, 256);

		REQUIRE(dumped(fd, 1 + flags));
		CHECK_EQ(count, interface_count);
		for (int i = 0; i < interface_count; i++)
			CHECK(is_among(&interfaces[i], count));
		count = sock6_interface_addresses(
			listed_addresses, 256, 0,
			SOCK6_IPV6 | (flags ? SOCK6_IPV4 : 0));
		CHECK_EQ(count, address_count);
		for (int i = 0; i < address_count; i++)
			CHECK(is_address_among(&addresses[i], count));
		sock6_close(fd);
	}
}

static void a_dump_can_be_asked_for_again_and_again(void)
{
	sock6_fd fd = monitor(SOCK6_NON_BLOCKING);

	for (uint32_t number = 1; number < 20; number++)
		CHECK(dumped(fd, number));
	CHECK(dumped(fd, SOCK6_MONITOR_DUMP_MAXIMUM));
	CHECK_EQ(-EAGAIN, sock6_monitor_read(fd, room, SOCK6_MONITOR_ROOM, 0));
	sock6_close(fd);
}

static void nothing_is_there_before_something_happens(void)
{
	sock6_fd fd = monitor(0);

	CHECK_EQ(-EAGAIN, sock6_monitor_read(fd, room, SOCK6_MONITOR_ROOM,
					     SOCK6_DONT_WAIT));
	CHECK_EQ(-ETIMEDOUT, sock6_wait(fd, SOCK6_READABLE, 0));
	CHECK_EQ(0, sock6_monitor_dump(fd, 1));
	CHECK_EQ(SOCK6_READABLE, sock6_wait(fd, SOCK6_READABLE, 0));
	sock6_close(fd);
}

static void no_call_leaks_a_descriptor(void)
{
	unsigned before = open_descriptors();

	for (int i = 0; i < 20; i++) {
		sock6_fd fd = monitor(0);

		CHECK(dumped(fd, 1));
		sock6_close(fd);
	}
	CHECK_EQ(before, open_descriptors());
}

int main(void)
{
	if (no_sockets())
		return check_skip_all(no_sockets());
	RUN(a_monitor_is_a_descriptor_like_others);
	RUN(wrong_arguments_are_refused);
	RUN(what_is_no_monitor_is_refused);
	RUN(a_dump_tells_what_the_lists_do);
	RUN(a_dump_can_be_asked_for_again_and_again);
	RUN(nothing_is_there_before_something_happens);
	RUN(no_call_leaks_a_descriptor);
	return check_end();
}

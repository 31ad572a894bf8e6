/* SPDX-License-Identifier: MIT */
/* A monitor whose system calls fail: nothing leaks, and no loss is kept back. */
#include "faults.h"

static unsigned char room[SOCK6_MONITOR_ROOM];
static struct sock6_event event;

static void opening_that_fails_leaks_nothing(void)
{
	unsigned descriptors = open_descriptors();
	sock6_fd fd = 77;
	int step = 1;

	for (; step < 10; step++) {
		int status;

		arm(step, ENOBUFS);
		status = sock6_monitor_open(&fd, 0);
		disarm();
		if (status == 0)
			break;
		CHECK_EQ(-ENOBUFS, status);
		CHECK_EQ(77, fd);
		CHECK_EQ(descriptors, open_descriptors());
	}
	CHECK_EQ(3, step);
	sock6_close(fd);
}

static void each_error_of_dumping_and_reading_is_passed_on(void)
{
	static const int errors[] = { ENOMEM, EPERM, EINTR, EAGAIN, EIO };
	sock6_fd fd;

	REQUIRE_EQ(0, sock6_monitor_open(&fd, SOCK6_NON_BLOCKING));
	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		arm(1, errors[i]);
		CHECK_EQ(-errors[i], sock6_monitor_dump(fd, 1));
		CHECK_EQ(1, disarm());
		arm(1, errors[i]);
		CHECK_EQ(-errors[i],
			 sock6_monitor_read(fd, room, sizeof(room), 0));
		CHECK_EQ(1, disarm());
	}
	sock6_close(fd);
}

/* Reads once, as the n-th call fails; the result. */
static int read_with(sock6_fd fd, int fail_at, int error, size_t *size)
{
	int status;

	arm(fail_at, error);
	status = sock6_monitor_read(fd, room, sizeof(room), 0);
	disarm();
	*size = status > 0 ? (size_t)status : 0;
	return status;
}

static void an_overflow_is_an_event_and_empties_the_queue(void)
{
	size_t size, offset = 0;
	sock6_fd fd;

	REQUIRE_EQ(0, sock6_monitor_open(&fd, SOCK6_NON_BLOCKING));
	REQUIRE_EQ(0, sock6_monitor_dump(fd, 1));
	CHECK(read_with(fd, 1, ENOBUFS, &size) > 0);
	REQUIRE_EQ(1, sock6_monitor_next(room, size, &offset, &event));
	CHECK_EQ(SOCK6_EVENT_RESYNC, event.type);
	CHECK_EQ(0, event.dump);
	CHECK_EQ(0, sock6_monitor_next(room, size, &offset, &event));
	CHECK_EQ(-EAGAIN, read_with(fd, 0, 0, &size));
	sock6_close(fd);
}

/* The request for the addresses, which reading makes. */
static void a_second_part_that_cannot_be_asked_for_is_a_loss(void)
{
	int lost = 0, ended = 0;
	sock6_fd fd;

	REQUIRE_EQ(0, sock6_monitor_open(&fd, SOCK6_NON_BLOCKING));
	REQUIRE_EQ(0, sock6_monitor_dump(fd, 9));
	while (!ended) {
		size_t size, offset = 0;

		ended = read_with(fd, 2, ENOBUFS, &size) == -EAGAIN;
		while (sock6_monitor_next(room, size, &offset, &event) > 0) {
			CHECK_EQ(9, event.dump);
			CHECK(event.type == SOCK6_EVENT_INTERFACE ||
			      event.type == SOCK6_EVENT_RESYNC);
			lost += event.type == SOCK6_EVENT_RESYNC;
		}
	}
	CHECK_EQ(1, lost);
	sock6_close(fd);
}

/* Of rtnetlink(7): length, type, flags, sequence and port; then the status. */
struct answer {
	uint32_t length;
	uint16_t type, flags;
	uint32_t sequence, port;
	int32_t status;
};

static int read_answer(sock6_fd fd, const struct answer *answer, size_t size)
{
	int status;

	arm(0, 0);
	faults.answer = answer;
	faults.answer_size = size;
	status = sock6_monitor_read(fd, room, sizeof(room), 0);
	disarm();
	return status;
}

/* For ever refused, it must not look as if another try would help. */
static void a_dump_that_is_refused_for_good_is_an_error(void)
{
	struct answer answer = { 20, 2, 0, 2, 0, -EPERM };
	sock6_fd fd;

	REQUIRE_EQ(0, sock6_monitor_open(&fd, SOCK6_NON_BLOCKING));
	CHECK_EQ(-EPERM, read_answer(fd, &answer, 20));
	answer.type = 3; /* done, but badly */
	CHECK_EQ(-EPERM, read_answer(fd, &answer, 20));
	answer.type = 2;
	answer.status = -EBUSY;
	CHECK_EQ(20, read_answer(fd, &answer, 20));
	sock6_close(fd);
}

static void addresses_that_change_each_time_are_given_up(void)
{
	struct answer interrupted = { 20, 3, 0x12, 1, 0, 0 };
	unsigned descriptors = open_descriptors();
	struct sock6_interface_address address, before;
	int status;

	memset(&before, 0x5a, sizeof(before));
	address = before;
	arm(0, 0);
	faults.answer = &interrupted;
	faults.answer_size = 20;
	faults.answer_always = 1;
	status = sock6_interface_addresses(&address, 1, 0, SOCK6_IPV6);
	/* Opened, asked and heard, eight times. */
	CHECK_EQ(8 * 3, disarm());
	CHECK_EQ(-EAGAIN, status);
	CHECK_MEM(&before, &address, sizeof(address));
	CHECK_EQ(descriptors, open_descriptors());
}

int main(void)
{
	if (no_sockets())
		return check_skip_all(no_sockets());
	RUN(opening_that_fails_leaks_nothing);
	RUN(each_error_of_dumping_and_reading_is_passed_on);
	RUN(an_overflow_is_an_event_and_empties_the_queue);
	RUN(a_second_part_that_cannot_be_asked_for_is_a_loss);
	RUN(a_dump_that_is_refused_for_good_is_an_error);
	RUN(addresses_that_change_each_time_are_given_up);
	return check_end();
}

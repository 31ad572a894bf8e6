/* SPDX-License-Identifier: MIT */
/* Set-up calls whose system calls fail: errors as they are, outputs and
 * switches as they were. */
#include "faults.h"

static const int errors[] = { ENOBUFS, ENOMEM, EPERM, EINVAL, ENODEV, EIO };

#define ERRORS (sizeof(errors) / sizeof(errors[0]))

static const uint64_t before_fields = SOCK6_HOP_LIMIT | SOCK6_DESTINATION;
static const uint64_t wanted_fields = SOCK6_TRAFFIC_CLASS | SOCK6_RECEIVED |
				      SOCK6_FLOW_LABEL | SOCK6_INTERFACE;

static void check_switches_as_before(sock6_fd fd)
{
	static const struct {
		int option, value;
	} switches[] = {
		{ SOCK6_OPT_RECEIVE_PACKET_INFO, 1 },
		{ SOCK6_OPT_RECEIVE_HOP_LIMIT, 1 },
		{ SOCK6_OPT_RECEIVE_TRAFFIC_CLASS, 0 },
		{ SOCK6_OPT_IPV4_RECEIVE_TYPE_OF_SERVICE, 0 },
		{ SOCK6_OPT_IPV4_RECEIVE_TIME_TO_LIVE, 1 },
		{ SOCK6_OPT_RECEIVE_FLOW_INFO, 0 },
		{ SOCK6_OPT_RECEIVE_TIME, 0 },
	};

	for (size_t i = 0; i < sizeof(switches) / sizeof(switches[0]); i++) {
		int64_t value = -1;

		CHECK_EQ(0, sock6_get(fd, switches[i].option, &value));
		CHECK_EQ(switches[i].value, value);
	}
}

static void a_request_that_fails_anywhere_changes_nothing(void)
{
	sock6_fd fd = udp_at("::", SOCK6_DUAL_STACK);
	int step = 1, status = -1;

	CHECK_EQ(0, sock6_control_request(fd, before_fields, NULL));
	for (; step < 100; step++) {
		arm(step, ENOBUFS);
		status = sock6_control_request(fd, wanted_fields, NULL);
		disarm();
		if (status == 0)
			break;
		CHECK_EQ(-ENOBUFS, status);
		check_switches_as_before(fd);
	}
	CHECK_EQ(0, status);
	CHECK(step > 10);
	sock6_close(fd);
}

/* With a place for what is granted, a field that fails is left out; what
 * cannot be read or switched off fails the call even so. */
static void a_request_that_grants_leaves_out_what_fails(void)
{
	sock6_fd fd = udp_at("::", SOCK6_DUAL_STACK);
	int step = 1, left_out = 0, failed = 0;

	for (; step < 100; step++) {
		uint64_t granted = 77;
		int status, calls;

		CHECK_EQ(0, sock6_control_request(fd, before_fields, NULL));
		arm(step, ENOBUFS);
		status = sock6_control_request(fd, wanted_fields, &granted);
		calls = disarm();
		if (status < 0) {
			CHECK_EQ(-ENOBUFS, status);
			CHECK_EQ(77, granted);
			check_switches_as_before(fd);
			failed++;
		} else {
			CHECK_EQ(0, granted & ~wanted_fields);
			left_out += granted != wanted_fields;
			if (calls < step)
				break;
		}
	}
	CHECK(step < 100 && left_out >= 3 && failed >= 3);
	sock6_close(fd);
}

static void each_error_of_an_option_is_passed_on(void)
{
	sock6_fd fd = udp_at("::1", 0);

	for (size_t i = 0; i < ERRORS; i++) {
		int64_t value = 77;

		arm(1, errors[i]);
		CHECK_EQ(-errors[i], sock6_set(fd, SOCK6_OPT_HOP_LIMIT, 5));
		CHECK_EQ(1, disarm());
		arm(1, errors[i]);
		CHECK_EQ(-errors[i],
			 sock6_get(fd, SOCK6_OPT_HOP_LIMIT, &value));
		CHECK_EQ(1, disarm());
		arm(1, errors[i]);
		CHECK_EQ(-errors[i], sock6_get(fd, SOCK6_OPT_PATH_MTU, &value));
		disarm();
		CHECK_EQ(77, value);
	}
	sock6_close(fd);
}

static void each_error_of_a_membership_is_passed_on(void)
{
	struct in6_addr group = address_of("ff01::6:114").sin6_addr;
	struct in6_addr source = address_of("2001:db8::1").sin6_addr;
	sock6_fd fd = udp_at("::1", 0);

	for (size_t i = 0; i < ERRORS; i++) {
		arm(1, errors[i]);
		CHECK_EQ(-errors[i], sock6_group_join(fd, 1, &group));
		arm(1, errors[i]);
		CHECK_EQ(-errors[i], sock6_group_leave(fd, 1, &group));
		arm(1, errors[i]);
		CHECK_EQ(-errors[i], sock6_source_join(fd, 1, &group, &source));
		arm(1, errors[i]);
		CHECK_EQ(-errors[i],
			 sock6_source_leave(fd, 1, &group, &source));
		arm(1, errors[i]);
		CHECK_EQ(-errors[i],
			 sock6_source_block(fd, 1, &group, &source));
		arm(1, errors[i]);
		CHECK_EQ(-errors[i],
			 sock6_source_unblock(fd, 1, &group, &source));
		CHECK_EQ(1, disarm());
	}
	sock6_close(fd);
}

static void each_error_of_a_filter_is_passed_on(void)
{
	static const struct sock6_filter_instruction all = { 6, 0, 0,
							     UINT32_MAX };
	struct sock6_icmp_filter icmp, before;
	sock6_fd fd = udp_at("::1", 0);

	memset(&icmp, 0x5a, sizeof(icmp));
	before = icmp;
	for (size_t i = 0; i < ERRORS; i++) {
		arm(1, errors[i]);
		CHECK_EQ(-errors[i], sock6_filter_attach(fd, &all, 1));
		arm(1, errors[i]);
		CHECK_EQ(-errors[i], sock6_filter_detach(fd));
		arm(1, errors[i]);
		CHECK_EQ(-errors[i], sock6_filter_lock(fd));
		arm(1, errors[i]);
		CHECK_EQ(-errors[i], sock6_icmp_filter_set(fd, &icmp));
		arm(1, errors[i]);
		CHECK_EQ(-errors[i], sock6_icmp_filter_get(fd, &icmp));
		disarm();
	}
	CHECK_MEM(&before, &icmp, sizeof(icmp));
	sock6_close(fd);
}

static void a_list_of_interfaces_that_fails_leaks_nothing(void)
{
	static struct sock6_interface list[64], before[64];
	unsigned descriptors = open_descriptors();
	int step = 1, status = -1;

	memset(list, 0x5a, sizeof(list));
	memcpy(before, list, sizeof(before));
	for (; step < 20; step++) {
		arm(step, ENOBUFS);
		status = sock6_interface_list(list, 64);
		disarm();
		if (status >= 0)
			break;
		CHECK_EQ(-ENOBUFS, status);
		CHECK_EQ(descriptors, open_descriptors());
		/* Opened, asked, and heard of the first: from then on the
		 * list fills, and a failure finds it half full. */
		if (step <= 3)
			CHECK_MEM(before, list, sizeof(before));
	}
	CHECK(status >= 1);
	CHECK(step > 3);
}

/* Of rtnetlink(7): length, type, flags, sequence and port; then the message. */
struct answer {
	uint32_t length;
	uint16_t type, flags;
	uint32_t sequence, port;
	int32_t words[8];
};

static int list_from(const struct answer *answer, size_t size)
{
	static struct sock6_interface list[4];
	unsigned descriptors = open_descriptors();
	int status;

	arm(0, 0);
	faults.answer = answer;
	faults.answer_size = size;
	status = sock6_interface_list(list, 4);
	disarm();
	CHECK_EQ(descriptors, open_descriptors());
	return status;
}

static void an_answer_about_interfaces_that_cannot_be_is_refused(void)
{
	enum { ERROR = 2, DONE = 3, NEW_LINK = 16 };
	struct answer done = { .length = 16, .type = DONE };
	struct answer error = { .length = 36, .type = ERROR };
	struct answer link = { .length = 16, .type = NEW_LINK };

	CHECK_EQ(0, list_from(&done, 16));
	error.words[0] = -EPERM;
	CHECK_EQ(-EPERM, list_from(&error, 36));
	error.words[0] = 0;
	CHECK(list_from(&error, 36) < 0); /* no error, where one should be */
	CHECK_EQ(-EBADMSG, list_from(&link, 16)); /* no link in it */
	link.length = 15;
	CHECK_EQ(-EBADMSG, list_from(&link, sizeof(link)));
	link.length = sizeof(link) + 1;
	CHECK_EQ(-EBADMSG, list_from(&link, sizeof(link)));
	link.length = UINT32_MAX;
	CHECK_EQ(-EBADMSG, list_from(&link, sizeof(link)));
	/* An attribute that is longer than what is left. */
	link.length = sizeof(link);
	link.words[4] = 0x0003ffff;
	CHECK_EQ(-EBADMSG, list_from(&link, sizeof(link)));
}

static void each_error_of_waiting_is_passed_on(void)
{
	static const int of_waiting[] = { EINTR, ENOMEM, EINVAL };
	sock6_fd fd = udp_at("::1", 0);

	for (int i = 0; i < 3; i++) {
		arm(1, of_waiting[i]);
		CHECK_EQ(-of_waiting[i],
			 sock6_wait(fd, SOCK6_READABLE, SOCK6_FOREVER));
		CHECK_EQ(1, disarm());
	}
	sock6_close(fd);
}

int main(void)
{
	if (no_sockets())
		return check_skip_all(no_sockets());
	RUN(a_request_that_fails_anywhere_changes_nothing);
	RUN(a_request_that_grants_leaves_out_what_fails);
	RUN(each_error_of_an_option_is_passed_on);
	RUN(each_error_of_a_membership_is_passed_on);
	RUN(each_error_of_a_filter_is_passed_on);
	RUN(a_list_of_interfaces_that_fails_leaks_nothing);
	RUN(an_answer_about_interfaces_that_cannot_be_is_refused);
	RUN(each_error_of_waiting_is_passed_on);
	return check_end();
}

/* SPDX-License-Identifier: MIT */
/* Extension headers whose system calls fail: one call each, errors as they are,
 * outputs as they were. */
#include "faults.h"

static const int errors[] = { EPERM, ENOBUFS, ENOMEM, EINVAL, EIO, EINTR };

#define ERRORS (sizeof(errors) / sizeof(errors[0]))

static const unsigned char options[16] = { 59, 1, 0x1e, 12 };

static const struct sock6_extension extension = {
	.type = SOCK6_EXTENSION_DESTINATION,
	.data = options,
	.size = sizeof(options)
};

static void setting_fails_as_the_system_does(void)
{
	sock6_fd fd = udp_at("::1", 0);

	for (size_t i = 0; i < ERRORS; i++) {
		arm(1, errors[i]);
		CHECK_EQ(-errors[i],
			 sock6_extension_set(fd, extension.type, options,
					     sizeof(options)));
		CHECK_EQ(1, disarm());
	}
	sock6_close(fd);
}

/* EOPNOTSUPP of the system is of a socket of another family. */
static void getting_fails_as_the_system_does(void)
{
	sock6_fd fd = udp_at("::1", 0);
	unsigned char found[16], before[16];

	memset(found, 0xee, sizeof(found));
	memcpy(before, found, sizeof(before));
	for (size_t i = 0; i < ERRORS; i++) {
		arm(1, errors[i]);
		CHECK_EQ(-errors[i], sock6_extension_get(fd, extension.type,
							 found, sizeof(found)));
		CHECK_EQ(1, disarm());
	}
	arm(1, EOPNOTSUPP);
	CHECK_EQ(-ENOPROTOOPT,
		 sock6_extension_get(fd, extension.type, found, sizeof(found)));
	disarm();
	CHECK_MEM(before, found, sizeof(before));
	sock6_close(fd);
}

static void sending_is_one_call_and_fails_as_the_system_does(void)
{
	struct sock6_message message;
	struct pair pair;

	REQUIRE(pair_open(&pair));
	message = outgoing("never", 5, &pair.to, NULL);
	for (size_t i = 0; i < ERRORS; i++) {
		arm(1, errors[i]);
		CHECK_EQ(-errors[i], sock6_extension_send(pair.sender, &message,
							  &extension, 1, 0));
		CHECK_EQ(1, disarm());
	}
	CHECK_EQ(4, send_text(pair.sender, "next", &pair.to, NULL));
	CHECK(next_is(pair.receiver, "next"));
	pair_close(&pair);
}

static void receiving_is_one_call_and_leaves_its_outputs_alone(void)
{
	unsigned char room[100], before[100];
	char data[10];
	struct sock6_control control = { .fields = 77 };
	struct sock6_message message, same;
	struct pair pair;
	size_t size = sizeof(room);

	REQUIRE(pair_open(&pair));
	message = incoming(data, sizeof(data), &control);
	message.result = 77;
	same = message;
	memset(room, 0xee, sizeof(room));
	memcpy(before, room, sizeof(before));
	CHECK_EQ(4, send_text(pair.sender, "here", &pair.to, NULL));
	for (size_t i = 0; i < ERRORS; i++) {
		arm(1, errors[i]);
		CHECK_EQ(-errors[i],
			 sock6_extension_receive(pair.receiver, &message, room,
						 &size, 0));
		CHECK_EQ(1, disarm());
	}
	CHECK_EQ(sizeof(room), size);
	CHECK_EQ(77, control.fields);
	CHECK_MEM(&same, &message, sizeof(same));
	CHECK_MEM(before, room, sizeof(before));
	CHECK(next_is(pair.receiver, "here"));
	pair_close(&pair);
}

int main(void)
{
	if (no_sockets())
		return check_skip_all(no_sockets());
	RUN(setting_fails_as_the_system_does);
	RUN(getting_fails_as_the_system_does);
	RUN(sending_is_one_call_and_fails_as_the_system_does);
	RUN(receiving_is_one_call_and_leaves_its_outputs_alone);
	return check_end();
}

/* SPDX-License-Identifier: MIT */
/* How deep calls go into the stack of their thread, at their worst: no call
 * needs 32 KiB, so that threads with small stacks can use the library. */
#include "traffic.h"

#include <limits.h>
#include <pthread.h>
#include <sys/mman.h>

#include "injector.h"

#define STACK (256 * 1024)
#define LIMIT (32 * 1024)
#define PAINT 0xa5

static unsigned char *stack;

static void *run_call(void *call)
{
	(*(void (**)(void))call)();
	return NULL;
}

/* Bytes of the stack of a new thread that a call has written to. */
static size_t depth_with(void (*call)(void))
{
	pthread_attr_t attributes;
	pthread_t thread;
	size_t untouched = 0;

	memset(stack, PAINT, STACK);
	pthread_attr_init(&attributes);
	pthread_attr_setstack(&attributes, stack, STACK);
	if (pthread_create(&thread, &attributes, run_call, &call) != 0)
		abort();
	pthread_join(thread, NULL);
	pthread_attr_destroy(&attributes);
	while (untouched < STACK && stack[untouched] == PAINT)
		untouched++;
	return STACK - untouched;
}

static void nothing(void)
{
}

/* Beyond what a thread takes that does nothing. */
static void check_depth(const char *name, void (*call)(void))
{
	size_t idle = depth_with(nothing), used = depth_with(call);

	printf("# %s: %zu bytes\n", name, used - idle);
	CHECK(used >= idle);
	CHECK(used - idle < LIMIT);
}

static struct sock6_control control = { .fields = SOCK6_TRAFFIC_CLASS |
						  SOCK6_HOP_LIMIT |
						  SOCK6_FLOW_LABEL,
					.hop_limit = 9 };
static struct sock6_control controls[TRAFFIC_MOST];

static void send_one(void)
{
	CHECK_EQ(TRAFFIC_SIZE,
		 sock6_send(traffic.pair.sender, traffic.messages, 0));
}

static void send_batch(void)
{
	CHECK(traffic_send(0) > 0);
}

static void send_batch_that_fails(void)
{
	CHECK_EQ(-EINVAL, traffic_send(0));
}

static void receive_one(void)
{
	unsigned char room[TRAFFIC_SIZE];
	struct sock6_message message =
		incoming(room, sizeof(room), &controls[0]);

	CHECK_EQ(TRAFFIC_SIZE,
		 sock6_receive(traffic.pair.receiver, &message, 0));
}

static void receive_batch(void)
{
	static unsigned char room[TRAFFIC_SIZE];

	for (unsigned i = 0; i < TRAFFIC_MOST; i++)
		traffic.messages[i] =
			incoming(room, sizeof(room), &controls[i]);
	CHECK(sock6_receive_batch(traffic.pair.receiver, &traffic.io,
				  traffic.messages, TRAFFIC_MOST, 0) > 0);
}

static void request(void)
{
	CHECK_EQ(0,
		 sock6_control_request(traffic.pair.receiver,
				       SOCK6_HOP_LIMIT | SOCK6_TRAFFIC_CLASS |
					       SOCK6_DESTINATION |
					       SOCK6_RECEIVED | SOCK6_DROPS,
				       NULL));
}

static void connect_one(void)
{
	CHECK_EQ(0, sock6_connect(traffic.pair.sender, &traffic.pair.to,
				  &control));
}

static void list_interfaces(void)
{
	CHECK(sock6_interface_list(NULL, 0) > 0);
}

static void make_batch(void)
{
	for (unsigned i = 0; i < traffic.count; i++) {
		controls[i] = control;
		controls[i].traffic_class = (uint8_t)i;
		traffic.messages[i].control = &controls[i];
	}
}

static void receiving_stays_below_32_kib(void)
{
	REQUIRE(traffic_open(64));
	request();
	injector = (struct injector){ .times = 0 };
	traffic_send_all(0);
	check_depth("sock6_receive", receive_one);
	check_depth("sock6_receive_batch", receive_batch);
	traffic_close();
}

static void sending_stays_below_32_kib(void)
{
	REQUIRE(traffic_open(128));
	injector = (struct injector){ .times = 0 };
	check_depth("sock6_send", send_one);
	check_depth("sock6_send_batch, runs", send_batch);
	make_batch();
	check_depth("sock6_send_batch, each with values", send_batch);
	injector.no_many = 1;
	check_depth("sock6_send_batch, no many", send_batch);
	traffic_close();
}

/* The deepest: a run is refused, its first datagram too, and then that without
 * each of its values. */
static void sending_what_is_refused_stays_below_32_kib(void)
{
	REQUIRE(traffic_open(64));
	injector = (struct injector){ .error = -EINVAL, .times = ALL };
	for (unsigned i = 0; i < 64; i++)
		traffic.messages[i].control = &control;
	traffic.io.optional = control.fields;
	check_depth("sock6_send_batch, all refused", send_batch_that_fails);
	injector.runs_only = 1;
	check_depth("sock6_send_batch, run refused", send_batch);
	traffic_close();
}

static void setting_up_stays_below_32_kib(void)
{
	REQUIRE(traffic_open(1));
	check_depth("sock6_control_request", request);
	check_depth("sock6_connect", connect_one);
	check_depth("sock6_interface_list", list_interfaces);
	traffic_close();
}

int main(void)
{
	if (no_sockets())
		return check_skip_all(no_sockets());
	stack = mmap(NULL, STACK, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (stack == MAP_FAILED)
		return check_skip_all("no memory for a stack");
	RUN(receiving_stays_below_32_kib);
	RUN(sending_stays_below_32_kib);
	RUN(sending_what_is_refused_stays_below_32_kib);
	RUN(setting_up_stays_below_32_kib);
	return check_end();
}

/* SPDX-License-Identifier: MIT */
/* Events out of bytes that may be anything.  The bytes are rtnetlink(7)'s; on
 * another system there is nothing to read here. */
#include "check.h"
#include "random.h"
#include "sock6.h"

enum { ERROR = 2, DONE = 3, OVERRUN = 4 };
enum { NEW_LINK = 16, LINK_GONE = 17, NEW_ADDRESS = 20, ADDRESS_GONE = 21 };
enum { OF_DUMP = 2, INTERRUPTED = 0x10 };
enum { INET = 2, BRIDGE = 7, INET6 = 10 };

static struct {
	unsigned char bytes[4096];
	size_t size;
	size_t start; /* of the message that is being written */
} built;

static void put(const void *bytes, size_t size)
{
	memcpy(built.bytes + built.size, bytes, size);
	built.size += (size + 3) & ~(size_t)3;
}

static void fit(void)
{
	uint32_t length = (uint32_t)(built.size - built.start);

	memcpy(built.bytes + built.start, &length, sizeof(length));
}

static void message(uint16_t type, uint16_t flags, uint32_t sequence)
{
	struct {
		uint32_t length;
		uint16_t type, flags;
		uint32_t sequence, port;
	} header = { 16, type, flags, sequence, 4711 };

	built.start = built.size;
	put(&header, sizeof(header));
}

static void attribute(uint16_t type, const void *value, uint16_t size)
{
	uint16_t header[2] = { (uint16_t)(4 + size), type };

	put(header, sizeof(header));
	put(value, size);
	fit();
}

static void link_message(uint16_t type, unsigned char family, int32_t index,
			 uint32_t flags, const char *name)
{
	struct {
		unsigned char family, padding;
		uint16_t type;
		int32_t index;
		uint32_t flags, change;
	} body = { family, 0, 1, index, flags, 0 };
	uint32_t mtu = 1500;

	message(type, 0, 0);
	put(&body, sizeof(body));
	attribute(99, "unknown", 7);
	attribute(3, name, (uint16_t)(strlen(name) + 1));
	attribute(4, &mtu, sizeof(mtu));
}

static void address_message(uint16_t type, unsigned char family,
			    unsigned char prefix, unsigned char flags)
{
	struct {
		unsigned char family, prefix, flags, scope;
		uint32_t index;
	} body = { family, prefix, flags, 0, 7 };

	message(type, 0, 0);
	put(&body, sizeof(body));
	fit();
}

static const unsigned char here[16] = { 0x20, 0x01, 0x0d, 0xb8, [15] = 1 };
static const unsigned char far[16] = { 0x20, 0x01, 0x0d, 0xb8, [15] = 2 };

static void clear(void)
{
	memset(&built, 0, sizeof(built));
}

static struct sock6_event event;
static size_t offset;

static int next(void)
{
	return sock6_monitor_next(built.bytes, built.size, &offset, &event);
}

/* The one event of what was built. */
static int only(uint32_t type)
{
	memset(&event, 0x5a, sizeof(event));
	offset = 0;
	return CHECK_EQ(1, next()) && CHECK_EQ(type, event.type) &&
	       CHECK_EQ(0, event.reserved[0] | event.reserved[3]);
}

static void an_interface_is_read_with_all_that_it_has(void)
{
	clear();
	/* Up, loopback, running, multicast. */
	link_message(NEW_LINK, 0, 7, 0x1 | 0x8 | 0x40 | 0x1000, "lo7");
	REQUIRE(only(SOCK6_EVENT_INTERFACE));
	CHECK_EQ(7, event.interface.index);
	CHECK_EQ(15, event.interface.state);
	CHECK_EQ(1500, event.interface.mtu);
	CHECK_STR("lo7", event.interface.name);
	CHECK_EQ(0, event.dump);
	CHECK_EQ(0, event.address.ifindex);
	CHECK_EQ(0, next());
}

static void the_types_are_told_apart(void)
{
	clear();
	link_message(LINK_GONE, 0, 8, 0, "gone0");
	REQUIRE(only(SOCK6_EVENT_INTERFACE_GONE));
	CHECK_STR("gone0", event.interface.name);
	CHECK_EQ(0, event.interface.state);
	clear();
	address_message(ADDRESS_GONE, INET6, 64, 0);
	attribute(1, here, 16);
	REQUIRE(only(SOCK6_EVENT_ADDRESS_GONE));
	CHECK_MEM(here, &event.address.address, 16);
}

static void each_state_of_an_address_has_its_bit(void)
{
	static const struct {
		unsigned char flag;
		uint32_t state;
	} states[] = {
		{ 0x01, SOCK6_ADDRESS_TEMPORARY },
		{ 0x04, SOCK6_ADDRESS_OPTIMISTIC },
		{ 0x08, SOCK6_ADDRESS_DUPLICATE },
		{ 0x20, SOCK6_ADDRESS_DEPRECATED },
		{ 0x40, SOCK6_ADDRESS_TENTATIVE },
		{ 0x92, 0 },
	};

	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
		uint32_t flags = 0xffff0000u | states[i].flag;

		clear();
		address_message(NEW_ADDRESS, INET6, 64, states[i].flag);
		attribute(1, here, 16);
		REQUIRE(only(SOCK6_EVENT_ADDRESS));
		CHECK_EQ(states[i].state, event.address.state);
		/* The wide flags count where there are both. */
		clear();
		address_message(NEW_ADDRESS, INET6, 64, 0xff);
		attribute(1, here, 16);
		attribute(8, &flags, 4);
		REQUIRE(only(SOCK6_EVENT_ADDRESS));
		CHECK_EQ(states[i].state, event.address.state);
	}
}

static void an_address_is_read_with_its_lifetimes(void)
{
	uint32_t lifetimes[4] = { 3000, 4000, 1, 2 };

	clear();
	address_message(NEW_ADDRESS, INET6, 72, 0);
	attribute(1, here, 16);
	attribute(6, lifetimes, sizeof(lifetimes));
	REQUIRE(only(SOCK6_EVENT_ADDRESS));
	CHECK_MEM(here, &event.address.address, 16);
	CHECK_EQ(7, event.address.ifindex);
	CHECK_EQ(72, event.address.prefix_length);
	CHECK_EQ(3000, event.address.preferred);
	CHECK_EQ(4000, event.address.valid);
	CHECK_EQ(0, event.interface.index);
}

static void the_local_address_counts_wherever_it_stands(void)
{
	for (int first = 0; first < 2; first++) {
		clear();
		address_message(NEW_ADDRESS, INET6, 128, 0);
		attribute(first ? 2 : 1, first ? here : far, 16);
		attribute(first ? 1 : 2, first ? far : here, 16);
		REQUIRE(only(SOCK6_EVENT_ADDRESS));
		CHECK_MEM(here, &event.address.address, 16);
	}
}

static void ipv4_is_mapped(void)
{
	static const unsigned char mapped[16] = { [10] = 0xff, 0xff, 192,
						  0,           2,    1 };

	clear();
	address_message(NEW_ADDRESS, INET, 24, 0x01); /* secondary */
	attribute(1, mapped + 12, 4);
	REQUIRE(only(SOCK6_EVENT_ADDRESS));
	CHECK_MEM(mapped, &event.address.address, 16);
	CHECK_EQ(96 + 24, event.address.prefix_length);
	CHECK_EQ(0, event.address.state);
	CHECK_EQ(UINT32_MAX, event.address.valid);
}

static void a_dump_has_its_number_and_one_end(void)
{
	int32_t status = 0;

	clear();
	for (uint32_t part = 0; part < 2; part++) {
		message(DONE, OF_DUMP, 42u << 1 | part);
		put(&status, sizeof(status));
		fit();
	}
	REQUIRE(only(SOCK6_EVENT_DUMPED));
	CHECK_EQ(42, event.dump);
	CHECK_EQ(0, next());
	/* News bears the number of whoever has caused it, which says nothing.
	 */
	clear();
	message(NEW_LINK, 0, 42u << 1);
	put("\0\0\0\0\7\0\0\0\0\0\0\0\0\0\0\0", 16);
	fit();
	REQUIRE(only(SOCK6_EVENT_INTERFACE));
	CHECK_EQ(0, event.dump);
}

static void answered(uint16_t type, int32_t status, uint32_t sequence)
{
	clear();
	message(type, type == DONE ? OF_DUMP : 0, sequence);
	put(&status, sizeof(status));
	fit();
	offset = 0;
}

static void each_loss_is_told(void)
{
	answered(OVERRUN, 0, 0);
	CHECK(only(SOCK6_EVENT_RESYNC) && event.dump == 0);
	answered(ERROR, -EBUSY, 5u << 1);
	CHECK(only(SOCK6_EVENT_RESYNC) && event.dump == 5);
	answered(DONE, -ENOBUFS, 5u << 1);
	CHECK(only(SOCK6_EVENT_RESYNC) && event.dump == 5);
	clear();
	message(NEW_LINK, OF_DUMP | INTERRUPTED, 5u << 1);
	put("\0\0\0\0\7\0\0\0\0\0\0\0\0\0\0\0", 16);
	fit();
	CHECK(only(SOCK6_EVENT_RESYNC) && event.dump == 5);
}

static void what_is_no_event_is_passed_over(void)
{
	answered(ERROR, 0, 2); /* an acknowledgement */
	CHECK_EQ(0, next());
	answered(ERROR, -EBUSY, 5u << 1 | 1); /* a later dump is in the way */
	CHECK_EQ(0, next());
	clear();
	link_message(LINK_GONE, BRIDGE, 7, 1, "port0");
	address_message(NEW_ADDRESS, 12, 8, 0);
	message(1, 0, 0);
	message(24, 0, 0);
	message(65535, 0, 0);
	link_message(NEW_LINK, 0, 9, 0, "last0");
	REQUIRE(only(SOCK6_EVENT_INTERFACE));
	CHECK_STR("last0", event.interface.name);
}

/* The bytes in a room of exactly their size: a sanitizer sees a byte more. */
static int events_of(const unsigned char *bytes, size_t size, int *status)
{
	unsigned char *copy = malloc(size + 1);
	struct sock6_event found;
	size_t at = 0;
	int count = 0;

	if (!copy)
		abort();
	/* One byte on: aligned for nothing. */
	memcpy(copy + 1, bytes, size);
	while ((*status = sock6_monitor_next(copy + 1, size, &at, &found)) > 0)
		count++;
	CHECK_EQ(0, sock6_monitor_next(copy + 1, size, &at, &found));
	CHECK(at <= size);
	free(copy);
	return count;
}

static void build_all(void)
{
	uint32_t wide = 0x120;

	clear();
	link_message(NEW_LINK, 0, 7, 0x1043, "eth0");
	address_message(NEW_ADDRESS, INET6, 64, 0x80);
	attribute(1, far, 16);
	attribute(2, here, 16);
	attribute(8, &wide, 4);
	link_message(LINK_GONE, 0, 7, 0x1043, "eth0");
}

static void every_truncation_is_noticed(void)
{
	size_t ends[4] = { 0 };
	int status;

	build_all();
	CHECK_EQ(3, events_of(built.bytes, built.size, &status));
	CHECK_EQ(0, status);
	for (size_t i = 0; i < 3; i++) {
		uint32_t length;

		memcpy(&length, built.bytes + ends[i], sizeof(length));
		ends[i + 1] = ends[i] + length;
	}
	CHECK_EQ(built.size, ends[3]);
	for (size_t size = 0; size < built.size; size++) {
		int whole = size >= ends[2] ? 2 : size >= ends[1] ? 1 : 0;
		int is_end = size == ends[whole];

		CHECK_EQ(whole, events_of(built.bytes, size, &status));
		CHECK_EQ(is_end ? 0 : -EBADMSG, status);
	}
}

static void what_cannot_be_is_refused_and_ends_it(void)
{
	struct sock6_event before;

	memset(&before, 0x5a, sizeof(before));
	for (int kind = 0; kind < 5; kind++) {
		clear();
		if (kind < 2)
			address_message(NEW_ADDRESS, INET6, kind ? 64 : 129, 0);
		else
			address_message(NEW_ADDRESS, INET, kind == 2 ? 33 : 24,
					0);
		/* None at all, too long, of the other family, too short. */
		if (kind != 1)
			attribute(kind == 4 ? 2 : 1, here,
				  kind == 3   ? 16
				  : kind == 4 ? 3
					      : 4);
		link_message(NEW_LINK, 0, 7, 0, "eth0");
		event = before;
		offset = 0;
		CHECK_EQ(-EBADMSG, next());
		CHECK_MEM(&before, &event, sizeof(event));
		CHECK_EQ(0, next());
	}
	offset = SIZE_MAX;
	CHECK_EQ(0, next());
}

static void a_name_that_is_too_long_is_none(void)
{
	static char name[301];

	memset(name, 'x', 300);
	clear();
	link_message(NEW_LINK, 0, 7, 0, name);
	REQUIRE(only(SOCK6_EVENT_INTERFACE));
	CHECK_STR("", event.interface.name);
	name[255] = '\0';
	clear();
	link_message(NEW_LINK, 0, 7, 0, name);
	CHECK(only(SOCK6_EVENT_INTERFACE));
	/* 256 bytes with the NUL do not fit a room that adds its own. */
	name[254] = '\0';
	clear();
	link_message(NEW_LINK, 0, 7, 0, name);
	REQUIRE(only(SOCK6_EVENT_INTERFACE));
	CHECK_STR(name, event.interface.name);
}

static void check_sound(const struct sock6_event *found)
{
	CHECK(found->type >= 1 && found->type <= SOCK6_EVENT_RESYNC);
	CHECK(memchr(found->interface.name, '\0',
		     sizeof(found->interface.name)) != NULL);
	CHECK(found->address.prefix_length <= 128);
	CHECK_EQ(0, found->address.state & ~0x1fu);
	CHECK_EQ(0, found->interface.state & ~0xfu);
}

static void walk(const unsigned char *bytes, size_t size)
{
	struct sock6_event found;
	size_t at = 0, steps = 0;

	while (sock6_monitor_next(bytes, size, &at, &found) > 0) {
		check_sound(&found);
		if (!CHECK(++steps <= size / 16))
			return;
	}
}

static void random_bytes_are_survived(void)
{
	struct random random = { 6 };

	for (int round = 0; round < 100000; round++) {
		size_t size = random_below(&random, 200);
		unsigned char *bytes = malloc(size ? size : 1);

		if (!bytes)
			abort();
		random_fill(&random, bytes, size);
		/* A length that is possible leads further in. */
		if (size >= 16 && round % 2)
			memcpy(bytes,
			       &(uint32_t){ (uint32_t)random_below(&random,
								   size + 1) },
			       4);
		if (size >= 16 && round % 4 == 3)
			memcpy(bytes + 4,
			       &(uint16_t){
				       (uint16_t)random_below(&random, 24) },
			       2);
		walk(bytes, size);
		free(bytes);
	}
}

static void damaged_messages_are_survived(void)
{
	struct random random = { 7 };

	for (int round = 0; round < 100000; round++) {
		unsigned char *copy;
		size_t size;

		if (round % 1000 == 0)
			build_all();
		size = built.size;
		copy = malloc(size);
		if (!copy)
			abort();
		memcpy(copy, built.bytes, size);
		for (int n = 0; n <= round % 4; n++)
			copy[random_below(&random, size)] =
				(unsigned char)random_next(&random);
		walk(copy, size);
		free(copy);
	}
}

int main(void)
{
	if (sock6_monitor_next(built.bytes, 0, &offset, &event) < 0)
		return check_skip_all("this build has no system beneath it");
	RUN(an_interface_is_read_with_all_that_it_has);
	RUN(the_types_are_told_apart);
	RUN(each_state_of_an_address_has_its_bit);
	RUN(an_address_is_read_with_its_lifetimes);
	RUN(the_local_address_counts_wherever_it_stands);
	RUN(ipv4_is_mapped);
	RUN(a_dump_has_its_number_and_one_end);
	RUN(each_loss_is_told);
	RUN(what_is_no_event_is_passed_over);
	RUN(every_truncation_is_noticed);
	RUN(what_cannot_be_is_refused_and_ends_it);
	RUN(a_name_that_is_too_long_is_none);
	RUN(random_bytes_are_survived);
	RUN(damaged_messages_are_survived);
	return check_end();
}

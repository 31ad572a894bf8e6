/* SPDX-License-Identifier: MIT */
/* Interfaces of the system: list, name, index, and zones of addresses. */
#include "sockets.h"

static struct sock6_interface list[256];

static int list_all(void)
{
	int count = sock6_interface_list(list, 256);

	return count > 256 ? 256 : count;
}

static void the_list_rises_by_index_and_is_whole(void)
{
	int count = list_all();

	REQUIRE(count >= 1);
	for (int i = 0; i < count; i++) {
		CHECK(list[i].index >= 1);
		CHECK(i == 0 || list[i].index > list[i - 1].index);
		CHECK(memchr(list[i].name, '\0', sizeof(list[i].name)) &&
		      list[i].name[0]);
		CHECK_EQ(0, list[i].state & ~0xfu);
		CHECK_EQ(0, list[i].reserved);
		if (list[i].state & SOCK6_INTERFACE_UP)
			CHECK(list[i].mtu >= 68);
	}
}

static void the_loopback_interface_is_there(void)
{
	int count = list_all(), found = 0;

	for (int i = 0; i < count; i++)
		found += (list[i].state & SOCK6_INTERFACE_LOOPBACK) &&
			 (list[i].state & SOCK6_INTERFACE_UP);
	CHECK(found >= 1);
}

static void name_and_index_lead_to_each_other(void)
{
	int count = list_all();

	for (int i = 0; i < count; i++) {
		char name[SOCK6_INTERFACE_NAME_SIZE], number[16];
		uint32_t index = 0;

		CHECK_EQ(strlen(list[i].name),
			 sock6_interface_name(name, sizeof(name),
					      list[i].index));
		CHECK_STR(list[i].name, name);
		CHECK_EQ(0, sock6_interface_index(&index, name));
		CHECK_EQ(list[i].index, index);
		snprintf(number, sizeof(number), "%u", list[i].index);
		index = 0;
		CHECK_EQ(0, sock6_interface_index(&index, number));
		CHECK_EQ(list[i].index, index);
	}
}

static void a_short_list_is_filled_and_the_number_told(void)
{
	struct sock6_interface few[2], untouched;
	int count = sock6_interface_list(NULL, 0);

	REQUIRE(count >= 1);
	memset(few, 0x5a, sizeof(few));
	untouched = few[1];
	CHECK_EQ(count, sock6_interface_list(few, 1));
	CHECK_EQ(1, few[0].index);
	CHECK_MEM(&untouched, &few[1], sizeof(untouched));
}

static void what_is_no_interface_is_refused(void)
{
	static const char *const names[] = {
		"no-such-if",
		"0",
		"-1",
		"4294967295",
		"4294967296",
		"1x",
		" lo",
		"lo ",
		"LO",
		"/",
		"\xff",
		"99999999999999999999",
		"18446744073709551617",
		"0x1",
	};
	uint32_t index = 77;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!CHECK_EQ(-ENODEV, sock6_interface_index(&index, names[i])))
			printf("# name: \"%s\"\n", names[i]);
	CHECK_EQ(-EINVAL, sock6_interface_index(&index, ""));
	CHECK_EQ(-EINVAL, sock6_interface_index(&index, NULL));
	CHECK_EQ(-EINVAL, sock6_interface_index(NULL, "lo"));
	CHECK_EQ(77, index);
}

static void a_very_long_name_is_no_interface(void)
{
	static char name[100000];
	uint32_t index = 77, lo = 0;

	memset(name, 'x', sizeof(name) - 1);
	CHECK_EQ(-ENODEV, sock6_interface_index(&index, name));
	/* A name that would be one if it were cut. */
	CHECK_EQ(0, sock6_interface_index(&lo, "lo"));
	memset(name, 0, sizeof(name));
	memcpy(name, "lo", 2);
	memset(name + 2, ' ', 100);
	CHECK_EQ(-ENODEV, sock6_interface_index(&index, name));
	CHECK_EQ(77, index);
}

static void an_index_that_is_no_interface_is_refused(void)
{
	static const uint32_t wrong[] = { 0, 0x7ffffffe, INT32_MAX,
					  UINT32_MAX };
	char name[SOCK6_INTERFACE_NAME_SIZE] = "as it was";

	for (size_t i = 0; i < 4; i++)
		CHECK_EQ(-ENODEV,
			 sock6_interface_name(name, sizeof(name), wrong[i]));
	CHECK_EQ(-EINVAL, sock6_interface_name(NULL, sizeof(name), 1));
	CHECK_STR("as it was", name);
	CHECK_EQ(-EINVAL, sock6_interface_list(NULL, 1));
}

static void a_name_needs_room_to_the_byte(void)
{
	char name[SOCK6_INTERFACE_NAME_SIZE];
	size_t length;

	REQUIRE(list_all() >= 1);
	length = strlen(list[0].name);
	memset(name, 'x', sizeof(name));
	for (size_t size = 0; size <= length; size++)
		CHECK_EQ(-ENOSPC,
			 sock6_interface_name(name, size, list[0].index));
	CHECK_EQ('x', name[0]);
	CHECK_EQ(length, sock6_interface_name(name, length + 1, list[0].index));
	CHECK_EQ('x', name[length + 1]);
}

static void zones_of_addresses_are_interfaces_by_name(void)
{
	int count = list_all();

	for (int i = 0; i < count; i++) {
		struct sockaddr_in6 address, back;
		char text[SOCK6_INTERFACE_NAME_SIZE + 24], again[sizeof(text)];

		snprintf(text, sizeof(text), "[ff02::114%%%s]:1024",
			 list[i].name);
		CHECK_EQ(0, sock6_address_parse(&address, text, 0));
		CHECK_EQ(list[i].index, address.sin6_scope_id);
		CHECK_EQ(strlen(text),
			 sock6_address_format(again, sizeof(again), &address,
					      0));
		CHECK_STR(text, again);
		CHECK(sock6_address_format(again, sizeof(again), &address,
					   SOCK6_ADDRESS_NUMERIC) > 0);
		CHECK(strstr(again, list[i].name) == NULL);
		CHECK_EQ(0, sock6_address_parse(&back, again, 0));
		CHECK_MEM(&address, &back, sizeof(back));
	}
}

static void a_zone_without_an_interface_is_written_as_a_number(void)
{
	struct sockaddr_in6 address = address_of("ff02::1%4294967294");
	char text[SOCK6_ADDRESS_TEXT_SIZE];

	CHECK(sock6_address_format(text, sizeof(text), &address, 0) > 0);
	CHECK_STR("ff02::1%4294967294", text);
}

static void no_call_leaks_a_descriptor(void)
{
	unsigned before = open_descriptors();
	char name[SOCK6_INTERFACE_NAME_SIZE];
	uint32_t index;

	for (int i = 0; i < 50; i++) {
		list_all();
		sock6_interface_index(&index, "lo");
		sock6_interface_index(&index, "no-such-if");
		sock6_interface_name(name, sizeof(name), 1);
		sock6_interface_name(name, sizeof(name), INT32_MAX);
	}
	CHECK_EQ(before, open_descriptors());
}

int main(void)
{
	if (no_sockets())
		return check_skip_all(no_sockets());
	RUN(the_list_rises_by_index_and_is_whole);
	RUN(the_loopback_interface_is_there);
	RUN(name_and_index_lead_to_each_other);
	RUN(a_short_list_is_filled_and_the_number_told);
	RUN(what_is_no_interface_is_refused);
	RUN(a_very_long_name_is_no_interface);
	RUN(an_index_that_is_no_interface_is_refused);
	RUN(a_name_needs_room_to_the_byte);
	RUN(zones_of_addresses_are_interfaces_by_name);
	RUN(a_zone_without_an_interface_is_written_as_a_number);
	RUN(no_call_leaks_a_descriptor);
	return check_end();
}

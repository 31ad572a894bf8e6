/* SPDX-License-Identifier: MIT */
/* Addresses of the system's interfaces, as getifaddrs() tells them too. */
#include "sockets.h"

#include <ifaddrs.h>
#include <net/if.h>

#define BOTH (SOCK6_IPV6 | SOCK6_IPV4)

static struct sock6_interface_address list[256];

static int list_of(uint32_t ifindex, unsigned families)
{
	int count = sock6_interface_addresses(list, 256, ifindex, families);

	CHECK(count <= 256);
	return count > 256 ? 256 : count;
}

static const struct sock6_interface_address *find(
	int count, const struct in6_addr *address, uint32_t ifindex)
{
	for (int i = 0; i < count; i++)
		if (list[i].ifindex == ifindex &&
		    memcmp(&list[i].address, address, sizeof(*address)) == 0)
			return &list[i];
	return NULL;
}

static void each_address_is_sound_and_their_interfaces_rise(void)
{
	int count = list_of(0, BOTH);

	REQUIRE(count >= 1);
	for (int i = 0; i < count; i++) {
		int mapped = sock6_address_is_mapped(&list[i].address);

		CHECK(list[i].ifindex >= 1);
		CHECK(i == 0 || list[i].ifindex >= list[i - 1].ifindex);
		CHECK(!sock6_address_is_multicast(&list[i].address));
		CHECK(list[i].prefix_length <= 128);
		CHECK(!mapped || list[i].prefix_length >= 96);
		CHECK_EQ(0, list[i].state & ~0x1fu);
		CHECK(list[i].preferred <= list[i].valid);
		for (size_t n = 0; n < sizeof(list[i].reserved); n++)
			CHECK_EQ(0, list[i].reserved[n]);
	}
}

static void the_loopback_address_is_there_for_ever(void)
{
	struct in6_addr loopback = address_of("::1").sin6_addr;
	struct in6_addr loopback4 = address_of("127.0.0.1").sin6_addr;
	const struct sock6_interface_address *found;
	uint32_t lo = 0;
	int count;

	CHECK_EQ(0, sock6_interface_index(&lo, "lo"));
	count = list_of(lo, BOTH);
	found = find(count, &loopback, lo);
	REQUIRE(found);
	CHECK_EQ(128, found->prefix_length);
	CHECK_EQ(UINT32_MAX, found->preferred);
	CHECK_EQ(UINT32_MAX, found->valid);
	CHECK_EQ(0, found->state);
	found = find(count, &loopback4, lo);
	if (!found)
		SKIP("127.0.0.1 is no address of lo");
	CHECK_EQ(96 + 8, found->prefix_length);
	CHECK_EQ(0, found->state);
}

static unsigned bits_of(const unsigned char *bytes, size_t size)
{
	unsigned bits = 0;

	for (size_t i = 0; i < 8 * size; i++)
		bits += bytes[i / 8] >> (7 - i % 8) & 1;
	return bits;
}

/* 1 when the list has it, 0 when not, -1 for other families. */
static int is_listed(const struct ifaddrs *one, int count)
{
	const struct sock6_interface_address *found;
	struct sockaddr_in6 address, mask;
	struct sockaddr_in old, old_mask;
	struct in6_addr mapped = { .s6_addr = { [10] = 0xff, [11] = 0xff } };
	uint32_t ifindex = if_nametoindex(one->ifa_name);
	int family = one->ifa_addr ? one->ifa_addr->sa_family : AF_UNSPEC;

	if (family == AF_INET6) {
		memcpy(&address, one->ifa_addr, sizeof(address));
		memcpy(&mask, one->ifa_netmask, sizeof(mask));
		found = find(count, &address.sin6_addr, ifindex);
		return found && found->prefix_length ==
					bits_of(mask.sin6_addr.s6_addr, 16);
	}
	if (family != AF_INET)
		return -1;
	memcpy(&old, one->ifa_addr, sizeof(old));
	memcpy(&old_mask, one->ifa_netmask, sizeof(old_mask));
	memcpy(mapped.s6_addr + 12, &old.sin_addr, 4);
	found = find(count, &mapped, ifindex);
	return found &&
	       found->prefix_length ==
		       96 + bits_of((unsigned char *)&old_mask.sin_addr, 4);
}

static void the_c_library_knows_the_same_addresses(void)
{
	struct ifaddrs *all = NULL;
	int count = list_of(0, BOTH), known = 0;

	REQUIRE_EQ(0, getifaddrs(&all));
	for (const struct ifaddrs *one = all; one; one = one->ifa_next) {
		int listed = is_listed(one, count);

		CHECK(listed != 0);
		known += listed == 1;
	}
	freeifaddrs(all);
	CHECK_EQ(count, known);
}

static void the_families_and_the_interfaces_divide_the_list(void)
{
	int both = list_of(0, BOTH), six = list_of(0, SOCK6_IPV6), four, sum;

	for (int i = 0; i < six; i++)
		CHECK(!sock6_address_is_mapped(&list[i].address));
	four = list_of(0, SOCK6_IPV4);
	for (int i = 0; i < four; i++)
		CHECK(sock6_address_is_mapped(&list[i].address));
	CHECK_EQ(both, six + four);
	sum = 0;
	for (uint32_t ifindex = 1; ifindex < 1000; ifindex++)
		sum += sock6_interface_addresses(NULL, 0, ifindex, BOTH);
	CHECK(sum <= both);
	CHECK_EQ(0, sock6_interface_addresses(NULL, 0, INT32_MAX, BOTH));
}

static void a_short_list_is_filled_and_the_number_told(void)
{
	struct sock6_interface_address few[2], untouched;
	int count = sock6_interface_addresses(NULL, 0, 0, SOCK6_IPV6);

	REQUIRE(count >= 1);
	memset(few, 0x5a, sizeof(few));
	untouched = few[1];
	CHECK_EQ(count, sock6_interface_addresses(few, 1, 0, SOCK6_IPV6));
	CHECK_EQ(count, list_of(0, SOCK6_IPV6));
	CHECK_EQ(list[0].ifindex, few[0].ifindex);
	CHECK_MEM(&untouched, &few[1], sizeof(untouched));
}

static void wrong_arguments_are_refused(void)
{
	CHECK_EQ(-EINVAL, sock6_interface_addresses(NULL, 1, 0, SOCK6_IPV6));
	CHECK_EQ(-EINVAL, sock6_interface_addresses(list, 1, 0, 0));
	CHECK_EQ(-EINVAL, sock6_interface_addresses(list, 1, 0, BOTH | 4));
}

int main(void)
{
	if (no_sockets())
		return check_skip_all(no_sockets());
	RUN(each_address_is_sound_and_their_interfaces_rise);
	RUN(the_loopback_address_is_there_for_ever);
	RUN(the_c_library_knows_the_same_addresses);
	RUN(the_families_and_the_interfaces_divide_the_list);
	RUN(a_short_list_is_filled_and_the_number_told);
	RUN(wrong_arguments_are_refused);
	return check_end();
}

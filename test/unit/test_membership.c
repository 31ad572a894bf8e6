/* SPDX-License-Identifier: MIT */
/* Memberships without a system: what they want, arguments that no system needs
 * to see, and the lines of Linux's files, also broken ones. */
#include "check.h"
#include "random.h"
#include "sock6.h"
#include "system/linux/group_lines.h"

#define FD 0 /* never reached */

static struct in6_addr in6(const char *text)
{
	struct sockaddr_in6 address;

	if (sock6_address_parse(&address, text, SOCK6_ADDRESS_IPV4) < 0)
		abort(); /* a slip in a test */
	return address.sin6_addr;
}

static struct sock6_membership membership(uint32_t mode, const char *source)
{
	return (struct sock6_membership){ .group = in6("ff15::1"),
					  .source = in6(source),
					  .ifindex = 3,
					  .mode = mode };
}

/* Whether a datagram to ff15::1 is wanted. */
static int accepts(const struct sock6_membership *list, unsigned count,
		   const char *source, uint32_t ifindex)
{
	struct sock6_control control = { .fields = SOCK6_DESTINATION |
						   SOCK6_INTERFACE,
					 .ifindex = ifindex,
					 .destination = in6("ff15::1") };
	struct sock6_message message = { .control = &control };

	message.peer.sin6_addr = in6(source);
	return sock6_membership_accepts(list, count, &message);
}

static void a_group_is_wanted_on_the_interface_where_it_is_joined(void)
{
	struct sock6_membership one = membership(SOCK6_EXCLUDE, "::");

	CHECK_EQ(1, accepts(&one, 1, "2001:db8::1", 3));
	CHECK_EQ(0, accepts(&one, 1, "2001:db8::1", 4));
	CHECK_EQ(0, accepts(&one, 0, "2001:db8::1", 3));
	CHECK_EQ(0, accepts(NULL, 0, "2001:db8::1", 3));
	CHECK_EQ(1, accepts(&one, 1, "::", 3)); /* RFC 4861 sends so */
	one.group = in6("ff15::2");
	CHECK_EQ(0, accepts(&one, 1, "2001:db8::1", 3));
}

static void joined_sources_are_wanted_and_no_others(void)
{
	struct sock6_membership list[2] = {
		membership(SOCK6_INCLUDE, "2001:db8::1"),
		membership(SOCK6_INCLUDE, "2001:db8::2")
	};

	CHECK_EQ(1, accepts(list, 2, "2001:db8::1", 3));
	CHECK_EQ(1, accepts(list, 2, "2001:db8::2", 3));
	CHECK_EQ(0, accepts(list, 2, "2001:db8::3", 3));
	CHECK_EQ(0, accepts(list, 2, "2001:db8::1", 4));
	CHECK_EQ(0, accepts(list, 1, "2001:db8::2", 3));
}

static void blocked_sources_are_not_wanted_in_whichever_order(void)
{
	struct sock6_membership list[3] = {
		membership(SOCK6_EXCLUDE, "2001:db8::1"),
		membership(SOCK6_EXCLUDE, "::"),
		membership(SOCK6_EXCLUDE, "2001:db8::2")
	};

	CHECK_EQ(0, accepts(list, 3, "2001:db8::1", 3));
	CHECK_EQ(0, accepts(list, 3, "2001:db8::2", 3));
	CHECK_EQ(1, accepts(list, 3, "2001:db8::3", 3));
	/* A block alone joins nothing. */
	CHECK_EQ(0, accepts(list, 1, "2001:db8::3", 3));
}

static void a_value_that_is_no_membership_wants_nothing(void)
{
	struct sock6_membership one = membership(SOCK6_INCLUDE, "::");

	CHECK_EQ(0, accepts(&one, 1, "::", 3));
	CHECK_EQ(0, accepts(&one, 1, "2001:db8::1", 3));
	one.mode = 0;
	CHECK_EQ(0, accepts(&one, 1, "2001:db8::1", 3));
}

static void what_is_not_multicast_is_always_wanted(void)
{
	struct sock6_control control = { .fields = SOCK6_DESTINATION |
						   SOCK6_INTERFACE,
					 .ifindex = 3,
					 .destination = in6("2001:db8::9") };
	struct sock6_message message = { .control = &control };

	CHECK_EQ(1, sock6_membership_accepts(NULL, 0, &message));
}

static void a_message_without_its_fields_cannot_be_judged(void)
{
	struct sock6_control control = { .fields = 0 };
	struct sock6_message message = { .control = NULL };

	CHECK_EQ(-ENODATA, sock6_membership_accepts(NULL, 0, &message));
	message.control = &control;
	CHECK_EQ(-ENODATA, sock6_membership_accepts(NULL, 0, &message));
	control.fields = SOCK6_DESTINATION;
	CHECK_EQ(-ENODATA, sock6_membership_accepts(NULL, 0, &message));
	control.fields = SOCK6_INTERFACE;
	CHECK_EQ(-ENODATA, sock6_membership_accepts(NULL, 0, &message));
}

static void check_refused(const struct sock6_membership *wrong)
{
	struct sock6_membership copy = *wrong;

	CHECK_EQ(-EINVAL, sock6_membership_join(FD, &copy));
	CHECK_EQ(-EINVAL, sock6_membership_leave(FD, &copy));
	strcpy(copy.interface, "eth0");
	CHECK_EQ(-EINVAL, sock6_membership_rejoin(FD, &copy));
}

static void values_that_are_no_membership_are_refused(void)
{
	static const char *const sources[] = { "ff02::1", "::ffff:192.0.2.1" };
	struct sock6_membership wrong = membership(0, "::");

	check_refused(&wrong);
	wrong.mode = 3;
	check_refused(&wrong);
	wrong.mode = SOCK6_INCLUDE;
	check_refused(&wrong);
	for (int i = 0; i < 2; i++) {
		wrong = membership(SOCK6_INCLUDE, sources[i]);
		check_refused(&wrong);
		wrong.mode = SOCK6_EXCLUDE;
		check_refused(&wrong);
	}
	wrong = membership(SOCK6_EXCLUDE, "::");
	wrong.group = in6("2001:db8::1");
	check_refused(&wrong);
}

static void a_membership_needs_an_interface(void)
{
	struct sock6_membership none = membership(SOCK6_EXCLUDE, "::");

	CHECK_EQ(-EINVAL, sock6_membership_rejoin(FD, &none)); /* no name */
	none.ifindex = 0;
	CHECK_EQ(-EINVAL, sock6_membership_join(FD, &none));
	CHECK_EQ(-EINVAL, sock6_membership_leave(FD, &none));
	memset(none.interface, 'x', sizeof(none.interface));
	CHECK_EQ(-EINVAL, sock6_membership_join(FD, &none));
	CHECK_EQ(-EINVAL, sock6_membership_rejoin(FD, &none));
	CHECK_EQ(-EINVAL, sock6_membership_join(FD, NULL));
	CHECK_EQ(-EINVAL, sock6_membership_leave(FD, NULL));
	CHECK_EQ(-EINVAL, sock6_membership_rejoin(FD, NULL));
}

static void lists_need_room_when_they_have_a_size(void)
{
	unsigned hidden = 77;

	CHECK_EQ(-EINVAL, sock6_membership_list(NULL, 1));
	CHECK_EQ(-EINVAL, sock6_membership_list_socket(FD, NULL, 1));
	CHECK_EQ(-EINVAL, sock6_membership_list_owners(NULL, 1, &hidden));
	CHECK_EQ(77, hidden);
}

#define GROUP_LINE                                                     \
	"4    eth0            ff150000000000000000000000000abc    12 " \
	"0000000C 0"
#define SOURCE_LINE                                            \
	"  4   eth0 ff150000000000000000000000000abc 20010db8" \
	"000000000000000000000001      3     45"

static void a_line_of_a_group_is_read(void)
{
	struct sock6_membership group;
	struct in6_addr expected = in6("ff15::abc");

	CHECK_EQ(0, group_line_parse(&group, GROUP_LINE, strlen(GROUP_LINE)));
	CHECK_EQ(4, group.ifindex);
	CHECK_STR("eth0", group.interface);
	CHECK_MEM(&expected, &group.group, 16);
	CHECK_EQ(SOCK6_EXCLUDE, group.mode);
	CHECK_EQ(12, group.sockets);
	CHECK(sock6_address_is_unspecified(&group.source));
}

static void a_line_of_a_source_is_read(void)
{
	struct source_line source;
	struct in6_addr expected = in6("2001:db8::1");

	CHECK_EQ(0,
		 source_line_parse(&source, SOURCE_LINE, strlen(SOURCE_LINE)));
	CHECK_EQ(4, source.membership.ifindex);
	CHECK_MEM(&expected, &source.membership.source, 16);
	CHECK_EQ(3, source.joins);
	CHECK_EQ(45, source.blocks);
}

/* In a block of its own size, so that a sanitizer sees one byte too many. */
static int parse_copy(const char *text, size_t size,
		      struct sock6_membership *group,
		      struct source_line *source)
{
	char *copy = malloc(size ? size : 1);
	int statuses;

	if (!copy)
		abort();
	memcpy(copy, text, size);
	statuses = (group_line_parse(group, copy, size) == 0) |
		   (source_line_parse(source, copy, size) == 0) << 1;
	free(copy);
	return statuses;
}

static void a_line_that_was_cut_is_refused_or_shorter_by_what_is_cut(void)
{
	struct sock6_membership group, untouched;
	struct source_line source;

	memset(&group, 0xa5, sizeof(group));
	untouched = group;
	for (size_t size = 0; size < strlen(SOURCE_LINE); size++) {
		int got = parse_copy(SOURCE_LINE, size, &group, &source);

		CHECK(!(got & 2) || source.blocks == 4);
	}
	for (size_t size = 0; size < strlen(GROUP_LINE); size++) {
		memset(&group, 0xa5, sizeof(group));
		if (!(parse_copy(GROUP_LINE, size, &group, &source) & 1))
			CHECK_MEM(&untouched, &group, sizeof(group));
		else
			CHECK(group.sockets == 12 || group.sockets == 1);
	}
}

static void broken_lines_are_refused(void)
{
	static const char *const broken[] = {
		"",
		" ",
		"4",
		"4 eth0",
		"x eth0 ff150000000000000000000000000abc 1",
		"-4 eth0 ff150000000000000000000000000abc 1",
		"4294967296 eth0 ff150000000000000000000000000abc 1",
		"4 eth0 ff150000000000000000000000000abc",
		"4 eth0 ff150000000000000000000000000ab 1",
		"4 eth0 ff150000000000000000000000000abcd 1",
		"4 eth0 ff15000000000000000000000000zabc 1",
		"4 eth0 FF150000000000000000000000000ABC 1",
		"4 eth0 ff150000000000000000000000000abc -1",
		"4 eth0 ff150000000000000000000000000abc 4294967296",
		"4 eth0 ff150000000000000000000000000abc one",
		"Idx Device Multicast Address Source Address INC EXC",
	};
	struct sock6_membership group;
	struct source_line source;

	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
		CHECK_EQ(-EBADMSG, group_line_parse(&group, broken[i],
						    strlen(broken[i])));
		CHECK_EQ(-EBADMSG, source_line_parse(&source, broken[i],
						     strlen(broken[i])));
	}
}

static void a_name_longer_than_its_room_is_refused(void)
{
	char line[SOCK6_INTERFACE_NAME_SIZE + 64];
	struct sock6_membership group;
	int size;

	for (int length = SOCK6_INTERFACE_NAME_SIZE - 2;
	     length <= SOCK6_INTERFACE_NAME_SIZE + 1; length++) {
		size = snprintf(line, sizeof(line), "4 %0*d %032x 1", length, 0,
				1u);
		CHECK_EQ(length < SOCK6_INTERFACE_NAME_SIZE ? 0 : -EBADMSG,
			 group_line_parse(&group, line, (size_t)size));
	}
}

static void random_lines_are_survived(void)
{
	static const char letters[] = "0123456789abcdef  \n-xZ\x80";
	struct random random = { 20260601 };
	struct sock6_membership group;
	struct source_line source;
	char line[120];

	for (int round = 0; round < 100000; round++) {
		size_t size = random_below(&random, sizeof(line));

		if (round % 2) {
			random_fill(&random, line, size);
		} else {
			memcpy(line, round % 4 ? GROUP_LINE : SOURCE_LINE, 64);
			for (size_t i = 0; i < size; i++)
				if (i >= 64 || random_below(&random, 30) == 0)
					line[i] = letters[random_below(
						&random, sizeof(letters))];
		}
		if (parse_copy(line, size, &group, &source) & 1)
			CHECK(memchr(group.interface, '\0',
				     sizeof(group.interface)) != NULL);
	}
}

int main(void)
{
	RUN(a_group_is_wanted_on_the_interface_where_it_is_joined);
	RUN(joined_sources_are_wanted_and_no_others);
	RUN(blocked_sources_are_not_wanted_in_whichever_order);
	RUN(a_value_that_is_no_membership_wants_nothing);
	RUN(what_is_not_multicast_is_always_wanted);
	RUN(a_message_without_its_fields_cannot_be_judged);
	RUN(values_that_are_no_membership_are_refused);
	RUN(a_membership_needs_an_interface);
	RUN(lists_need_room_when_they_have_a_size);
	RUN(a_line_of_a_group_is_read);
	RUN(a_line_of_a_source_is_read);
	RUN(a_line_that_was_cut_is_refused_or_shorter_by_what_is_cut);
	RUN(broken_lines_are_refused);
	RUN(a_name_longer_than_its_room_is_refused);
	RUN(random_lines_are_survived);
	return check_end();
}

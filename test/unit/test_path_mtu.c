/* SPDX-License-Identifier: MIT */
/* Path MTU: what fits, and what is an event. */
#include "check.h"
#include "sock6.h"

static struct sockaddr_in6 address_of(const char *text)
{
	struct sockaddr_in6 address;

	if (sock6_address_parse(&address, text, SOCK6_ADDRESS_IPV4) < 0)
		abort(); /* a slip in a test */
	return address;
}

static void the_headers_are_taken_off_by_family(void)
{
	struct in6_addr native = address_of("2001:db8::1").sin6_addr;
	struct in6_addr mapped = address_of("192.0.2.1").sin6_addr;

	CHECK_EQ(1232, sock6_path_mtu_payload(1280, &native, 8));
	CHECK_EQ(1452, sock6_path_mtu_payload(1500, &native, 8));
	CHECK_EQ(1472, sock6_path_mtu_payload(1500, &mapped, 8));
	CHECK_EQ(1460, sock6_path_mtu_payload(1500, &native, 0));
	CHECK_EQ(1460, sock6_path_mtu_payload(1500, &mapped, 20));
}

/* RFC 8200, 3: the length does not count the header; RFC 791, 3.1: it does. */
static void no_more_fits_than_a_packet_can_hold(void)
{
	struct in6_addr native = address_of("::1").sin6_addr;
	struct in6_addr mapped = address_of("127.0.0.1").sin6_addr;

	CHECK_EQ(65527, sock6_path_mtu_payload(65575, &native, 8));
	CHECK_EQ(65527, sock6_path_mtu_payload(65576, &native, 8));
	CHECK_EQ(65488, sock6_path_mtu_payload(65536, &native, 8));
	CHECK_EQ(65507, sock6_path_mtu_payload(65536, &mapped, 8));
	CHECK_EQ(65507, sock6_path_mtu_payload(UINT32_MAX, &mapped, 8));
}

static void headers_that_do_not_fit_are_refused(void)
{
	struct in6_addr native = address_of("::1").sin6_addr;
	struct in6_addr mapped = address_of("127.0.0.1").sin6_addr;

	CHECK_EQ(0, sock6_path_mtu_payload(48, &native, 8));
	CHECK_EQ(-EMSGSIZE, sock6_path_mtu_payload(47, &native, 8));
	CHECK_EQ(-EMSGSIZE, sock6_path_mtu_payload(39, &native, 0));
	CHECK_EQ(-EMSGSIZE, sock6_path_mtu_payload(0, &native, 0));
	CHECK_EQ(0, sock6_path_mtu_payload(20, &mapped, 0));
	CHECK_EQ(-EMSGSIZE, sock6_path_mtu_payload(19, &mapped, 0));
	CHECK_EQ(-EMSGSIZE, sock6_path_mtu_payload(1500, &mapped, UINT32_MAX));
}

static void a_routers_word_is_an_event(void)
{
	struct sock6_message quoted = { .peer = address_of("[2001:db8::2]:9") };
	struct sock6_error error = { .fields = SOCK6_ERROR_MTU |
					       SOCK6_ERROR_OFFENDER,
				     .origin = SOCK6_ORIGIN_ICMPV6,
				     .mtu = 1280 };
	struct sock6_path_mtu_event event;

	error.offender = address_of("2001:db8::1");
	memset(&event, 0xee, sizeof(event));
	REQUIRE_EQ(1, sock6_path_mtu_event(&event, &quoted, &error));
	CHECK_EQ(1280, event.mtu);
	CHECK_MEM(&quoted.peer, &event.destination, sizeof(quoted.peer));
	CHECK_MEM(&error.offender, &event.reporter, sizeof(event.reporter));
	for (size_t i = 0; i < 5; i++)
		CHECK_EQ(0, event.reserved[i]);
	error.fields = SOCK6_ERROR_MTU;
	REQUIRE_EQ(1, sock6_path_mtu_event(&event, &quoted, &error));
	CHECK_EQ(0, event.reporter.sin6_family);
}

static void is_no_event(const struct sock6_message *message,
			const struct sock6_error *error)
{
	struct sock6_path_mtu_event event, before;

	memset(&event, 0xee, sizeof(event));
	before = event;
	CHECK_EQ(0, sock6_path_mtu_event(&event, message, error));
	CHECK_MEM(&before, &event, sizeof(event));
}

/* RFC 8201, 4: less than every link must carry is not to be believed. */
static void a_claim_below_the_minimum_is_not_believed(void)
{
	struct sock6_message quoted = { .peer = address_of("2001:db8::2") };
	struct sock6_error error = { .fields = SOCK6_ERROR_MTU, .mtu = 1279 };
	struct sock6_path_mtu_event event;

	is_no_event(&quoted, &error);
	quoted.peer = address_of("192.0.2.2");
	CHECK_EQ(1, sock6_path_mtu_event(&event, &quoted, &error));
	error.mtu = 68;
	CHECK_EQ(1, sock6_path_mtu_event(&event, &quoted, &error));
	error.mtu = 67;
	is_no_event(&quoted, &error);
	error.mtu = 0;
	is_no_event(&quoted, &error);
}

static void what_tells_no_mtu_is_no_event(void)
{
	struct sock6_message quoted = { .peer = address_of("2001:db8::2") };
	struct sock6_error error = { .mtu = 1400 };

	is_no_event(&quoted, &error);
	error.fields = SOCK6_ERROR_MTU;
	memset(&quoted.peer, 0, sizeof(quoted.peer));
	is_no_event(&quoted, &error);
}

static void a_notice_is_an_event_and_a_datagram_is_none(void)
{
	struct sock6_control control = { .fields = SOCK6_PATH_MTU,
					 .path_mtu = 1300 };
	struct sock6_message message = { .peer = address_of("2001:db8::2"),
					 .control = &control,
					 .flags = SOCK6_NOTICE };
	struct sock6_path_mtu_event event;

	memset(&event, 0xee, sizeof(event));
	REQUIRE_EQ(1, sock6_path_mtu_event(&event, &message, NULL));
	CHECK_EQ(1300, event.mtu);
	CHECK_EQ(0, event.reporter.sin6_family);
	CHECK_MEM(&message.peer, &event.destination, sizeof(message.peer));
	control.fields = 0;
	is_no_event(&message, NULL);
	control.fields = SOCK6_PATH_MTU;
	message.control = NULL;
	is_no_event(&message, NULL);
	message.control = &control;
	message.flags = 0;
	is_no_event(&message, NULL);
}

int main(void)
{
	RUN(the_headers_are_taken_off_by_family);
	RUN(no_more_fits_than_a_packet_can_hold);
	RUN(headers_that_do_not_fit_are_refused);
	RUN(a_routers_word_is_an_event);
	RUN(a_claim_below_the_minimum_is_not_believed);
	RUN(what_tells_no_mtu_is_no_event);
	RUN(a_notice_is_an_event_and_a_datagram_is_none);
	return check_end();
}

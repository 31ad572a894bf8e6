/* SPDX-License-Identifier: MIT */
/* Records of the error queue as text. */
#include "check.h"
#include "sock6.h"

static void text_is(const char *expected, const struct sock6_error *error)
{
	char text[SOCK6_ERROR_TEXT_SIZE];

	memset(text, 'x', sizeof(text));
	CHECK_EQ(strlen(expected),
		 sock6_error_format(text, sizeof(text), error));
	CHECK_STR(expected, text);
}

static void an_icmp_error_has_type_code_and_offender(void)
{
	struct sock6_error error = { .fields = SOCK6_ERROR_MTU |
					       SOCK6_ERROR_OFFENDER,
				     .status = -EMSGSIZE,
				     .origin = SOCK6_ORIGIN_ICMPV6,
				     .type = SOCK6_ICMP_PACKET_TOO_BIG,
				     .mtu = 1400 };

	CHECK_EQ(0, sock6_address_parse(&error.offender, "fe80::1%9999", 0));
	text_is("origin=icmpv6 status=EMSGSIZE type=2 code=0 mtu=1400 "
		"offender=fe80::1%9999",
		&error);
	error.origin = SOCK6_ORIGIN_ICMPV4;
	error.fields = SOCK6_ERROR_POINTER | SOCK6_ERROR_EXTENSION |
		       SOCK6_ERROR_EXTENSION_DAMAGED;
	error.type = 12;
	error.pointer = 20;
	error.extension_offset = 128;
	error.extension_size = 12;
	text_is("origin=icmpv4 status=EMSGSIZE type=12 code=0 pointer=20 "
		"extension_offset=128 extension_size=12 extension_damaged",
		&error);
}

static void what_is_no_error_is_told_without_type_and_code(void)
{
	struct sock6_error error = { .fields = SOCK6_ERROR_TRANSMITTED |
					       SOCK6_ERROR_TRANSMIT_ID,
				     .origin = SOCK6_ORIGIN_TRANSMIT,
				     .stage = SOCK6_STAGE_SENT,
				     .transmit_id = 4,
				     .transmit_id_last = 4,
				     .transmitted = INT64_C(170000000000) };

	text_is("origin=transmit status=OK stage=sent transmit_id=4 "
		"transmitted=170000000000",
		&error);
	error.origin = SOCK6_ORIGIN_ZERO_COPY;
	error.fields = SOCK6_ERROR_TRANSMIT_ID | SOCK6_ERROR_COPIED;
	error.transmit_id_last = 6;
	text_is("origin=zero-copy status=OK transmit_id=4 transmit_id_last=6 "
		"copied",
		&error);
}

static void every_origin_and_stage_has_a_name(void)
{
	static const char origins[][10] = { "unknown", "local",    "icmpv6",
					    "icmpv4",  "transmit", "zero-copy",
					    "launch",  "pending",  "unknown" };
	static const char stages[][13] = { "unknown",   "scheduled",
					   "sent",      "acknowledged",
					   "completed", "unknown" };
	struct sock6_error error = { .status = -EIO };
	char text[SOCK6_ERROR_TEXT_SIZE], expected[200];

	for (unsigned origin = 0; origin < 9; origin++) {
		error.origin = (uint8_t)origin;
		sock6_error_format(text, sizeof(text), &error);
		snprintf(expected, sizeof(expected), "origin=%s status=EIO",
			 origins[origin]);
		CHECK(strncmp(expected, text, strlen(expected)) == 0);
	}
	error.origin = SOCK6_ORIGIN_TRANSMIT;
	for (unsigned stage = 0; stage < 6; stage++) {
		error.stage = (uint8_t)stage;
		snprintf(expected, sizeof(expected),
			 "origin=transmit status=EIO stage=%s", stages[stage]);
		text_is(expected, &error);
	}
}

static void the_longest_text_fits_and_no_room_is_too_small_by_chance(void)
{
	struct sock6_error error;
	char text[SOCK6_ERROR_TEXT_SIZE];
	int length;

	memset(&error, 0xff, sizeof(error));
	error.origin = SOCK6_ORIGIN_TRANSMIT;
	error.status = -EPROTONOSUPPORT;
	error.transmit_id = UINT32_MAX - 1;
	error.transmitted = INT64_MIN;
	error.offender.sin6_family = AF_INET6;
	error.offender.sin6_port = 0;
	length = sock6_error_format(text, sizeof(text), &error);
	CHECK(length > 250);
	for (int size = 0; size <= length; size++) {
		text[0] = '#';
		CHECK_EQ(-ENOSPC,
			 sock6_error_format(text, (size_t)size, &error));
		CHECK_EQ('#', text[0]);
	}
	CHECK_EQ(length, sock6_error_format(text, (size_t)length + 1, &error));
}

static void null_pointers_are_refused(void)
{
	struct sock6_error error = { .status = 0 };
	char text[SOCK6_ERROR_TEXT_SIZE];

	CHECK_EQ(-EINVAL, sock6_error_format(NULL, sizeof(text), &error));
	CHECK_EQ(-EINVAL, sock6_error_format(text, sizeof(text), NULL));
}

int main(void)
{
	RUN(an_icmp_error_has_type_code_and_offender);
	RUN(what_is_no_error_is_told_without_type_and_code);
	RUN(every_origin_and_stage_has_a_name);
	RUN(the_longest_text_fits_and_no_room_is_too_small_by_chance);
	RUN(null_pointers_are_refused);
	return check_end();
}

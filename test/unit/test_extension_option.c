/* SPDX-License-Identifier: MIT */
/* Options of hop-by-hop and destination options headers: round trips, padding,
 * hostile bytes. */
#include "check.h"
#include "random.h"
#include "sock6.h"

static const struct sock6_extension_option alert = {
	.type = SOCK6_EXTENSION_ROUTER_ALERT, .has_value = 1
};

/* A header of these options; its size or a negative errno value. */
static int build(unsigned char *header, size_t size,
		 const struct sock6_extension_option *options, unsigned count)
{
	int used = sock6_extension_options_start(header, size, 58);

	for (unsigned i = 0; used >= 0 && i < count; i++)
		used = sock6_extension_option_append(header, size, (size_t)used,
						     &options[i]);
	return used < 0 ? used
			: sock6_extension_options_finish(header, size,
							 (size_t)used);
}

/* The next option that is no padding. */
static int next_option(const void *header, size_t size, size_t *offset,
		       struct sock6_extension_option *option)
{
	int found;

	do {
		found = sock6_extension_option_next(header, size, offset,
						    option);
	} while (found > 0 && option->type <= SOCK6_EXTENSION_PAD_N);
	return found;
}

static void a_router_alert_is_what_rfc_2711_shows(void)
{
	static const unsigned char expected[8] = { 58, 0, 5, 2, 0, 0, 1, 0 };
	unsigned char header[8];

	CHECK_EQ(8, build(header, sizeof(header), &alert, 1));
	CHECK_MEM(expected, header, sizeof(expected));
}

static void known_options_stand_where_their_rfcs_want_them(void)
{
	static const unsigned char home[16] = { 0x20, 1 };
	static const unsigned char expected[40] = {
		58, 4,    4,    1, 7, 0, 0xc2, 4, 0, 1,    0x11, 0x70, 5,
		2,  0x12, 0x34, 1, 4, 0, 0,    0, 0, 0xc9, 16,   0x20, 1,
	};
	const struct sock6_extension_option options[] = {
		{ .type = SOCK6_EXTENSION_TUNNEL_LIMIT,
		  .has_value = 1,
		  .value = 7 },
		{ .type = SOCK6_EXTENSION_JUMBO_PAYLOAD,
		  .has_value = 1,
		  .value = 70000 },
		{ .type = SOCK6_EXTENSION_ROUTER_ALERT,
		  .has_value = 1,
		  .value = 0x1234 },
		{ .type = SOCK6_EXTENSION_HOME_ADDRESS,
		  .data = home,
		  .size = sizeof(home) },
	};
	unsigned char header[40];

	CHECK_EQ(40, build(header, sizeof(header), options, 4));
	CHECK_MEM(expected, header, sizeof(expected));
}

static void options_are_read_as_they_were_written(void)
{
	static const unsigned char data[7] = { 1, 2, 3, 4, 5, 6, 7 };
	const struct sock6_extension_option options[] = {
		alert,
		{ .type = 0xfe, .data = data, .size = sizeof(data) },
		{ .type = SOCK6_EXTENSION_JUMBO_PAYLOAD,
		  .has_value = 1,
		  .value = UINT32_MAX },
		{ .type = SOCK6_EXTENSION_TUNNEL_LIMIT,
		  .has_value = 1,
		  .value = 255 },
	};
	struct sock6_extension_option found;
	unsigned char header[64];
	int size = build(header, sizeof(header), options, 4);
	size_t offset = 0;

	REQUIRE(size > 0);
	for (unsigned i = 0; i < 4; i++) {
		memset(&found, 0xee, sizeof(found));
		REQUIRE_EQ(1,
			   next_option(header, (size_t)size, &offset, &found));
		CHECK_EQ(options[i].type, found.type);
		CHECK_EQ(options[i].type >> 6, found.action);
		CHECK_EQ(options[i].has_value, found.has_value);
		CHECK_EQ(options[i].value, found.value);
		CHECK_EQ(0, found.alignment);
	}
	CHECK_EQ(0, next_option(header, (size_t)size, &offset, &found));
}

static void what_a_node_does_with_a_stranger_is_in_its_type(void)
{
	unsigned char header[8] = { 58, 0, 0, 4 };
	struct sock6_extension_option option;

	for (unsigned type = 2; type < 256; type++) {
		size_t offset = 0;

		header[2] = (unsigned char)type;
		CHECK_EQ(1, sock6_extension_option_next(header, 8, &offset,
							&option));
		CHECK_EQ(type >> 6, option.action);
		CHECK_EQ(type >> 5 & 1, option.changes);
		CHECK_EQ(4, option.size);
		CHECK_EQ(type == SOCK6_EXTENSION_JUMBO_PAYLOAD,
			 option.has_value);
	}
}

static void padding_is_yielded_and_ends_the_header(void)
{
	static const unsigned char header[8] = { 58, 0, 0, 1, 3, 0, 0, 0 };
	struct sock6_extension_option option;
	size_t offset = 0;

	CHECK_EQ(1, sock6_extension_option_next(header, 8, &offset, &option));
	CHECK_EQ(SOCK6_EXTENSION_PAD_1, option.type);
	CHECK_EQ(0, option.size);
	CHECK_EQ(1, sock6_extension_option_next(header, 8, &offset, &option));
	CHECK_EQ(SOCK6_EXTENSION_PAD_N, option.type);
	CHECK_EQ(3, option.size);
	CHECK(option.data == header + 5);
	CHECK_EQ(0, sock6_extension_option_next(header, 8, &offset, &option));
	CHECK_EQ(0, sock6_extension_option_next(header, 8, &offset, &option));
}

static void padding_can_be_written(void)
{
	static const unsigned char expected[8] = { 58, 0, 0, 1, 3, 0, 0, 0 };
	const struct sock6_extension_option options[] = {
		{ .type = SOCK6_EXTENSION_PAD_1 },
		{ .type = SOCK6_EXTENSION_PAD_N, .size = 3 },
	};
	unsigned char header[8];

	memset(header, 0xee, sizeof(header));
	CHECK_EQ(8, build(header, sizeof(header), options, 2));
	CHECK_MEM(expected, header, sizeof(expected));
}

static int is_zero(const unsigned char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (bytes[i])
			return 0;
	return 1;
}

/* The place of an option of one byte in front of which there are others. */
static void check_place(unsigned filler, unsigned alignment, unsigned place)
{
	static const unsigned char data[64] = { 0 };
	struct sock6_extension_option found;
	struct sock6_extension_option options[2] = {
		{ .type = 0x1e, .data = data, .size = filler },
		{ .type = 0x3e, .data = data, .size = 1 },
	};
	unsigned char header[128];
	size_t offset = 0, at;
	int size;

	options[1].alignment = (uint8_t)alignment;
	options[1].alignment_offset = (uint8_t)place;
	memset(header, 0xee, sizeof(header));
	size = build(header, sizeof(header), options, 2);
	REQUIRE(size > 0);
	CHECK_EQ(0, size % 8);
	CHECK_EQ(1, next_option(header, (size_t)size, &offset, &found));
	while (sock6_extension_option_next(header, (size_t)size, &offset,
					   &found) > 0) {
		at = (size_t)((const unsigned char *)found.data - header) - 2;
		if (found.type == 0x3e)
			CHECK_EQ(place, at % alignment);
		else if (found.type == SOCK6_EXTENSION_PAD_N)
			CHECK(is_zero(found.data, found.size) &&
			      found.size <= 5);
	}
	CHECK_EQ(size, offset);
}

static void every_alignment_is_kept_with_the_least_padding(void)
{
	for (unsigned filler = 0; filler < 16; filler++)
		for (unsigned alignment = 1; alignment <= 8; alignment *= 2)
			for (unsigned place = 0; place < alignment; place++)
				check_place(filler, alignment, place);
}

static void what_cannot_be_written_is_refused(void)
{
	static const struct sock6_extension_option wrong[] = {
		{ .type = 0x1e, .alignment = 3 },
		{ .type = 0x1e, .alignment = 16 },
		{ .type = 0x1e, .alignment = 4, .alignment_offset = 4 },
		{ .type = 0x1e, .size = 256 },
		{ .type = 0x1e, .has_value = 1 },
		{ .type = SOCK6_EXTENSION_HOME_ADDRESS, .has_value = 1 },
		{ .type = SOCK6_EXTENSION_ROUTER_ALERT,
		  .has_value = 1,
		  .value = 65536 },
		{ .type = SOCK6_EXTENSION_TUNNEL_LIMIT,
		  .has_value = 1,
		  .value = 256 },
		{ .type = SOCK6_EXTENSION_ROUTER_ALERT, .has_value = 2 },
		{ .type = SOCK6_EXTENSION_PAD_1, .size = 1 },
	};
	unsigned char header[600], before[600];

	memset(header, 0xee, sizeof(header));
	memcpy(before, header, sizeof(before));
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		CHECK_EQ(-EINVAL,
			 sock6_extension_option_append(header, sizeof(header),
						       2, &wrong[i]));
	CHECK_EQ(-EINVAL,
		 sock6_extension_option_append(header, 600, 1, &alert));
	CHECK_EQ(-EINVAL, sock6_extension_options_finish(header, 600, 1));
	CHECK_EQ(-EINVAL, sock6_extension_options_start(header, 600, -1));
	CHECK_EQ(-EINVAL, sock6_extension_options_start(header, 600, 256));
	CHECK_MEM(before, header, sizeof(before));
}

static void too_little_room_writes_nothing(void)
{
	unsigned char header[8], before[8];

	memset(header, 0xee, sizeof(header));
	memcpy(before, header, sizeof(before));
	for (size_t size = 0; size < 2; size++)
		CHECK_EQ(-ENOSPC,
			 sock6_extension_options_start(header, size, 0));
	for (size_t size = 0; size < 6; size++)
		CHECK_EQ(-ENOSPC, sock6_extension_option_append(header, size, 2,
								&alert));
	for (size_t size = 0; size < 8; size++)
		CHECK_EQ(-ENOSPC,
			 sock6_extension_options_finish(header, size, 6));
	CHECK_MEM(before, header, sizeof(before));
	CHECK_EQ(6, sock6_extension_option_append(header, 6, 2, &alert));
}

static void a_header_can_be_as_long_as_its_length_can_tell(void)
{
	static const unsigned char data[255] = { 0 };
	const struct sock6_extension_option longest = { .type = 0x1e,
							.data = data,
							.size = 255 };
	const struct sock6_extension_option last = { .type = 0x1e,
						     .data = data,
						     .size = 245 };
	static unsigned char header[4096];
	struct sock6_extension_option found;
	size_t offset = 0;
	int used = 2;

	for (int i = 0; i < 7; i++)
		used = sock6_extension_option_append(header, sizeof(header),
						     (size_t)used, &longest);
	REQUIRE_EQ(1801, used);
	CHECK_EQ(-EMSGSIZE,
		 sock6_extension_option_append(header, sizeof(header),
					       (size_t)used, &longest));
	used = sock6_extension_option_append(header, sizeof(header),
					     (size_t)used, &last);
	REQUIRE_EQ(SOCK6_EXTENSION_SIZE_MAXIMUM, used);
	CHECK_EQ(SOCK6_EXTENSION_SIZE_MAXIMUM,
		 sock6_extension_options_finish(header, sizeof(header),
						(size_t)used));
	CHECK_EQ(255, header[1]);
	for (int i = 0; i < 8; i++)
		CHECK_EQ(1, sock6_extension_option_next(header, 2048, &offset,
							&found));
	CHECK_EQ(0, sock6_extension_option_next(header, 2048, &offset, &found));
	CHECK_EQ(-EMSGSIZE,
		 sock6_extension_options_finish(header, sizeof(header), 2049));
	CHECK_EQ(-EMSGSIZE, sock6_extension_option_append(
				    header, sizeof(header), SIZE_MAX, &alert));
	CHECK_EQ(-EMSGSIZE, sock6_extension_options_finish(
				    header, sizeof(header), SIZE_MAX));
}

static void options_that_leave_their_header_are_refused(void)
{
	static const unsigned char wrong[][8] = {
		{ 58, 0, 5, 5 },             /* one byte too long */
		{ 58, 0, 1, 3, 0, 0, 0, 5 }, /* no room for a length */
		{ 58, 1, 1, 4 },             /* a header of 16 */
		{ 58, 0, 5, 255, 0, 0, 0, 0 },
	};
	struct sock6_extension_option option, before;
	static const int good_ones[] = { 0, 1, 0, 0 };

	memset(&option, 0xee, sizeof(option));
	before = option;
	for (unsigned i = 0; i < 4; i++) {
		size_t offset = 0;

		for (int good = 0; good < good_ones[i]; good++)
			CHECK_EQ(1, sock6_extension_option_next(
					    wrong[i], 8, &offset, &option));
		if (good_ones[i] == 0) {
			CHECK_EQ(-EBADMSG,
				 sock6_extension_option_next(wrong[i], 8,
							     &offset, &option));
			CHECK_MEM(&before, &option, sizeof(option));
			CHECK_EQ(0, offset);
		} else {
			CHECK_EQ(-EBADMSG,
				 sock6_extension_option_next(wrong[i], 8,
							     &offset, &option));
			memset(&option, 0xee, sizeof(option));
		}
	}
}

static void every_truncation_of_a_header_is_refused(void)
{
	unsigned char header[8];
	struct sock6_extension_option option;

	REQUIRE_EQ(8, build(header, 8, &alert, 1));
	for (size_t size = 0; size < 8; size++) {
		size_t offset = 0;

		CHECK_EQ(-EBADMSG, sock6_extension_option_next(
					   header, size, &offset, &option));
	}
}

static void a_known_option_of_another_size_has_no_value(void)
{
	static const unsigned char header[8] = { 58, 0, 5, 3, 1, 2, 3, 0 };
	struct sock6_extension_option option;
	size_t offset = 0;

	CHECK_EQ(1, sock6_extension_option_next(header, 8, &offset, &option));
	CHECK_EQ(0, option.has_value);
	CHECK_EQ(0, option.value);
	CHECK_EQ(3, option.size);
}

/* Every view lies within the header; what is found has no gap. */
static void check_options(const unsigned char *header, size_t size)
{
	struct sock6_extension_option option;
	size_t offset = 0, at = 2;
	int found;

	while ((found = sock6_extension_option_next(header, size, &offset,
						    &option)) > 0) {
		at += option.type == SOCK6_EXTENSION_PAD_1 ? 1
							   : 2 + option.size;
		REQUIRE_EQ(at, offset);
		REQUIRE(offset <= size);
	}
	CHECK(found == 0 || found == -EBADMSG);
}

static void random_bytes_are_survived(void)
{
	struct random random = { 0x5eed7 };

	for (int i = 0; i < 100000; i++) {
		size_t size = random_below(&random, 120);
		unsigned char *header = malloc(size + 1);

		REQUIRE(header);
		random_fill(&random, header, size);
		if (size > 1)
			header[1] = (unsigned char)random_below(&random, 16);
		for (size_t at = 3; at < size; at++)
			if (random_below(&random, 2))
				header[at] &= 7;
		check_options(header, size);
		free(header);
	}
}

int main(void)
{
	RUN(a_router_alert_is_what_rfc_2711_shows);
	RUN(known_options_stand_where_their_rfcs_want_them);
	RUN(options_are_read_as_they_were_written);
	RUN(what_a_node_does_with_a_stranger_is_in_its_type);
	RUN(padding_is_yielded_and_ends_the_header);
	RUN(padding_can_be_written);
	RUN(every_alignment_is_kept_with_the_least_padding);
	RUN(what_cannot_be_written_is_refused);
	RUN(too_little_room_writes_nothing);
	RUN(a_header_can_be_as_long_as_its_length_can_tell);
	RUN(options_that_leave_their_header_are_refused);
	RUN(every_truncation_of_a_header_is_refused);
	RUN(a_known_option_of_another_size_has_no_value);
	RUN(random_bytes_are_survived);
	return check_end();
}

/* SPDX-License-Identifier: MIT */
/* Control values as one line of text. */
#include <arpa/inet.h>

#include "check.h"
#include "sock6.h"

/* The members by the order of their bits, as the text must have them. */
static const char *const names[] = {
	"traffic_class", "hop_limit",    "source",
	"destination",   "ifindex",      "flow_label",
	"next_hop",      "path_mtu",     "path_mtu_destination",
	"fragment_size", "received",     "received_hardware",
	"drops",         "mark",         "launch",
	"transmit_id",   "segment_size",
};

#define NAMES (sizeof(names) / sizeof(names[0]))
#define EVERY ((UINT64_C(1) << NAMES) - 1)

static struct sock6_control largest(uint64_t fields)
{
	struct sock6_control control;

	memset(&control, 0xff, sizeof(control));
	control.fields = fields;
	control.received = INT64_MIN;
	control.received_hardware = INT64_MIN;
	control.launch = INT64_MIN;
	memset(control.reserved, 0, sizeof(control.reserved));
	return control;
}

static void no_field_is_none(void)
{
	struct sock6_control control = largest(0);
	char text[SOCK6_CONTROL_TEXT_SIZE];

	CHECK_EQ(4, sock6_control_format(text, sizeof(text), &control));
	CHECK_STR("none", text);
}

static void the_example_of_the_header_is_written(void)
{
	struct sock6_control control =
		largest(SOCK6_TRAFFIC_CLASS | SOCK6_HOP_LIMIT |
			SOCK6_DESTINATION | SOCK6_INTERFACE);
	char text[SOCK6_CONTROL_TEXT_SIZE];

	control.traffic_class = 0x28;
	control.hop_limit = 64;
	control.ifindex = 2;
	CHECK_EQ(1, inet_pton(AF_INET6, "ff02::1", &control.destination));
	CHECK(sock6_control_format(text, sizeof(text), &control) > 0);
	CHECK_STR("traffic_class=0x28 hop_limit=64 destination=ff02::1 "
		  "ifindex=2",
		  text);
}

/* Splits "a=1 b=2" in place; the number of words that have the right names. */
static unsigned words_in_order(char *text, uint64_t fields, char *values[])
{
	unsigned found = 0;
	char *word = strtok(text, " ");

	for (size_t bit = 0; bit < NAMES; bit++) {
		size_t length = strlen(names[bit]);

		if (!(fields >> bit & 1))
			continue;
		if (!word || strncmp(word, names[bit], length) != 0 ||
		    word[length] != '=')
			return found;
		values[bit] = word + length + 1;
		found++;
		word = strtok(NULL, " ");
	}
	return word ? 0 : found;
}

static void each_field_alone_has_its_members_name(void)
{
	for (size_t bit = 0; bit < NAMES; bit++) {
		struct sock6_control control = largest(UINT64_C(1) << bit);
		char text[SOCK6_CONTROL_TEXT_SIZE], *values[NAMES];

		CHECK_EQ(strlen(names[bit]) + 1, strcspn(names[bit], "=") + 1);
		CHECK(sock6_control_format(text, sizeof(text), &control) > 0);
		CHECK_EQ(1, words_in_order(text, control.fields, values));
	}
}

static void all_fields_come_in_the_order_of_their_bits(void)
{
	struct sock6_control control = largest(EVERY);
	char text[SOCK6_CONTROL_TEXT_SIZE], *values[NAMES];
	int length;

	length = sock6_control_format(text, sizeof(text), &control);
	REQUIRE_EQ(strlen(text), length);
	REQUIRE(strchr(text, '\n') == NULL && strstr(text, "  ") == NULL);
	REQUIRE_EQ(NAMES, words_in_order(text, EVERY, values));
	CHECK_STR("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", values[2]);
	CHECK_STR("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", values[3]);
	CHECK_EQ(0xff, strtoll(values[0], NULL, 0));
	CHECK_EQ(0xff, strtoll(values[1], NULL, 0));
	CHECK_EQ(UINT32_MAX, strtoll(values[4], NULL, 0));
	CHECK_EQ(UINT32_MAX, strtoll(values[7], NULL, 0));
	CHECK_EQ(UINT16_MAX, strtoll(values[9], NULL, 0));
	CHECK_EQ(INT64_MIN, strtoll(values[10], NULL, 0));
	CHECK_EQ(UINT32_MAX, strtoll(values[12], NULL, 0));
	CHECK_EQ(UINT32_MAX, strtoll(values[13], NULL, 0));
	CHECK_EQ(UINT16_MAX, strtoll(values[16], NULL, 0));
}

static void an_unknown_bit_adds_no_text(void)
{
	char text[SOCK6_CONTROL_TEXT_SIZE], *values[NAMES];

	for (unsigned bit = NAMES; bit < 64; bit++) {
		struct sock6_control control =
			largest(UINT64_C(1) << bit | SOCK6_HOP_LIMIT);

		REQUIRE(sock6_control_format(text, sizeof(text), &control) > 0);
		CHECK_EQ(1, words_in_order(text, SOCK6_HOP_LIMIT, values));
	}
}

static void text_needs_room_to_the_byte(void)
{
	char text[SOCK6_CONTROL_TEXT_SIZE], untouched[sizeof(text)];
	struct sock6_control control = largest(EVERY);
	size_t need;

	need = (size_t)sock6_control_format(text, sizeof(text), &control);
	REQUIRE(need < sizeof(text));
	memset(untouched, 'x', sizeof(untouched));
	memset(text, 'x', sizeof(text));
	for (size_t size = 0; size <= need; size++)
		CHECK_EQ(-ENOSPC, sock6_control_format(text, size, &control));
	CHECK_MEM(untouched, text, sizeof(text));
	CHECK_EQ(need, sock6_control_format(text, need + 1, &control));
	CHECK_EQ(-EINVAL, sock6_control_format(NULL, sizeof(text), &control));
	CHECK_EQ(-EINVAL, sock6_control_format(text, sizeof(text), NULL));
}

int main(void)
{
	RUN(no_field_is_none);
	RUN(the_example_of_the_header_is_written);
	RUN(each_field_alone_has_its_members_name);
	RUN(all_fields_come_in_the_order_of_their_bits);
	RUN(an_unknown_bit_adds_no_text);
	RUN(text_needs_room_to_the_byte);
	return check_end();
}

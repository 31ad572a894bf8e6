/* SPDX-License-Identifier: MIT */
/* Extensions of ICMP messages: objects of every class, and any bytes. */
#include <arpa/inet.h>

#include "check.h"
#include "random.h"
#include "sock6.h"

static struct in6_addr in6(const char *text)
{
	struct in6_addr address = { { { 0 } } };

	CHECK_EQ(1, inet_pton(AF_INET6, text, &address));
	return address;
}

/* RFC 4950, 4: label 16, exp 5, TTL 64, then the last one. */
static const struct sock6_icmp_extension_label labels[] = {
	{ .label = 16, .traffic_class = 5, .time_to_live = 64 },
	{ .label = 0xfffff, .bottom = 1, .time_to_live = 1 },
};

static struct sock6_icmp_extension_interface an_interface(void)
{
	struct sock6_icmp_extension_interface interface = {
		.fields = 15,
		.role = SOCK6_ICMP_EXTENSION_LEAVING,
		.name_size = 4,
		.ifindex = 3,
		.mtu = 1500,
		.address = in6("2001:db8::1"),
		.name = "eth0"
	};

	return interface;
}

/* A structure with an object of each class; its size. */
static size_t whole(unsigned char *bytes, size_t size)
{
	struct sock6_icmp_extension_interface interface = an_interface();
	struct sock6_icmp_extension_identification by_name = {
		.key = SOCK6_ICMP_EXTENSION_BY_NAME, .size = 4, .value = "eth1"
	};
	struct sock6_icmp_extension_object other = {
		.class_number = 77, .class_type = 8, .size = 4, .data = "data"
	};
	int used =
		sock6_icmp_extension_labels_append(bytes, size, 0, labels, 2);

	CHECK_EQ(16, used);
	used = sock6_icmp_extension_interface_append(bytes, size, (size_t)used,
						     &interface);
	CHECK_EQ(16 + 4 + 4 + 20 + 8 + 4, used);
	used = sock6_icmp_extension_identification_append(
		bytes, size, (size_t)used, &by_name);
	CHECK_EQ(56 + 8, used);
	used = sock6_icmp_extension_append(bytes, size, (size_t)used, &other);
	CHECK_EQ(64 + 8, used);
	return used < 0 ? 0 : (size_t)used;
}

static void labels_are_as_in_the_rfc(void)
{
	static const unsigned char expected[] = { 0x20, 0,    0,    0,
						  0,    12,   1,    1,
						  0x00, 0x01, 0x0a, 0x40,
						  0xff, 0xff, 0xf1, 0x01 };
	unsigned char bytes[16];

	CHECK_EQ(16, sock6_icmp_extension_labels_append(bytes, sizeof(bytes), 0,
							labels, 2));
	CHECK_EQ(0, sock6_icmp_extension_check(bytes, 16));
	CHECK(bytes[2] || bytes[3]);
	bytes[2] = bytes[3] = 0;
	CHECK_MEM(expected, bytes, 16);
	/* RFC 4884, 7: 0 is a checksum that was not computed. */
	CHECK_EQ(0, sock6_icmp_extension_check(bytes, 16));
}

static void each_object_is_read_as_it_was_written(void)
{
	unsigned char bytes[100];
	size_t size = whole(bytes, sizeof(bytes)), offset = 0;
	struct sock6_icmp_extension_object object;
	struct sock6_icmp_extension_label label;
	struct sock6_icmp_extension_interface interface,
		expected = an_interface();
	struct sock6_icmp_extension_identification identification;
	unsigned index = 0;

	CHECK_EQ(0, sock6_icmp_extension_check(bytes, size));
	REQUIRE(sock6_icmp_extension_next(bytes, size, &offset, &object));
	CHECK_EQ(1, sock6_icmp_extension_label_next(&object, &index, &label));
	CHECK_MEM(&labels[0], &label, sizeof(label));
	CHECK_EQ(1, sock6_icmp_extension_label_next(&object, &index, &label));
	CHECK_MEM(&labels[1], &label, sizeof(label));
	CHECK_EQ(0, sock6_icmp_extension_label_next(&object, &index, &label));
	CHECK_EQ(-ENOMSG,
		 sock6_icmp_extension_interface_decode(&interface, &object));
	REQUIRE(sock6_icmp_extension_next(bytes, size, &offset, &object));
	CHECK_EQ(0, sock6_icmp_extension_interface_decode(&interface, &object));
	CHECK_MEM(&expected, &interface, sizeof(interface));
	CHECK_EQ(-ENOMSG, sock6_icmp_extension_identification_decode(
				  &identification, &object));
	REQUIRE(sock6_icmp_extension_next(bytes, size, &offset, &object));
	CHECK_EQ(0, sock6_icmp_extension_identification_decode(&identification,
							       &object));
	CHECK_STR("eth1", identification.value);
	CHECK_EQ(4, identification.size);
	REQUIRE(sock6_icmp_extension_next(bytes, size, &offset, &object));
	CHECK_EQ(77, object.class_number);
	CHECK_EQ(8, object.class_type);
	CHECK_EQ(4, object.size);
	CHECK_MEM("data", object.data, 4);
	CHECK_EQ(0, sock6_icmp_extension_next(bytes, size, &offset, &object));
	CHECK_EQ(size, offset);
}

static void an_interface_has_what_its_fields_say(void)
{
	for (unsigned fields = 0; fields < 16; fields++)
		for (unsigned kind = 0; kind < 8; kind++) {
			struct sock6_icmp_extension_interface sent =
				an_interface();
			struct sock6_icmp_extension_interface read;
			struct sock6_icmp_extension_object object;
			unsigned char bytes[120];
			size_t offset = 0;
			int size;

			sent.fields = (uint8_t)fields;
			sent.role = (uint8_t)(kind % 4);
			if (kind / 4)
				sent.address = in6("::ffff:192.0.2.1");
			size = sock6_icmp_extension_interface_append(
				bytes, sizeof(bytes), 0, &sent);
			REQUIRE(size >= 8);
			REQUIRE(sock6_icmp_extension_next(bytes, (size_t)size,
							  &offset, &object));
			CHECK_EQ(0, sock6_icmp_extension_interface_decode(
					    &read, &object));
			CHECK_EQ(fields, read.fields);
			CHECK_EQ(kind % 4, read.role);
			CHECK_EQ(fields & 8 ? 3 : 0, read.ifindex);
			CHECK_EQ(fields & 4 ? sent.address.s6_addr[15] : 0,
				 read.address.s6_addr[15]);
			CHECK_STR(fields & 2 ? "eth0" : "", read.name);
			CHECK_EQ(fields & 1 ? 1500 : 0, read.mtu);
		}
}

static void names_of_every_length_pass(void)
{
	for (unsigned length = 1; length <= 63; length++) {
		struct sock6_icmp_extension_interface sent = {
			.fields = 3, .mtu = 77, .name_size = (uint8_t)length
		};
		struct sock6_icmp_extension_interface read;
		struct sock6_icmp_extension_object object;
		unsigned char bytes[120];
		size_t offset = 0;
		int size;

		memset(sent.name, 'n', length);
		size = sock6_icmp_extension_interface_append(
			bytes, sizeof(bytes), 0, &sent);
		CHECK_EQ(8 + (length + 4) / 4 * 4 + 4, size);
		REQUIRE(sock6_icmp_extension_next(bytes, (size_t)size, &offset,
						  &object));
		CHECK_EQ(0,
			 sock6_icmp_extension_interface_decode(&read, &object));
		CHECK_MEM(&sent, &read, sizeof(read));
	}
}

static void an_interface_is_asked_for_by_any_key(void)
{
	struct sock6_icmp_extension_identification keys[3] = {
		{ .key = 1, .size = 255 },
		{ .key = 2, .ifindex = 0x01020304 },
		{ .key = 3, .family = SOCK6_ICMP_EXTENSION_IPV6, .size = 16 }
	};
	static const int sizes[3] = { 4 + 4 + 256, 12, 4 + 4 + 4 + 16 };

	memset(keys[0].value, 'n', 255);
	keys[2].value[15] = 1;
	for (int i = 0; i < 3; i++) {
		struct sock6_icmp_extension_identification read;
		struct sock6_icmp_extension_object object;
		unsigned char bytes[300];
		size_t offset = 0;

		CHECK_EQ(sizes[i], sock6_icmp_extension_identification_append(
					   bytes, sizeof(bytes), 0, &keys[i]));
		REQUIRE(sock6_icmp_extension_next(bytes, (size_t)sizes[i],
						  &offset, &object));
		CHECK_EQ(0, sock6_icmp_extension_identification_decode(
				    &read, &object));
		CHECK_MEM(&keys[i], &read, sizeof(read));
	}
}

static void a_flipped_bit_is_noticed(void)
{
	unsigned char bytes[100];
	size_t size = whole(bytes, sizeof(bytes));

	for (size_t bit = 0; bit < 8 * size; bit++) {
		bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
		CHECK(sock6_icmp_extension_check(bytes, size) < 0);
		bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
	}
	bytes[0] = 0x10;
	CHECK_EQ(-EPROTONOSUPPORT, sock6_icmp_extension_check(bytes, size));
}

static void a_structure_that_is_cut_is_noticed(void)
{
	unsigned char bytes[100];
	size_t size = whole(bytes, sizeof(bytes));

	for (size_t cut = 0; cut < size; cut++) {
		unsigned char *copy = malloc(cut + 1);
		struct sock6_icmp_extension_object object;
		size_t offset = 0;

		memcpy(copy + 1, bytes, cut);
		CHECK_EQ(-EBADMSG, sock6_icmp_extension_check(copy + 1, cut));
		while (sock6_icmp_extension_next(copy + 1, cut, &offset,
						 &object))
			CHECK(offset <= cut);
		free(copy);
	}
}

static void lengths_that_cannot_be_end_it(void)
{
	static const unsigned char lengths[] = { 0, 1, 2, 3, 13, 255 };
	unsigned char bytes[16] = { 0x20, [4] = 0, 12, 1, 1 };
	struct sock6_icmp_extension_object object;

	for (size_t i = 0; i < sizeof(lengths); i++) {
		size_t offset = 0;

		bytes[5] = lengths[i];
		CHECK_EQ(-EBADMSG, sock6_icmp_extension_check(bytes, 16));
		CHECK_EQ(0, sock6_icmp_extension_next(bytes, 16, &offset,
						      &object));
		CHECK_EQ(0, offset);
	}
}

static int interface_of(unsigned type, const void *data, size_t size)
{
	struct sock6_icmp_extension_object object = { .class_number = 2,
						      .class_type =
							      (uint8_t)type,
						      .size = (uint16_t)size,
						      .data = data };
	struct sock6_icmp_extension_interface read;

	return sock6_icmp_extension_interface_decode(&read, &object);
}

static void damaged_interfaces_are_refused(void)
{
	CHECK_EQ(-EBADMSG, interface_of(8, "\0\0\0", 3));
	CHECK_EQ(-EBADMSG, interface_of(4, "\0\2\0", 3));
	CHECK_EQ(-EBADMSG, interface_of(4, "\0\2\0\0aaaabbbbccccddd", 19));
	CHECK_EQ(-EBADMSG, interface_of(4, "\0\7\0\0aaaabbbbccccdddd", 20));
	CHECK_EQ(0, interface_of(4, "\0\1\0\0aaaa", 8));
	CHECK_EQ(-EBADMSG, interface_of(2, "\0abc", 4));
	CHECK_EQ(-EBADMSG, interface_of(2, "\3abc", 4));
	CHECK_EQ(-EBADMSG, interface_of(2, "\5abcd", 5));
	CHECK_EQ(-EBADMSG, interface_of(2, "\10abc", 4));
	CHECK_EQ(0, interface_of(2, "\4abc", 4));
	CHECK_EQ(-EBADMSG, interface_of(2, NULL, 0));
	CHECK_EQ(-EBADMSG, interface_of(3, "\4abc\0\0\1", 7));
}

static int identification_of(unsigned type, const void *data, size_t size)
{
	struct sock6_icmp_extension_object object = { .class_number = 3,
						      .class_type =
							      (uint8_t)type,
						      .size = (uint16_t)size,
						      .data = data };
	struct sock6_icmp_extension_identification read;

	return sock6_icmp_extension_identification_decode(&read, &object);
}

static void damaged_identifications_are_refused(void)
{
	static const char zeros[300];
	static char long_name[300];

	memset(long_name, 'n', sizeof(long_name));
	CHECK_EQ(-EBADMSG, identification_of(1, zeros, 300));
	CHECK_EQ(-EBADMSG, identification_of(1, long_name, 256));
	CHECK_EQ(-EBADMSG, identification_of(1, NULL, 0));
	CHECK_EQ(-EBADMSG, identification_of(2, zeros, 3));
	CHECK_EQ(-EBADMSG, identification_of(2, zeros, 8));
	CHECK_EQ(-EBADMSG, identification_of(3, "\0\2\20", 3));
	CHECK_EQ(-EBADMSG, identification_of(3, "\0\2\20\0aaaa", 8));
	CHECK_EQ(-EBADMSG, identification_of(3, "\0\2\0\0aaaa", 8));
	CHECK_EQ(-ENOMSG, identification_of(0, zeros, 4));
	CHECK_EQ(-ENOMSG, identification_of(4, zeros, 4));
}

static void what_cannot_be_written_is_refused(void)
{
	struct sock6_icmp_extension_interface interface = an_interface();
	struct sock6_icmp_extension_identification key = { .key = 1 };
	struct sock6_icmp_extension_label label = { .label = 0x100000 };
	struct sock6_icmp_extension_object object = { .size = 3 };
	unsigned char bytes[400];

#define REFUSED(call) CHECK_EQ(-EINVAL, sock6_icmp_extension_##call)
	REFUSED(append(bytes, sizeof(bytes), 0, &object));
	object.size = 0;
	REFUSED(append(bytes, sizeof(bytes), 4, &object));
	REFUSED(append(bytes, sizeof(bytes), 9, &object));
	REFUSED(append(bytes, 16, 20, &object));
	REFUSED(labels_append(bytes, sizeof(bytes), 0, &label, 1));
	REFUSED(labels_append(bytes, sizeof(bytes), 0, labels, 0));
	REFUSED(labels_append(bytes, sizeof(bytes), 0, labels, 65));
	label.label = 1;
	label.traffic_class = 8;
	REFUSED(labels_append(bytes, sizeof(bytes), 0, &label, 1));
	interface.role = 4;
	REFUSED(interface_append(bytes, sizeof(bytes), 0, &interface));
	interface.role = 0;
	interface.fields = 16;
	REFUSED(interface_append(bytes, sizeof(bytes), 0, &interface));
	interface.fields = 2;
	interface.name_size = 0;
	REFUSED(interface_append(bytes, sizeof(bytes), 0, &interface));
	interface.name_size = 64;
	REFUSED(interface_append(bytes, sizeof(bytes), 0, &interface));
	REFUSED(identification_append(bytes, sizeof(bytes), 0, &key));
	key.size = 256;
	REFUSED(identification_append(bytes, sizeof(bytes), 0, &key));
	key.size = 4;
	key.key = 4;
	REFUSED(identification_append(bytes, sizeof(bytes), 0, &key));
#undef REFUSED
}

static void room_is_needed_to_the_byte(void)
{
	struct sock6_icmp_extension_interface interface = an_interface();
	unsigned char bytes[60], untouched[60];

	memset(bytes, 0xee, sizeof(bytes));
	memset(untouched, 0xee, sizeof(untouched));
	for (size_t size = 0; size < 44; size++)
		CHECK_EQ(-ENOSPC, sock6_icmp_extension_interface_append(
					  bytes, size, 0, &interface));
	CHECK_MEM(untouched, bytes, sizeof(bytes));
	CHECK_EQ(44, sock6_icmp_extension_interface_append(bytes, 44, 0,
							   &interface));
}

static void any_bytes_are_survived(void)
{
	struct random random = { 4884 };
	static char text[SOCK6_ICMP_EXTENSION_TEXT_SIZE];
	unsigned objects = 0;

	for (int round = 0; round < 100000; round++) {
		size_t size = random_below(&random, 120), offset = 0;
		unsigned char *bytes = malloc(size + 1);
		struct sock6_icmp_extension_object object;

		random_fill(&random, bytes + 1, size);
		for (size_t at = 5; at + 4 <= size + 1; at += 24) {
			bytes[at] = 0;
			bytes[at + 1] &= 0x1f;
			bytes[at + 2] &= 3;
		}
		while (sock6_icmp_extension_next(bytes + 1, size, &offset,
						 &object)) {
			CHECK(offset <= size);
			objects++;
		}
		if (size)
			CHECK(sock6_icmp_extension_format(text, sizeof(text),
							  bytes + 1,
							  size) >= 0);
		free(bytes);
	}
	CHECK(objects > 50000);
}

static void the_text_is_as_documented(void)
{
	static const char expected[] =
		"object=label_stack labels=16:5:0:64,1048575:0:1:1 "
		"object=interface role=2 ifindex=3 address=2001:db8::1 "
		"name=eth0 mtu=1500 object=identification name=eth1 "
		"object=77 type=8 data=64617461";
	char text[SOCK6_ICMP_EXTENSION_TEXT_SIZE];
	unsigned char bytes[100];
	size_t size = whole(bytes, sizeof(bytes));
	size_t length = strlen(expected);

	CHECK_EQ(length,
		 sock6_icmp_extension_format(text, sizeof(text), bytes, size));
	CHECK_STR(expected, text);
	CHECK_EQ(-ENOSPC,
		 sock6_icmp_extension_format(text, length, bytes, size));
	CHECK_EQ(-EINVAL, sock6_icmp_extension_format(NULL, 9, bytes, size));
	CHECK_EQ(-EINVAL, sock6_icmp_extension_format(text, 9, NULL, 0));
	bytes[9] ^= 1;
	CHECK(sock6_icmp_extension_format(text, sizeof(text), bytes, 16) > 0);
	CHECK_STR("status=EBADMSG "
		  "object=label_stack labels=0:5:0:64,1048575:0:1:1",
		  text);
}

static void what_is_not_visible_is_escaped(void)
{
	struct sock6_icmp_extension_identification name = {
		.key = 1, .size = 5, .value = "a\33[ \\"
	};
	struct sock6_icmp_extension_identification address = {
		.key = 3,
		.family = SOCK6_ICMP_EXTENSION_MAC_48,
		.size = 6,
		.value = "\2\0\0\0\0\1"
	};
	char text[SOCK6_ICMP_EXTENSION_TEXT_SIZE];
	unsigned char bytes[100];
	int used = sock6_icmp_extension_identification_append(
		bytes, sizeof(bytes), 0, &name);

	used = sock6_icmp_extension_identification_append(
		bytes, sizeof(bytes), (size_t)used, &address);
	CHECK(sock6_icmp_extension_format(text, sizeof(text), bytes,
					  (size_t)used) > 0);
	CHECK_STR("object=identification name=a\\027[\\032\\092 "
		  "object=identification family=16389 address=020000000001",
		  text);
}

static void a_whole_error_has_room_for_its_text(void)
{
	static unsigned char bytes[1232];
	struct sock6_icmp_extension_object empty = { .class_number = 255,
						     .class_type = 255 };
	char text[SOCK6_ICMP_EXTENSION_TEXT_SIZE];
	int used = 0;

	while (used < 1232)
		used = sock6_icmp_extension_append(bytes, sizeof(bytes),
						   (size_t)used, &empty);
	CHECK_EQ(1232, used);
	bytes[8] ^= 0x80;
	CHECK(sock6_icmp_extension_format(text, sizeof(text), bytes, 1232) > 0);
}

int main(void)
{
	RUN(labels_are_as_in_the_rfc);
	RUN(each_object_is_read_as_it_was_written);
	RUN(an_interface_has_what_its_fields_say);
	RUN(names_of_every_length_pass);
	RUN(an_interface_is_asked_for_by_any_key);
	RUN(a_flipped_bit_is_noticed);
	RUN(a_structure_that_is_cut_is_noticed);
	RUN(lengths_that_cannot_be_end_it);
	RUN(damaged_interfaces_are_refused);
	RUN(damaged_identifications_are_refused);
	RUN(what_cannot_be_written_is_refused);
	RUN(room_is_needed_to_the_byte);
	RUN(any_bytes_are_survived);
	RUN(the_text_is_as_documented);
	RUN(what_is_not_visible_is_escaped);
	RUN(a_whole_error_has_room_for_its_text);
	return check_end();
}

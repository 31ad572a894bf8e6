/* SPDX-License-Identifier: MIT */
/* The checksum over the pseudo-header, against sums made by hand and in
 * another way. */
#include "checksum.h"

#include "check.h"
#include "random.h"

static const struct in6_addr one = { .s6_addr = { 0xfe, 0x80, [15] = 1 } };
static const struct in6_addr all_nodes = { .s6_addr = { 0xff,
							0x02, [15] = 1 } };

/* One bit of carry at a time, over the pseudo-header laid out as bytes. */
static uint16_t reference(const struct in6_addr *source,
			  const struct in6_addr *destination,
			  uint8_t next_header, const unsigned char *data,
			  size_t size)
{
	unsigned char bytes[40 + 2048] = { 0 };
	uint32_t sum = 0;

	memcpy(bytes, source, 16);
	memcpy(bytes + 16, destination, 16);
	bytes[34] = (unsigned char)(size >> 8);
	bytes[35] = (unsigned char)size;
	bytes[39] = next_header;
	memcpy(bytes + 40, data, size);
	for (size_t i = 0; i < 40 + size + size % 2; i += 2) {
		sum += (uint32_t)(bytes[i] * 256 + bytes[i + 1]);
		if (sum > 0xffff)
			sum -= 0xffff;
	}
	return (uint16_t)(0xffff - sum);
}

static void an_empty_payload_is_the_sum_of_the_pseudo_header(void)
{
	/* ~(0xfe80 + 1 + 0xff02 + 1 + 58), with the carries added */
	CHECK_EQ(0x0240, sock6__checksum(&one, &all_nodes, 58, "", 0));
}

static void a_stored_checksum_makes_the_sum_zero(void)
{
	unsigned char data[] = {
		128, 0, 0, 0, 0x12, 0x34, 0, 1, 'o', 'd', 'd'
	};
	uint16_t sum =
		sock6__checksum(&one, &all_nodes, 58, data, sizeof(data));

	data[2] = (unsigned char)(sum >> 8);
	data[3] = (unsigned char)sum;
	CHECK_EQ(0, sock6__checksum(&one, &all_nodes, 58, data, sizeof(data)));
	data[10] ^= 1;
	CHECK(sock6__checksum(&one, &all_nodes, 58, data, sizeof(data)) != 0);
}

static void each_part_of_the_pseudo_header_counts(void)
{
	unsigned char data[4] = { 1, 2, 3, 4 };
	uint16_t sum = sock6__checksum(&one, &all_nodes, 58, data, 4);

	CHECK(sum != sock6__checksum(&all_nodes, &all_nodes, 58, data, 4));
	CHECK(sum != sock6__checksum(&one, &one, 58, data, 4));
	CHECK(sum != sock6__checksum(&one, &all_nodes, 59, data, 4));
	data[3] = 0;
	CHECK(sock6__checksum(&one, &all_nodes, 58, data, 3) !=
	      sock6__checksum(&one, &all_nodes, 58, data, 4));
}

static void random_data_of_any_size_and_alignment_agree(void)
{
	struct random random = { 8200 };
	unsigned char room[2048 + 8];
	struct in6_addr from, to;

	for (int round = 0; round < 5000; round++) {
		size_t size = random_below(&random, 2049);
		size_t shift = random_below(&random, 8);
		uint8_t next = (uint8_t)random_next(&random);

		random_fill(&random, &from, sizeof(from));
		random_fill(&random, &to, sizeof(to));
		random_fill(&random, room, sizeof(room));
		CHECK_EQ(reference(&from, &to, next, room + shift, size),
			 sock6__checksum(&from, &to, next, room + shift, size));
	}
}

static void a_long_run_of_ones_overflows_nothing(void)
{
	static unsigned char data[1 << 20];
	struct in6_addr ones;

	memset(&ones, 0xff, sizeof(ones));
	memset(data, 0xff, sizeof(data));
	/* All words are 0, but for next header and length, 0x0010 0000. */
	CHECK_EQ(0xffff - 255 - 16,
		 sock6__checksum(&ones, &ones, 255, data, sizeof(data)));
}

int main(void)
{
	RUN(an_empty_payload_is_the_sum_of_the_pseudo_header);
	RUN(a_stored_checksum_makes_the_sum_zero);
	RUN(each_part_of_the_pseudo_header_counts);
	RUN(random_data_of_any_size_and_alignment_agree);
	RUN(a_long_run_of_ones_overflows_nothing);
	return check_end();
}

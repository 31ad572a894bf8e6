/* SPDX-License-Identifier: MIT */
/* Ready-made BPF programs, run by an interpreter over packets of every kind. */
#include "bpf.h"
#include "check.h"
#include "random.h"
#include "sock6.h"

#define UDP    17
#define ROUNDS 20000

static struct random random = { 20261123 };

struct packet {
	uint8_t network[40];
	uint8_t data[16];
	size_t size;
};

static int64_t run_over(const struct sock6_filter_match *match, int protocol,
			const struct packet *packet)
{
	struct sock6_filter_instruction program[SOCK6_FILTER_MATCH_MAXIMUM];
	struct bpf_packet view = { packet->data, packet->size, packet->network,
				   sizeof(packet->network) };
	int count = sock6_filter_build(program, SOCK6_FILTER_MATCH_MAXIMUM,
				       match, protocol);

	CHECK(count > 0);
	return count > 0 ? bpf_run(program, (unsigned)count, &view) : -1;
}

/* The same question, asked of the packet itself. */
static int should_pass(const struct sock6_filter_match *match, int protocol,
		       const struct packet *packet)
{
	size_t payload = protocol == UDP ? 8 : 0;
	uint8_t mask = match->first_byte_mask ? match->first_byte_mask : 0xff;
	const uint8_t *data = packet->data;

	if ((match->fields & SOCK6_FILTER_SOURCE_PORT) &&
	    (packet->size < 2 ||
	     match->source_port != (data[0] << 8 | data[1])))
		return 0;
	if ((match->fields & SOCK6_FILTER_DESTINATION_PORT) &&
	    (packet->size < 4 ||
	     match->destination_port != (data[2] << 8 | data[3])))
		return 0;
	if ((match->fields & SOCK6_FILTER_FIRST_BYTE) &&
	    (packet->size <= payload ||
	     (data[payload] & mask) != (match->first_byte & mask)))
		return 0;
	if ((match->fields & SOCK6_FILTER_ICMP_TYPE) &&
	    (packet->size < 1 ||
	     sock6_icmp_filter_will_block(&match->icmp_types, data[0])))
		return 0;
	if ((match->fields &
	     (SOCK6_FILTER_SOURCE | SOCK6_FILTER_DESTINATION)) &&
	    packet->network[0] >> 4 != 6)
		return 0;
	if ((match->fields & SOCK6_FILTER_SOURCE) &&
	    memcmp(packet->network + 8, &match->source, 16) != 0)
		return 0;
	return !(match->fields & SOCK6_FILTER_DESTINATION) ||
	       memcmp(packet->network + 24, &match->destination, 16) == 0;
}

/* Few values, so that what is asked for is often there. */
static void fill_packet(struct packet *packet)
{
	for (size_t i = 0; i < sizeof(packet->network); i++)
		packet->network[i] = (uint8_t)(random_below(&random, 8) == 0);
	packet->network[0] = random_below(&random, 8) ? 0x60 : 0x45;
	for (size_t i = 0; i < sizeof(packet->data); i++)
		packet->data[i] = (uint8_t)random_below(&random, 2);
	packet->size = random_below(&random, sizeof(packet->data) + 1);
}

static void fill_match(struct sock6_filter_match *match,
		       const struct packet *packet, int protocol)
{
	memset(match, 0, sizeof(*match));
	match->fields = SOCK6_FILTER_SOURCE | SOCK6_FILTER_DESTINATION |
			SOCK6_FILTER_FIRST_BYTE;
	if (protocol == UDP)
		match->fields |= SOCK6_FILTER_SOURCE_PORT |
				 SOCK6_FILTER_DESTINATION_PORT;
	if (protocol == SOCK6_ICMP_PROTOCOL)
		match->fields |= SOCK6_FILTER_ICMP_TYPE;
	match->fields &= (uint32_t)random_below(&random, 64);
	match->source_port = (uint16_t)(random_below(&random, 2) << 8);
	match->destination_port = (uint16_t)random_below(&random, 2);
	match->first_byte = (uint8_t)random_below(&random, 2);
	match->first_byte_mask = (uint8_t)(random_below(&random, 2) ? 0 : 0xfe);
	memcpy(&match->source, packet->network + 8, 16);
	memcpy(&match->destination, packet->network + 24, 16);
	if (random_below(&random, 3) == 0)
		match->destination.s6_addr[random_below(&random, 16)] ^= 1;
	for (int i = 0; i < 8; i++)
		match->icmp_types.blocked[i] =
			(uint32_t)random_below(&random, 4);
}

static void a_program_passes_what_matches_and_nothing_else(void)
{
	static const int protocols[] = { UDP, SOCK6_ICMP_PROTOCOL, 89 };
	unsigned passed = 0;

	for (int round = 0; round < ROUNDS; round++) {
		int protocol = protocols[round % 3];
		struct sock6_filter_match match;
		struct packet packet;
		int expected;

		fill_packet(&packet);
		fill_match(&match, &packet, protocol);
		expected = should_pass(&match, protocol, &packet);
		passed += (unsigned)expected;
		if (!CHECK_EQ(expected ? UINT32_MAX : 0,
			      run_over(&match, protocol, &packet)))
			return;
	}
	CHECK(passed > ROUNDS / 10 && passed < ROUNDS * 9 / 10);
}

static void each_icmp_type_is_told_from_all_others(void)
{
	struct sock6_filter_match match = { .fields = SOCK6_FILTER_ICMP_TYPE };
	struct packet packet = { .size = 8 };

	for (int wanted = 0; wanted < 256; wanted++) {
		sock6_icmp_filter_set_all(&match.icmp_types, 1);
		sock6_icmp_filter_accept(&match.icmp_types, wanted);
		for (int type = 0; type < 256; type++) {
			packet.data[0] = (uint8_t)type;
			if (!CHECK_EQ(type == wanted ? UINT32_MAX : 0,
				      run_over(&match, SOCK6_ICMP_PROTOCOL,
					       &packet)))
				return;
		}
	}
}

static void nothing_asked_is_everything_heard(void)
{
	struct sock6_filter_match match = { .fields = 0 };
	struct packet packet = { .size = 0 };

	CHECK_EQ(UINT32_MAX, run_over(&match, UDP, &packet));
}

static void what_a_socket_cannot_be_asked_is_refused(void)
{
	static const struct {
		uint32_t fields;
		int protocol;
	} wrong[] = {
		{ SOCK6_FILTER_ICMP_TYPE, UDP },
		{ SOCK6_FILTER_SOURCE_PORT, SOCK6_ICMP_PROTOCOL },
		{ SOCK6_FILTER_DESTINATION_PORT, 89 },
		{ 64, UDP },
		{ 0, 0 },
		{ 0, 256 },
		{ 0, -1 },
	};

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct sock6_filter_match match = { .fields = wrong[i].fields };
		struct sock6_filter_instruction program[2] = { { 7, 7, 7, 7 } };

		CHECK_EQ(-EINVAL, sock6_filter_build(program, 2, &match,
						     wrong[i].protocol));
		CHECK_EQ(7, program[0].code);
	}
}

static void a_program_needs_room_to_the_instruction(void)
{
	struct sock6_filter_match match = { .fields = 63 &
						      ~SOCK6_FILTER_ICMP_TYPE };
	struct sock6_filter_instruction program[SOCK6_FILTER_MATCH_MAXIMUM];
	int count = sock6_filter_build(program, SOCK6_FILTER_MATCH_MAXIMUM,
				       &match, UDP);

	REQUIRE(count > 0);
	memset(program, 0x5a, sizeof(program));
	CHECK_EQ(-ENOSPC,
		 sock6_filter_build(program, (unsigned)count - 1, &match, UDP));
	CHECK_EQ(0x5a5a, program[0].code);
	CHECK_EQ(count,
		 sock6_filter_build(program, (unsigned)count, &match, UDP));
	CHECK_EQ(0x5a5a, program[count].code);
}

int main(void)
{
	RUN(a_program_passes_what_matches_and_nothing_else);
	RUN(each_icmp_type_is_told_from_all_others);
	RUN(nothing_asked_is_everything_heard);
	RUN(what_a_socket_cannot_be_asked_is_refused);
	RUN(a_program_needs_room_to_the_instruction);
	return check_end();
}

/* SPDX-License-Identifier: MIT */
/*
 * Codecs without a system call, the library's and those written by hand in
 * turn, in one process: nanoseconds of each.
 *
 *	codec ROUNDS CALLS
 *
 * Prints "CODEC library|hand NS" with the median over the rounds, after it has
 * seen that both give the same result.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "hand.h"

#define ROUNDS 101

/* The compiler must neither drop a call nor move it out of the loop. */
#define KEEP(pointer) __asm__ volatile("" : : "r"(pointer) : "memory")

static struct sock6_control values;
static _Alignas(8) unsigned char bytes[512];
static int bytes_size;
static unsigned char packet[SOCK6_HEADER_SIZE];

typedef int encoder(void *, size_t, const struct sock6_control *, unsigned);
typedef int decoder(struct sock6_control *, const void *, size_t);
typedef int parser(struct sock6_header *, const void *, size_t);

struct codec {
	const char *name;
	void (*run)(int by_hand, unsigned calls);
};

static void run_encode(int by_hand, unsigned calls)
{
	encoder *encode = by_hand ? hand_encode : sock6_control_encode;
	_Alignas(8) unsigned char buffer[512];

	for (unsigned i = 0; i < calls; i++) {
		encode(buffer, sizeof(buffer), &values, SOCK6_IPV6);
		KEEP(buffer);
	}
}

static void run_decode(int by_hand, unsigned calls)
{
	decoder *decode = by_hand ? hand_decode : sock6_control_decode;
	struct sock6_control control;

	for (unsigned i = 0; i < calls; i++) {
		decode(&control, bytes, (size_t)bytes_size);
		KEEP(&control);
	}
}

static void run_parse(int by_hand, unsigned calls)
{
	parser *parse = by_hand ? hand_parse : sock6_header_parse;
	struct sock6_header header;

	for (unsigned i = 0; i < calls; i++) {
		parse(&header, packet, sizeof(packet));
		KEEP(&header);
	}
}

static const struct codec codecs[] = { { "encode", run_encode },
				       { "decode", run_decode },
				       { "parse", run_parse } };

static _Noreturn void differ(const char *name)
{
	fprintf(stderr, "%s: the two differ\n", name);
	exit(1);
}

static void check_encode(void)
{
	unsigned char other[sizeof(bytes)];
	int size;

	bytes_size =
		sock6_control_encode(bytes, sizeof(bytes), &values, SOCK6_IPV6);
	size = hand_encode(other, sizeof(other), &values, SOCK6_IPV6);
	if (size < 1 || size != bytes_size ||
	    memcmp(other, bytes, (size_t)size))
		differ("encode");
}

/* In the order in which the kernel delivers them. */
static void make_delivered(void)
{
	static const uint64_t order[] = { SOCK6_SOURCE | SOCK6_INTERFACE,
					  SOCK6_HOP_LIMIT,
					  SOCK6_TRAFFIC_CLASS };
	struct sock6_control one = values;

	bytes_size = 0;
	for (unsigned i = 0; i < 3; i++) {
		one.fields = order[i];
		bytes_size += sock6_control_encode(
			bytes + bytes_size, sizeof(bytes) - (size_t)bytes_size,
			&one, SOCK6_IPV6);
	}
}

static void check_decode(void)
{
	struct sock6_control one, other;

	make_delivered();
	if (sock6_control_decode(&one, bytes, (size_t)bytes_size) ||
	    hand_decode(&other, bytes, (size_t)bytes_size) ||
	    memcmp(&one, &other, sizeof(one)) != 0)
		differ("decode");
}

static void check_parse(void)
{
	struct sock6_header one, other;

	if (sock6_header_parse(&one, packet, sizeof(packet)) ||
	    hand_parse(&other, packet, sizeof(packet)) ||
	    memcmp(&one, &other, sizeof(one)) != 0)
		differ("parse");
}

static double time_of(const struct codec *codec, int by_hand, unsigned calls)
{
	struct timespec begin, end;

	clock_gettime(CLOCK_MONOTONIC, &begin);
	codec->run(by_hand, calls);
	clock_gettime(CLOCK_MONOTONIC, &end);
	return ((double)(end.tv_sec - begin.tv_sec) * 1e9 +
		(double)(end.tv_nsec - begin.tv_nsec)) /
	       calls;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void measure(const struct codec *codec, unsigned rounds, unsigned calls)
{
	double times[2][ROUNDS];

	for (int hand = 0; hand < 2; hand++)
		time_of(codec, hand, calls);
	for (unsigned i = 0; i < rounds; i++)
		for (unsigned j = 0; j < 2; j++) {
			int hand = (int)((i + j) % 2);

			times[hand][i] = time_of(codec, hand, calls);
		}
	for (int hand = 0; hand < 2; hand++) {
		qsort(times[hand], rounds, sizeof(double), compare);
		printf("%s %s %.3f\n", codec->name, hand ? "hand" : "library",
		       times[hand][rounds / 2]);
	}
}

int main(int argc, char **argv)
{
	unsigned rounds = argc > 1 ? (unsigned)atoi(argv[1]) : 11;
	unsigned calls = argc > 2 ? (unsigned)atoi(argv[2]) : 20000;
	struct sock6_header header = { .traffic_class = 0x28,
				       .flow_label = 0x12345,
				       .payload_length = 8,
				       .next_header = 58,
				       .hop_limit = 64,
				       .source = IN6ADDR_LOOPBACK_INIT,
				       .destination = IN6ADDR_LOOPBACK_INIT };

	if (rounds < 1 || rounds > ROUNDS || calls < 1)
		return 2;
	values.fields = SOCK6_TRAFFIC_CLASS | SOCK6_HOP_LIMIT | SOCK6_SOURCE |
			SOCK6_INTERFACE;
	values.traffic_class = 0x28;
	values.hop_limit = 64;
	values.ifindex = 1;
	values.source = (struct in6_addr)IN6ADDR_LOOPBACK_INIT;
	sock6_header_build(packet, sizeof(packet), &header);
	check_encode();
	check_decode();
	check_parse();
	for (size_t i = 0; i < sizeof(codecs) / sizeof(codecs[0]); i++)
		measure(&codecs[i], rounds, calls);
	return 0;
}

/* SPDX-License-Identifier: MIT */
/* sock6 reflect is of no use against others: what it never answers, seen on the
 * wire. */
#include <unistd.h>

#include "capture.h"
#include "forge.h"
#include "request_io.h"

static struct packet packet;

/* Datagrams that are no requests, each in a way of its own. */
static unsigned ask_nothing(sock6_fd fd, const struct sockaddr_in6 *peer)
{
	static const struct {
		unsigned at, value;
	} wrong[] = {
		{ 0, 'S' }, { 5, 2 }, { 6, 0 },  { 6, 1 },
		{ 6, 3 },   { 6, 4 }, { 40, 0 }, { 40, 2 },
	};
	unsigned count = 0;

	for (unsigned i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		make_request(request, 1);
		request[wrong[i].at] = (uint8_t)wrong[i].value;
		count += (unsigned)ask(fd, peer, REQUEST_SIZE, NULL);
	}
	make_request(request, 1);
	for (unsigned size = 0; size < REQUEST_SIZE; size += 3)
		count += (unsigned)ask(fd, peer, size, NULL);
	for (unsigned i = 0; i < 64; i++) {
		for (unsigned n = 0; n < 256; n++)
			request[n] = (uint8_t)rand();
		count += (unsigned)ask(fd, peer, 4 * i, NULL);
	}
	return count;
}

/* How many datagrams have left b until the answer to STREAM; bytes as well. */
static unsigned answers_on(int wire, size_t *bytes)
{
	int64_t deadline = sock6_now() + LAB_PATIENCE;
	unsigned count = 0;

	*bytes = 0;
	while (CHECK(capture_next(wire, &packet, deadline))) {
		if (!packet.outgoing || packet.protocol != 17)
			continue;
		count++;
		*bytes += packet.payload_size - 8;
		if (packet.payload_size >= 8 + REQUEST_SIZE &&
		    get_number(packet.payload + 16, 8) == STREAM)
			break;
	}
	return count;
}

static void nothing_but_a_request_is_answered(void)
{
	struct sockaddr_in6 peer = lab_peer(B, REQUEST_PORT, 0);
	sock6_fd fd = asker();
	int wire = capture_open("b", "eth0");
	json_t *summary;
	unsigned sent;
	size_t bytes;

	REQUIRE(REFLECT("--rate", "0"));
	sent = ask_nothing(fd, &peer);
	make_request(request, STREAM);
	REQUIRE(ask(fd, &peer, REQUEST_SIZE, NULL));
	CHECK_EQ(1, answers_on(wire, &bytes));
	CHECK_EQ(REQUEST_SIZE, bytes);
	summary = end_reflect();
	CHECK_EQ(sent, record_number(summary, "others"));
	CHECK_EQ(1, record_number(summary, "answers"));
	json_decref(summary);
	sock6_close(fd);
	sock6_close(wire);
}

/* Sources at which nobody can be; some of these Linux itself drops. */
static void forge_sources(uint16_t low_port)
{
	static const char *const sources[] = { "ff02::1", "ff1e::114", "::" };
	struct forged f = { "2001:db8:1::a", B,       0,
			    REQUEST_PORT,    request, REQUEST_SIZE };

	make_request(request, 1);
	forge("a", &f);
	f.source_port = low_port;
	forge("a", &f);
	f.source_port = 5000;
	for (unsigned i = 0; i < 3; i++) {
		f.source = sources[i];
		forge("a", &f);
	}
}

static void nobody_who_cannot_have_asked_is_answered(void)
{
	struct sockaddr_in6 peer = lab_peer(B, REQUEST_PORT, 0);
	sock6_fd fd = asker();
	int wire = capture_open("b", "eth0");
	json_t *summary;
	size_t bytes;

	REQUIRE(REFLECT("1024"));
	forge_sources(53);
	make_request(request, STREAM);
	REQUIRE(ask(fd, &peer, REQUEST_SIZE, NULL));
	CHECK_EQ(1, answers_on(wire, &bytes));
	summary = end_reflect();
	CHECK_EQ(1, record_number(summary, "answers"));
	/* Port 0, the low port, and the source ::, which Linux lets pass. */
	CHECK(record_number(summary, "refused") >= 2);
	json_decref(summary);
	sock6_close(fd);
	sock6_close(wire);
}

/* An answer would have to come from everybody's address. */
static void a_broadcast_is_not_answered(void)
{
	struct sockaddr_in everybody = {
		.sin_family = AF_INET,
		.sin_port = htons(REQUEST_PORT),
		.sin_addr.s_addr = htonl(0xc00002ff) /* 192.0.2.255 */
	};
	struct sockaddr_in6 peer = lab_peer(B, REQUEST_PORT, 0);
	sock6_fd fd = asker();
	int wire = capture_open("b", "eth0"), on = 1, ipv4;
	json_t *summary;
	size_t bytes;

	REQUIRE(REFLECT("1024"));
	lab_enter("a");
	ipv4 = socket(AF_INET, SOCK_DGRAM, 0);
	setsockopt(ipv4, SOL_SOCKET, SO_BROADCAST, &on, sizeof(on));
	make_request(request, 1);
	CHECK_EQ(REQUEST_SIZE,
		 sendto(ipv4, request, REQUEST_SIZE, 0,
			(struct sockaddr *)&everybody, sizeof(everybody)));
	make_request(request, STREAM);
	REQUIRE(ask(fd, &peer, REQUEST_SIZE, NULL));
	CHECK_EQ(1, answers_on(wire, &bytes));
	summary = end_reflect();
	CHECK_EQ(1, record_number(summary, "answers"));
	CHECK_EQ(1, record_number(summary, "failed"));
	json_decref(summary);
	close(ipv4);
	sock6_close(fd);
	sock6_close(wire);
}

static void a_low_port_is_answered_if_the_operator_says_so(void)
{
	struct sockaddr_in6 peer = lab_peer(B, REQUEST_PORT, 0);
	sock6_fd fd = lab_udp("a", "::", 53);
	struct lab_datagram answer;

	REQUIRE(REFLECT("--count", "1", "--low-ports"));
	make_request(request, STREAM);
	REQUIRE(ask(fd, &peer, REQUEST_SIZE, NULL));
	CHECK_EQ(REQUEST_SIZE, hear(fd, &answer));
	run_finish(&run);
	CHECK_EQ(0, run.end);
	sock6_close(fd);
}

/* A request in the name of another responder: one answer, and that is all. */
static void two_responders_do_not_keep_each_other_busy(void)
{
	static const char *const arguments[] = { "reflect", "--json", "5000",
						 NULL };
	static struct run other;
	struct sockaddr_in6 peer = lab_peer(B, REQUEST_PORT, 0);
	sock6_fd fd = asker();
	int wire = capture_open("b", "eth0");
	json_t *summary;
	size_t bytes;

	REQUIRE(REFLECT("1024"));
	run_start(&other, on_host, "a", arguments);
	REQUIRE(run_prints(&other, "port"));
	make_request(request, 1);
	forge("a", &(struct forged){ "2001:db8:1::a", B, 5000, REQUEST_PORT,
				     request, REQUEST_SIZE });
	make_request(request, STREAM);
	REQUIRE(ask(fd, &peer, REQUEST_SIZE, NULL));
	CHECK_EQ(2, answers_on(wire, &bytes));
	CHECK_EQ(2 * REQUEST_SIZE, bytes);
	summary = end_reflect();
	CHECK_EQ(2, record_number(summary, "answers"));
	CHECK_EQ(0, record_number(summary, "others"));
	json_decref(summary);
	/* The other one's came before; it reads what is there before it tells. */
	CHECK_EQ(SOCK6_READABLE,
		 sock6_wait(fd, SOCK6_READABLE, sock6_now() + LAB_PATIENCE));
	run_signal(&other, SIGUSR1);
	REQUIRE(run_prints(&other, "interim"));
	run_signal(&other, SIGINT);
	run_finish(&other);
	summary = run_record(&other, "summary", 0);
	CHECK_EQ(0, record_number(summary, "answers"));
	CHECK_EQ(1, record_number(summary, "others"));
	json_decref(summary);
	sock6_close(fd);
	sock6_close(wire);
}

static void answers_are_limited_to_a_rate(void)
{
	struct sockaddr_in6 peer = lab_peer(B, REQUEST_PORT, 0);
	int64_t answers, limited, began;
	sock6_fd fd = asker();
	json_t *summary;

	REQUIRE(REFLECT("--rate", "5"));
	began = sock6_now();
	make_request(request, STREAM);
	for (int i = 0; i < 50; i++)
		REQUIRE(ask(fd, &peer, REQUEST_SIZE, NULL));
	/* It reads what is there before it tells. */
	run_signal(&run, SIGUSR1);
	REQUIRE(run_prints(&run, "interim"));
	summary = end_reflect();
	answers = record_number(summary, "answers");
	limited = record_number(summary, "limited");
	CHECK_EQ(50, answers + limited);
	CHECK(answers >= 5 &&
	      answers <= 6 + (sock6_now() - began) / INT64_C(200000000));
	json_decref(summary);
	sock6_close(fd);
}

int main(void)
{
	if (!lab_begin("pair"))
		return check_skip_all("lab.sh pair runs this program");
	RUN(nothing_but_a_request_is_answered);
	RUN(nobody_who_cannot_have_asked_is_answered);
	RUN(a_broadcast_is_not_answered);
	RUN(a_low_port_is_answered_if_the_operator_says_so);
	RUN(two_responders_do_not_keep_each_other_busy);
	RUN(answers_are_limited_to_a_rate);
	return check_end();
}

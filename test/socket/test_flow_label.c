/* SPDX-License-Identifier: MIT */
/* Flow labels: leases, and answers with the label that came. */
#include "sockets.h"

static void a_label_is_chosen_leased_and_given_back(void)
{
	struct in6_addr to = address_of("2001:db8::1").sin6_addr;
	sock6_fd fd = udp_at("::1", 0);
	uint32_t label = 0, again;

	REQUIRE_EQ(0, sock6_flow_label_lease(fd, &to, &label));
	CHECK(label >= 1 && label <= SOCK6_FLOW_LABEL_MAXIMUM);
	CHECK_EQ(0, sock6_flow_label_release(fd, label));
	CHECK_EQ(-ESRCH, sock6_flow_label_release(fd, label));
	again = label;
	CHECK_EQ(0, sock6_flow_label_lease(fd, &to, &again));
	CHECK_EQ(label, again);
	sock6_close(fd);
}

/* A lease for one socket alone is kept for seconds after it has ended. */
static void a_label_is_free_at_once_for_a_program_that_starts_anew(void)
{
	struct in6_addr to = address_of("2001:db8::2").sin6_addr;
	uint32_t label = 0;

	for (int run = 0; run < 3; run++) {
		sock6_fd fd = udp_at("::1", 0);
		uint32_t before = label;

		CHECK_EQ(0, sock6_flow_label_lease(fd, &to, &label));
		CHECK(run == 0 || label == before);
		sock6_close(fd);
	}
}

static void what_is_no_label_is_refused(void)
{
	struct in6_addr to = address_of("2001:db8::1").sin6_addr;
	struct in6_addr mapped = address_of("::ffff:192.0.2.1").sin6_addr;
	sock6_fd fd = udp_at("::1", 0);
	uint32_t label = SOCK6_FLOW_LABEL_MAXIMUM + 1;

	CHECK_EQ(-EINVAL, sock6_flow_label_lease(fd, &to, &label));
	CHECK_EQ(SOCK6_FLOW_LABEL_MAXIMUM + 1, label);
	label = 7;
	CHECK_EQ(-EINVAL, sock6_flow_label_lease(fd, &mapped, &label));
	CHECK_EQ(-EINVAL, sock6_flow_label_lease(fd, NULL, &label));
	CHECK_EQ(-EINVAL, sock6_flow_label_lease(fd, &to, NULL));
	CHECK_EQ(-EBADF, sock6_flow_label_lease(-1, &to, &label));
	CHECK_EQ(7, label);
	CHECK_EQ(-EINVAL, sock6_flow_label_release(fd, 0));
	CHECK_EQ(-EINVAL,
		 sock6_flow_label_release(fd, SOCK6_FLOW_LABEL_MAXIMUM + 1));
	CHECK_EQ(-EBADF, sock6_flow_label_release(-1, 7));
	CHECK_EQ(-EINVAL, sock6_flow_label_reflect(fd, 2));
	CHECK_EQ(-EBADF, sock6_flow_label_reflect(-1, 1));
	CHECK_EQ(-EINVAL, sock6_flow_label_remote(fd, NULL));
	CHECK_EQ(-EBADF, sock6_flow_label_remote(-1, &label));
	sock6_close(fd);
}

/* Of an ordinary user: who may administer the network could take all that the
 * whole system has, and from everybody else here. */
static void an_ordinary_users_socket_has_a_limited_number_of_leases(void)
{
	struct in6_addr to = address_of("2001:db8::3").sin6_addr;
	sock6_fd fd = udp_at("::1", 0);
	int status = 0, leases = -1;

	if (geteuid() == 0)
		SKIP("the administrator has no limit but the system's");
	while (status == 0 && leases++ < 100) {
		uint32_t label = 0;

		status = sock6_flow_label_lease(fd, &to, &label);
	}
	CHECK_EQ(-ENOBUFS, status);
	CHECK(leases > 0);
	sock6_close(fd);
}

static void a_datagram_is_answered_with_its_label(void)
{
	char data[16];
	struct sock6_control came, answer,
		question = { .fields = SOCK6_FLOW_LABEL,
			     .flow_label = 0x2abcd };
	struct sock6_message in = incoming(data, sizeof(data), &came);
	struct sock6_message out = outgoing("yes", 3, NULL, &answer);
	struct pair pair;

	REQUIRE(pair_open(&pair));
	for (int i = 0; i < 2; i++)
		CHECK_EQ(0, sock6_control_request(
				    i ? pair.sender : pair.receiver,
				    SOCK6_DESTINATION | SOCK6_INTERFACE |
					    SOCK6_FLOW_LABEL,
				    NULL));
	CHECK_EQ(3, send_text(pair.sender, "so?", &pair.to, &question));
	CHECK_EQ(3, receive_soon(pair.receiver, &in));
	CHECK_EQ(0, sock6_message_reply(&out, &in));
	CHECK_EQ(0, sock6_flow_label_reply(&out, &in));
	CHECK_EQ(3, sock6_send(pair.receiver, &out, 0));
	CHECK_EQ(3, receive_soon(pair.sender, &in));
	CHECK(came.fields & SOCK6_FLOW_LABEL);
	CHECK_EQ(0x2abcd, came.flow_label);
	pair_close(&pair);
}

static void without_a_label_the_answer_has_none(void)
{
	struct sock6_control came = { .fields = 0 };
	struct sock6_control answer = { .fields =
						SOCK6_FLOW_LABEL | SOCK6_SOURCE,
					.flow_label = 5 };
	struct sock6_message in = incoming(NULL, 0, &came);
	struct sock6_message out = outgoing(NULL, 0, NULL, &answer);

	CHECK_EQ(0, sock6_flow_label_reply(&out, &in));
	CHECK_EQ(SOCK6_SOURCE, answer.fields);
	in.control = NULL;
	CHECK_EQ(-EINVAL, sock6_flow_label_reply(&out, &in));
	CHECK_EQ(-EINVAL, sock6_flow_label_reply(&out, NULL));
	CHECK_EQ(-EINVAL, sock6_flow_label_reply(NULL, &in));
}

int main(void)
{
	if (no_sockets())
		return check_skip_all(no_sockets());
	RUN(a_label_is_chosen_leased_and_given_back);
	RUN(a_label_is_free_at_once_for_a_program_that_starts_anew);
	RUN(what_is_no_label_is_refused);
	RUN(an_ordinary_users_socket_has_a_limited_number_of_leases);
	RUN(a_datagram_is_answered_with_its_label);
	RUN(without_a_label_the_answer_has_none);
	return check_end();
}

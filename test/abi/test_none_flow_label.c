/* SPDX-License-Identifier: MIT */
/* Flow labels with no system beneath: an answer can have one, a lease not. */
#include "check.h"
#include "sock6.h"

static void no_label_is_leased_reflected_or_told(void)
{
	static const struct in6_addr to = { .s6_addr = { 0x20, 0x01 } };
	uint32_t label = 7;

	CHECK_EQ(-EOPNOTSUPP, sock6_flow_label_lease(0, &to, &label));
	CHECK_EQ(-EOPNOTSUPP, sock6_flow_label_release(0, label));
	CHECK_EQ(-EOPNOTSUPP, sock6_flow_label_reflect(0, 1));
	CHECK_EQ(-EOPNOTSUPP, sock6_flow_label_remote(0, &label));
	CHECK_EQ(7, label);
}

static void an_answer_has_the_label_that_came(void)
{
	struct sock6_control came = { .fields = SOCK6_FLOW_LABEL,
				      .flow_label = 9 };
	struct sock6_control answer = { .fields = 0 };
	struct sock6_message in = { .control = &came };
	struct sock6_message out = { .control = &answer };

	CHECK_EQ(0, sock6_flow_label_reply(&out, &in));
	CHECK_EQ(9, answer.flow_label);
}

int main(void)
{
	RUN(no_label_is_leased_reflected_or_told);
	RUN(an_answer_has_the_label_that_came);
	return check_end();
}

/* SPDX-License-Identifier: MIT */
/* A probe with no system beneath: everything is absent, and it ends. */
#include "check.h"
#include "sock6.h"

static struct sock6_probe_result results[SOCK6_PROBE_MAXIMUM];

static void everything_is_absent(void)
{
	int count = sock6_probe(results, SOCK6_PROBE_MAXIMUM);

	REQUIRE(count > 65 && count <= SOCK6_PROBE_MAXIMUM);
	for (int i = 0; i < count; i++) {
		if (!CHECK_EQ(SOCK6_PROBE_ABSENT, results[i].state))
			printf("# %s\n", results[i].name);
		CHECK_EQ(-EOPNOTSUPP, results[i].status);
		CHECK_STR("", results[i].since);
		CHECK_STR("", results[i].privilege);
		CHECK(results[i].reason[0] != '\0');
	}
}

static void it_can_be_counted(void)
{
	CHECK_EQ(sock6_probe(results, SOCK6_PROBE_MAXIMUM),
		 sock6_probe(NULL, 0));
	CHECK_EQ(-EINVAL, sock6_probe(NULL, 1));
	CHECK_STR("absent", sock6_probe_state_name(SOCK6_PROBE_ABSENT));
}

int main(void)
{
	RUN(everything_is_absent);
	RUN(it_can_be_counted);
	return check_end();
}

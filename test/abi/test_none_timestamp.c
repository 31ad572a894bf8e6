/* SPDX-License-Identifier: MIT */
/* Timestamps with no system beneath: there are none. */
#include "check.h"
#include "sock6.h"

static void nothing_is_stamped_or_launched(void)
{
	CHECK_EQ(-EOPNOTSUPP, sock6_timestamp_request(0, SOCK6_TIMESTAMP_SENT));
	CHECK_EQ(-EOPNOTSUPP, sock6_timestamp_offered(1));
	CHECK_EQ(-EOPNOTSUPP,
		 sock6_launch_request(0, SOCK6_CLOCK_MONOTONIC, 0));
	CHECK_EQ(-EINVAL, sock6_launch_request(0, 0, 0));
}

int main(void)
{
	RUN(nothing_is_stamped_or_launched);
	return check_end();
}

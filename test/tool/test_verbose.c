/* SPDX-License-Identifier: MIT */
/* --verbose: each option call with its level, name, value and result. */
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "ports.h"
#include "run.h"
#include "sock6.h"

static struct run run;

static void each_option_call_is_shown_on_standard_error(void)
{
	char port[8];

	if (!has_loopback())
		SKIP("there is no ::1");
	snprintf(port, sizeof(port), "%u", free_port());
	run_tool(&run, "listen", port, "--verbose", "--deadline", "10ms", NULL);
	CHECK_EQ(124, run.end);
	CHECK(strstr(run.errors, "sock6 listen: setsockopt(") != NULL);
	CHECK(strstr(run.errors, "IPPROTO_IPV6, 66 receive-traffic-class, "
				 "1) = 0\n") != NULL);
	CHECK(strstr(run.output, "setsockopt") == NULL);
}

static void a_call_that_fails_is_shown_with_its_error(void)
{
	if (!has_loopback())
		SKIP("there is no ::1");
	run_tool(&run, "listen", "ff05::1%lo", "--exclude", "::2", "--exclude",
		 "::2", "-v", NULL);
	CHECK(strstr(run.errors, "IPPROTO_IPV6, MCAST_BLOCK_SOURCE, ") != NULL);
	CHECK(strstr(run.errors, ") = EADDRNOTAVAIL, ") != NULL);
}

static void without_it_nothing_is_shown(void)
{
	run_tool(&run, "selftest", NULL);
	CHECK_STR("", run.errors);
}

int main(void)
{
	RUN(each_option_call_is_shown_on_standard_error);
	RUN(a_call_that_fails_is_shown_with_its_error);
	RUN(without_it_nothing_is_shown);
	return check_end();
}

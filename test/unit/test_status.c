/* SPDX-License-Identifier: MIT */
/* Names and texts of status values, and the version. */
#include <ctype.h>
#include <limits.h>

#include "check.h"
#include "sock6.h"

static const struct {
	int value;
	const char *name;
} documented[] = {
	{ EACCES, "EACCES" },
	{ EADDRINUSE, "EADDRINUSE" },
	{ EADDRNOTAVAIL, "EADDRNOTAVAIL" },
	{ EAFNOSUPPORT, "EAFNOSUPPORT" },
	{ EAGAIN, "EAGAIN" },
	{ EBADF, "EBADF" },
	{ EBADMSG, "EBADMSG" },
	{ ECONNREFUSED, "ECONNREFUSED" },
	{ EDESTADDRREQ, "EDESTADDRREQ" },
	{ EFAULT, "EFAULT" },
	{ EHOSTUNREACH, "EHOSTUNREACH" },
	{ EINTR, "EINTR" },
	{ EINVAL, "EINVAL" },
	{ EIO, "EIO" },
	{ EMFILE, "EMFILE" },
	{ EMSGSIZE, "EMSGSIZE" },
	{ ENETUNREACH, "ENETUNREACH" },
	{ ENFILE, "ENFILE" },
	{ ENOBUFS, "ENOBUFS" },
	{ ENODATA, "ENODATA" },
	{ ENODEV, "ENODEV" },
	{ ENOENT, "ENOENT" },
	{ ENOMEM, "ENOMEM" },
	{ ENOPROTOOPT, "ENOPROTOOPT" },
	{ ENOSPC, "ENOSPC" },
	{ ENOTCONN, "ENOTCONN" },
	{ ENOTSOCK, "ENOTSOCK" },
	{ EOPNOTSUPP, "EOPNOTSUPP" },
	{ EPERM, "EPERM" },
	{ EPROTONOSUPPORT, "EPROTONOSUPPORT" },
	{ ETIMEDOUT, "ETIMEDOUT" },
};

#define DOCUMENTED (sizeof(documented) / sizeof(documented[0]))

static void every_documented_error_has_its_name(void)
{
	for (size_t i = 0; i < DOCUMENTED; i++) {
		CHECK_STR(documented[i].name,
			  sock6_status_name(documented[i].value));
		CHECK_STR(documented[i].name,
			  sock6_status_name(-documented[i].value));
	}
}

static void every_documented_error_has_one_line_of_text(void)
{
	for (size_t i = 0; i < DOCUMENTED; i++) {
		const char *text = sock6_status_text(-documented[i].value);

		REQUIRE(text);
		REQUIRE(strlen(text) > 3 && strlen(text) < 72);
		CHECK(strcmp(text, "unknown status") != 0);
		CHECK(text[strlen(text) - 1] != '.');
		CHECK(strchr(text, '\n') == NULL);
		CHECK_STR(text, sock6_status_text(documented[i].value));
	}
}

static void no_two_errors_share_a_text(void)
{
	for (size_t i = 0; i < DOCUMENTED; i++)
		for (size_t j = i + 1; j < DOCUMENTED; j++)
			CHECK(strcmp(sock6_status_text(documented[i].value),
				     sock6_status_text(documented[j].value)) !=
			      0);
}

static void success_is_ok(void)
{
	CHECK_STR("OK", sock6_status_name(0));
	REQUIRE(sock6_status_text(0));
	CHECK(strcmp(sock6_status_text(0), "unknown status") != 0);
}

static void a_value_without_a_name_is_unknown(void)
{
	static const int values[] = { 3999,    -3999,   100000,
				      INT_MAX, INT_MIN, INT_MIN + 1 };

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		CHECK_STR("UNKNOWN", sock6_status_name(values[i]));
		CHECK_STR("unknown status", sock6_status_text(values[i]));
	}
}

static void every_small_number_gets_a_printable_answer(void)
{
	for (int value = -200; value <= 200; value++) {
		const char *name = sock6_status_name(value);
		const char *text = sock6_status_text(value);

		REQUIRE(name && name[0] && text && text[0]);
		for (; *text; text++)
			REQUIRE(isprint((unsigned char)*text));
		CHECK((strcmp(name, "UNKNOWN") == 0) ==
		      (strcmp(sock6_status_text(value), "unknown status") ==
		       0));
	}
}

static void the_library_has_the_version_of_its_header(void)
{
	CHECK_EQ(SOCK6_VERSION, sock6_version());
	CHECK_EQ(SOCK6_VERSION_MAJOR, sock6_version() >> 16);
	CHECK_EQ(SOCK6_VERSION_MINOR, sock6_version() >> 8 & 0xff);
	CHECK_EQ(SOCK6_VERSION_PATCH, sock6_version() & 0xff);
}

int main(void)
{
	RUN(every_documented_error_has_its_name);
	RUN(every_documented_error_has_one_line_of_text);
	RUN(no_two_errors_share_a_text);
	RUN(success_is_ok);
	RUN(a_value_without_a_name_is_unknown);
	RUN(every_small_number_gets_a_printable_answer);
	RUN(the_library_has_the_version_of_its_header);
	return check_end();
}

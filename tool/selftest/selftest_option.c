/* SPDX-License-Identifier: MIT */
/* Self-test of the options: each is set, read back and restored. */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "selftest.h"

struct tally {
	unsigned done, privileged, absent;
	char names[100]; /* of the privileged ones */
};

struct kind {
	int type, protocol;
};

/* An option goes with the first kind of socket that has it. */
static const struct kind kinds[] = {
	{ SOCK_DGRAM, 0 },
	{ SOCK_STREAM, 0 },
	{ SOCK_RAW, 253 }, /* RFC 3692: for experiments */
	{ SOCK_RAW, IPPROTO_RAW },
};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

/*
 * What is read may differ from what was set: of a buffer's size the system
 * keeps a limit and a minimum of its own, of bits the ones it implies.
 */
static int is_same(const struct sock6_option_info *info, int option,
		   int64_t wanted, int64_t value)
{
	if (option == SOCK6_OPT_RECEIVE_BUFFER ||
	    option == SOCK6_OPT_SEND_BUFFER)
		return value >= wanted;
	if (info->type == SOCK6_OPTION_BITS)
		return (value & wanted) == wanted;
	return value == wanted;
}

/* The n-th value worth trying, or what the option has already at the end. */
static int64_t candidate(const struct selftest *t,
			 const struct sock6_option_info *info, int64_t old,
			 unsigned n)
{
	const int64_t numbers[] = {
		1, 2, 0, 1280, info->minimum, info->maximum
	};
	const unsigned count = sizeof(numbers) / sizeof(numbers[0]);

	switch (info->type) {
	case SOCK6_OPTION_BOOLEAN: return n == 0 ? !old : old;
	case SOCK6_OPTION_INTERFACE: return n == 0 ? t->loopback : old;
	case SOCK6_OPTION_BITS:
		return n < 16 ? (old & (INT64_C(1) << n) ? 0 : INT64_C(1) << n)
			      : old;
	default: return n < count ? numbers[n] : old;
	}
}

static int set_another(const struct selftest *t, int fd, int option,
		       const struct sock6_option_info *info, int64_t old,
		       int64_t *wanted)
{
	int status = -EINVAL;

	for (unsigned n = 0; n < 20 && status == -EINVAL; n++) {
		*wanted = candidate(t, info, old, n);
		if (*wanted != old && *wanted >= info->minimum &&
		    *wanted <= info->maximum)
			status = sock6_set(fd, option, *wanted);
	}
	return status;
}

static int round_trip(struct selftest *t, int fd, int option,
		      const struct sock6_option_info *info)
{
	int64_t old = 0, wanted = 0, value = 0;
	int status = sock6_get(fd, option, &old);

	if (status < 0)
		return status;
	status = set_another(t, fd, option, info, old, &wanted);
	if (status < 0)
		return status;
	must(t, sock6_get(fd, option, &value), info->name);
	if (!is_same(info, option, wanted, value))
		fail(t, "%s: set to %" PRId64 ", read as %" PRId64, info->name,
		     wanted, value);
	status = sock6_set(fd, option, old);
	if (status < 0)
		return status;
	must(t, sock6_get(fd, option, &value), info->name);
	if (!is_same(info, option, old, value))
		fail(t, "%s: %" PRId64 " restored, read as %" PRId64,
		     info->name, old, value);
	return 0;
}

/* On a socket of its own, unbound: some options can be set on no other. */
static int try_kind(struct selftest *t, const struct kind *kind, int option,
		    const struct sock6_option_info *info)
{
	int fd = socket(AF_INET6, kind->type, kind->protocol);
	int status;

	if (fd < 0)
		return -errno;
	status = round_trip(t, fd, option, info);
	sock6_close(fd);
	return status;
}

static int is_absent(int status)
{
	return status == -ENOPROTOOPT || status == -EOPNOTSUPP ||
	       status == -EAFNOSUPPORT || status == -EPROTONOSUPPORT;
}

static int is_refused(int status)
{
	return status == -EPERM || status == -EACCES;
}

static void try_option(struct selftest *t, int option,
		       const struct sock6_option_info *info,
		       struct tally *tally)
{
	size_t used = strlen(tally->names);
	int status = -ENOPROTOOPT;

	for (unsigned i = 0; i < KINDS && is_absent(status); i++)
		status = try_kind(t, &kinds[i], option, info);
	if (status >= 0) {
		tally->done++;
	} else if (is_absent(status)) {
		tally->absent++;
	} else if (is_refused(status)) {
		tally->privileged++;
		snprintf(tally->names + used, sizeof(tally->names) - used,
			 "%s%s", used ? ", " : "", info->name);
	} else {
		must(t, status, info->name);
	}
}

static int wants_round_trip(int option, const struct sock6_option_info *info)
{
	const unsigned both = SOCK6_OPTION_GET | SOCK6_OPTION_SET;

	/* What is read is the path's, not what was set (RFC 3542, 11). */
	return info->supported && (info->access & both) == both &&
	       option != SOCK6_OPT_MTU;
}

static void options(struct selftest *t)
{
	struct sock6_option_info info;
	struct tally tally = { 0 };

	for (int i = 1; sock6_option_info(i, &info) == 0 && going(t); i++)
		if (wants_round_trip(i, &info))
			try_option(t, i, &info, &tally);
	if (going(t) && tally.done == 0)
		skip(t, "this system has none");
	if (tally.privileged)
		saw(t, "%u set, read, restored; %u need a privilege: %s",
		    tally.done, tally.privileged, tally.names);
	else
		saw(t, "%u set, read and restored; %u not in this kernel",
		    tally.done, tally.absent);
}

static void wrong_values(struct selftest *t)
{
	int fd = socket(AF_INET6, SOCK_DGRAM, 0);
	unsigned refused = 0, wrong = 0;
	struct sock6_option_info info;

	for (int i = 1; sock6_option_info(i, &info) == 0; i++) {
		if (!info.supported || !(info.access & SOCK6_OPTION_SET))
			continue;
		refused++;
		wrong += sock6_set(fd, i, info.minimum - 1) != -EINVAL;
		wrong += info.maximum < INT64_MAX &&
			 sock6_set(fd, i, info.maximum + 1) != -EINVAL;
	}
	expect(t, 0, wrong, "the number of wrong values that pass");
	must_refuse(t, -EINVAL, sock6_set(fd, 9999, 0), "an unknown option");
	if (fd >= 0)
		sock6_close(fd);
	saw(t, "out of range by one on %u options: each is refused", refused);
}

const struct check option_checks[] = {
	{ "options", 0, options },
	{ "options out of range", 0, wrong_values },
	{ NULL, 0, NULL },
};

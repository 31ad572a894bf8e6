/* SPDX-License-Identifier: MIT */
/* Commands on host a that ask about the path to b, and routers that misbehave. */
#ifndef TOOL_PATH_H
#define TOOL_PATH_H

#include "hosts.h"

/* For run_start(): an ordinary user on a host. */
static inline int nobody_on_host(const void *what)
{
	lab_enter(what);
	return become_nobody(NULL);
}

static inline void on_a(struct run *run, const char *const arguments[])
{
	run_start(run, on_host, "a", arguments);
	run_finish(run);
}

#define ON_A(run, ...) on_a(run, (const char *const[]){ __VA_ARGS__, NULL })

/*
 * Hosts that send as many errors as there are causes: a ratelimit of 0 leaves a
 * limit that all of them share, for the types that the mask names.
 */
static inline void unlimited(const char *const hosts[])
{
	for (; *hosts; hosts++)
		CHECK_EQ(0,
			 lab_sysctl(*hosts, "net/ipv6/icmp/ratemask", "200"));
}

#define UNLIMITED(...) unlimited((const char *const[]){ __VA_ARGS__, NULL })

/* Rules of a host's firewall; the command of a RULES pair takes them away. */
static inline int rules(const char *host, const char *table)
{
	char command[1000];

	snprintf(command, sizeof(command), "nft 'table ip6 lab { %s; }'",
		 table);
	return CHECK_EQ(0, lab_shell(host, command));
}

static inline void no_rules(const char *host)
{
	CHECK_EQ(0, lab_shell(host, "nft delete table ip6 lab"));
}

#define OUTPUT  "chain output { type filter hook output priority 0; "
#define FORWARD "chain forward { type filter hook forward priority 0; "

/* A member of a record that is true. */
static inline int is_true(const json_t *record, const char *name)
{
	return json_is_true(json_object_get(record, name));
}

static inline double real(const json_t *record, const char *name)
{
	return json_real_value(json_object_get(record, name));
}

/* The n-th object of a list; borrowed, or NULL. */
static inline const json_t *element(const json_t *record, const char *list,
				    size_t n)
{
	return json_array_get(json_object_get(record, list), n);
}

/* Members of the one record of a type, or of the n-th. */
static inline json_int_t number_in(const struct run *run, const char *type,
				   unsigned n, const char *name)
{
	json_t *record = run_record(run, type, n);
	json_int_t number = record_number(record, name);

	json_decref(record);
	return number;
}

/* Whether there is an n-th record of a type. */
static inline int has_record(const struct run *run, const char *type,
			     unsigned n)
{
	json_t *record = run_record(run, type, n);
	int has = record != NULL;

	json_decref(record);
	return has;
}

static inline int true_in(const struct run *run, const char *type, unsigned n,
			  const char *name)
{
	json_t *record = run_record(run, type, n);
	int is = is_true(record, name);

	json_decref(record);
	return is;
}

static inline int has_text(const struct run *run, const char *type, unsigned n,
			   const char *name, const char *text)
{
	json_t *record = run_record(run, type, n);
	int same = CHECK_STR(text, record_text(record, name));

	json_decref(record);
	return same;
}

static inline int says(const struct run *run, const char *text)
{
	int has_text = strstr(run->output, text) != NULL;

	if (!has_text)
		printf("# \"%s\" is not in:\n# %s\n", text, run->output);
	return CHECK(has_text);
}

#endif

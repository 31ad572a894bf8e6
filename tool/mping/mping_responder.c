/* SPDX-License-Identifier: MIT */
/*
 * Who answers: those that were named, and those that are found by the group.
 * A host answers a group from another address than the one that it is known
 * by, so the number in its answers tells that the two are one.
 */
#include <string.h>

#include "mping.h"
#include "report/message.h"
#include "words/options.h"

static struct responder *find_id(struct mping *m, uint64_t id)
{
	for (unsigned i = 0; i < m->responder_count; i++)
		if (m->responders[i].id == id && id)
			return &m->responders[i];
	return NULL;
}

static int is_at(const struct responder *responder,
		 const struct sockaddr_in6 *address)
{
	const struct sockaddr_in6 *own = &responder->address;

	return memcmp(&own->sin6_addr, &address->sin6_addr, 16) == 0 &&
	       own->sin6_port == address->sin6_port &&
	       (!own->sin6_scope_id || !address->sin6_scope_id ||
		own->sin6_scope_id == address->sin6_scope_id);
}

static struct responder *find_address(struct mping *m,
				      const struct sockaddr_in6 *address)
{
	for (unsigned i = 0; i < m->responder_count; i++)
		if (is_at(&m->responders[i], address))
			return &m->responders[i];
	return NULL;
}

/* What was asked of the group before it was known was asked of it too. */
static struct responder *add(struct mping *m,
			     const struct sockaddr_in6 *address)
{
	struct responder *responder = &m->responders[m->responder_count];

	if (m->responder_count == MPING_RESPONDERS)
		return NULL;
	m->responder_count++;
	memset(responder, 0, sizeof(*responder));
	responder->address = *address;
	responder->ways[MPING_MULTICAST].trip.sent = m->rounds;
	if (m->group_answers)
		responder->ways[MPING_GROUP].trip.sent = m->rounds;
	return responder;
}

int responder_add(struct mping *m, const char *text,
		  const struct sockaddr_in6 *address)
{
	struct responder *responder;

	if (find_address(m, address))
		return usage_error("%s: is given twice; give it once", text);
	responder = add(m, address);
	if (!responder)
		return usage_error("%s: too many; give %d at most", text,
				   MPING_RESPONDERS);
	responder->given = text;
	return OPTIONS_GO_ON;
}

/* The one that was found turns out to be the one that was named. */
static void unite(struct mping *m, struct responder *named,
		  struct responder *found)
{
	struct responder *last = &m->responders[--m->responder_count];

	for (unsigned i = MPING_MULTICAST; i < MPING_PATHS; i++)
		named->ways[i] = found->ways[i];
	named->answers_by_unicast = found->answers_by_unicast;
	/* Named ones come first, so the last one is never NAMED. */
	if (found != last)
		*found = *last;
}

/* It comes from the address that was asked. */
static struct responder *of_unicast(struct mping *m,
				    const struct asker_answer *answer)
{
	struct responder *at = find_address(m, &answer->peer);
	struct responder *known = find_id(m, answer->told.responder);

	if (!at || at->id)
		return at;
	at->id = answer->told.responder;
	if (known && !known->given)
		unite(m, at, known);
	return at;
}

static struct responder *of_group(struct mping *m,
				  const struct asker_answer *answer)
{
	struct responder *responder = find_id(m, answer->told.responder);

	/* One that was started again has another number. */
	if (!responder)
		responder = find_address(m, &answer->peer);
	if (!responder)
		responder = add(m, &answer->peer);
	if (responder && !responder->id)
		responder->id = answer->told.responder;
	return responder;
}

struct responder *responder_of(struct mping *m, enum mping_path path,
			       const struct asker_answer *answer)
{
	return path == MPING_UNICAST ? of_unicast(m, answer)
				     : of_group(m, answer);
}

int responder_has_answered(const struct responder *responder)
{
	for (unsigned i = 0; i < MPING_PATHS; i++)
		if (responder->ways[i].trip.received)
			return 1;
	return 0;
}

int responder_has_path(const struct mping *m, const struct responder *responder,
		       enum mping_path path)
{
	if (path != MPING_GROUP)
		return responder->ways[path].trip.sent > 0;
	return m->group_answers && !responder->answers_by_unicast;
}

const char *mping_path_name(enum mping_path path)
{
	static const char *const names[] = { "unicast", "multicast", "group" };

	return names[path];
}

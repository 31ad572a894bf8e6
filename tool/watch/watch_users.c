/* SPDX-License-Identifier: MIT */
/* sock6 watch: memberships, which no system tells of as they change. */
#include <errno.h>

#include "report/message.h"
#include "time_unit.h"
#include "watch.h"
#include "watch_record.h"

#define PAUSE (20 * MILLISECOND) /* between looks, whatever happens */
#define SHARE 4                  /* of the time that looking takes */

static void on_membership(struct watch *w, const char *event,
			  const struct group_user *user)
{
	if (watch_wants(w, WATCH_MEMBERSHIPS, !w->knows_users,
			user->of.interface, user->of.ifindex))
		watch_record_membership(event, user);
}

/* Both lists are in the same order, so one walk finds what differs. */
static void compare_users(struct watch *w, const struct group_users *now)
{
	const struct group_users *before = &w->users;
	unsigned i = 0, k = 0;

	while (i < before->count || k < now->count) {
		int order = i == before->count ? 1
			    : k == now->count
				    ? -1
				    : group_user_compare(&before->list[i],
							 &now->list[k]);

		if (order < 0)
			on_membership(w, "left", &before->list[i]);
		else if (order > 0)
			on_membership(w, w->knows_users ? "joined" : "present",
				      &now->list[k]);
		else if (!group_user_is_same(&before->list[i], &now->list[k]))
			on_membership(w, "changed", &now->list[k]);
		i += order <= 0;
		k += order >= 0;
	}
}

int watch_has_users(const struct watch *w)
{
	return w->only & WATCH_MEMBERSHIPS || w->expectations.has_group;
}

/* Thousands of groups take a second to list: most of the time is left free. */
static void plan_next_look(struct watch *w, int64_t began)
{
	w->looked = sock6_now();
	w->pause = SHARE * (w->looked - began);
	if (w->pause < PAUSE)
		w->pause = PAUSE;
	w->look = w->looked + (w->pause > w->interval ? w->pause : w->interval);
}

/* A system that does not tell, where nobody insists on it. */
static int do_without_users(struct watch *w, int status)
{
	if (status != -EOPNOTSUPP || w->is_only || w->expectations.has_group)
		return status;
	message("memberships are not told: %s; --only interfaces,addresses "
		"does without",
		sock6_status_text(status));
	w->only &= ~(unsigned)WATCH_MEMBERSHIPS;
	return 0;
}

int watch_users_look(struct watch *w)
{
	int64_t began = sock6_now();
	struct group_users now;
	int status = group_users_read(&now);

	plan_next_look(w, began);
	/* They never stand still: at the next look, then. */
	if (status == -EAGAIN)
		return 0;
	if (status < 0)
		return do_without_users(w, status);
	compare_users(w, &now);
	group_users_free(&w->users);
	w->users = now;
	w->knows_users = 1;
	return 0;
}

void watch_users_look_soon(struct watch *w)
{
	if (w->look > w->looked + w->pause)
		w->look = w->looked + w->pause;
}

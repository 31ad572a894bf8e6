/* SPDX-License-Identifier: MIT */
/* Groups on every interface: the interfaces are found first, as a listing that
 * has to be begun anew must not send anything twice. */
#include <errno.h>
#include <string.h>

#include "group.h"
#include "sock6/group.h"
#include "sock6/membership.h"
#include "system.h"

_Static_assert(sizeof(struct sock6_interface_result) == 8,
	       "the layout is the same everywhere");

/* A listing that the system's changes keep interrupting is given up. */
enum { FIND_TRIES = 8 };

struct finding {
	struct sock6_interface_result *results;
	unsigned room;
	unsigned found;
};

/* Sorted, as systems name them in no certain order. */
static void find(void *context, const struct sock6_interface *interface)
{
	const uint32_t needed = SOCK6_INTERFACE_UP | SOCK6_INTERFACE_MULTICAST;
	struct finding *finding = context;
	struct sock6_interface_result *results = finding->results;
	unsigned at = finding->found;

	if ((interface->state & needed) != needed)
		return;
	finding->found++;
	if (finding->found > finding->room)
		return;
	for (; at > 0 && results[at - 1].ifindex > interface->index; at--)
		results[at] = results[at - 1];
	results[at].ifindex = interface->index;
	results[at].status = 0;
}

/* How many there are. */
static int find_interfaces(struct sock6_interface_result *results,
			   unsigned count)
{
	struct finding finding = { results, count, 0 };
	int status = -EAGAIN;

	for (int i = 0; i < FIND_TRIES && status == -EAGAIN; i++) {
		finding.found = 0;
		status = sock6__system_interfaces(find, &finding);
	}
	if (status < 0)
		return status;
	if (finding.found > count)
		return -ENOSPC;
	memset(results + finding.found, 0,
	       (count - finding.found) * sizeof(*results));
	return finding.found == 0 ? -ENODEV : (int)finding.found;
}

/* How many are no errors; the first error where all are. */
static int sum_up(const struct sock6_interface_result *results, int count)
{
	int done = 0;

	for (int i = 0; i < count; i++)
		done += results[i].status >= 0;
	return done > 0 ? done : results[0].status;
}

int sock6_group_join_all(sock6_fd fd, const struct in6_addr *group,
			 struct sock6_interface_result *results, unsigned count)
{
	int found;

	if (!sock6__is_group(group) || !results)
		return -EINVAL;
	found = find_interfaces(results, count);
	for (int i = 0; i < found; i++) {
		struct sock6_membership one = { .group = *group,
						.ifindex = results[i].ifindex,
						.mode = SOCK6_EXCLUDE };

		results[i].status = sock6_membership_join(fd, &one);
	}
	return found < 0 ? found : sum_up(results, found);
}

int sock6_group_send_all(sock6_fd fd, const struct sock6_message *message,
			 unsigned flags, struct sock6_interface_result *results,
			 unsigned count)
{
	struct sock6_control control = { .fields = 0 };
	struct sock6_message one;
	int found;

	if (!message || !results || message->peer.sin6_family != AF_INET6 ||
	    !sock6__is_group(&message->peer.sin6_addr))
		return -EINVAL;
	if (message->control)
		control = *message->control;
	control.fields |= SOCK6_INTERFACE;
	one = *message;
	one.control = &control;
	found = find_interfaces(results, count);
	for (int i = 0; i < found; i++) {
		control.ifindex = results[i].ifindex;
		one.peer.sin6_scope_id = results[i].ifindex;
		results[i].status = sock6_send(fd, &one, flags);
	}
	return found < 0 ? found : sum_up(results, found);
}

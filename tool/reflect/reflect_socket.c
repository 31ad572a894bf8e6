/* SPDX-License-Identifier: MIT */
/* The sockets of a responder. */
#include "reflect_socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

#include "report/message.h"
#include "report/remedy.h"
#include "words/options.h"

#define INTERFACES 256

#define WANTED                                                       \
	(SOCK6_TRAFFIC_CLASS | SOCK6_HOP_LIMIT | SOCK6_DESTINATION | \
	 SOCK6_INTERFACE | SOCK6_FLOW_LABEL | SOCK6_RECEIVED)

static const struct target_word *next(const struct reflect_targets *targets,
				      uint16_t port, unsigned *i)
{
	while (*i < targets->count) {
		const struct target_word *target = &targets->list[(*i)++];

		if (target->port == port)
			return target;
	}
	return NULL;
}

static int has_group(const struct reflect_targets *targets, uint16_t port)
{
	const struct target_word *target;

	for (unsigned i = 0; (target = next(targets, port, &i));)
		if (target_is_group(target))
			return 1;
	return 0;
}

/* A single address is bound, so that others on its port are left alone. */
static unsigned choose_address(struct sockaddr_in6 *local, uint16_t port,
			       const struct reflect_targets *targets)
{
	unsigned i = 0;
	const struct target_word *first = next(targets, port, &i);

	memset(local, 0, sizeof(*local));
	local->sin6_family = AF_INET6;
	local->sin6_port = htons(port);
	if (!next(targets, port, &i) && !target_is_group(first) &&
	    first->range.count == 1) {
		local->sin6_addr = first->range.first.sin6_addr;
		if (sock6_address_needs_zone(&local->sin6_addr))
			local->sin6_scope_id = first->ifindex;
	}
	return sock6_address_is_unspecified(&local->sin6_addr) ||
			       sock6_address_is_mapped(&local->sin6_addr)
		       ? SOCK6_DUAL_STACK
		       : 0;
}

static const char *open_remedy(int status)
{
	return status == -EADDRINUSE
		       ? "another program has the port; give another one, here "
			 "and to check or mping"
		       : remedy_to_open(status);
}

static int open_socket(sock6_fd *fd, uint16_t port,
		       const struct reflect_targets *targets)
{
	char text[SOCK6_ADDRESS_TEXT_SIZE];
	struct sockaddr_in6 local;
	unsigned flags = choose_address(&local, port, targets);
	int status;

	status = has_group(targets, port)
			 ? sock6_multicast_open(fd, &local, flags)
			 : sock6_udp_open(fd, &local, flags);
	if (status >= 0)
		return OPTIONS_GO_ON;
	sock6_address_format(text, sizeof(text), &local, 0);
	return failure(status, open_remedy(status), "%s", text);
}

/* Values that the system cannot tell are left out of the answers. */
static int ask(sock6_fd fd, uint16_t port, uint64_t *granted)
{
	int status = sock6_control_request(fd, WANTED, granted);

	if (status < 0)
		return failure(status, NULL, "port %u: control values", port);
	if (!(*granted & SOCK6_DESTINATION))
		return failure(-EOPNOTSUPP, NULL,
			       "port %u: the address that was asked", port);
	/* Where there is no such switch, what is not wanted is left out. */
	status = sock6_set(fd, SOCK6_OPT_MULTICAST_ALL, 0);
	if (status < 0 && end_of_status(status) != END_UNSUPPORTED)
		return failure(status, NULL, "port %u: multicast-all", port);
	return OPTIONS_GO_ON;
}

static int join_group(sock6_fd fd, const struct target_word *word,
		      const struct in6_addr *group)
{
	struct sock6_interface_result results[INTERFACES];
	int status = 0;

	for (unsigned i = 0; i < word->source_count && status >= 0; i++)
		status = sock6_source_join(fd, word->ifindex, group,
					   &word->sources[i]);
	if (word->source_count)
		return status;
	if (word->ifindex)
		return sock6_group_join(fd, word->ifindex, group);
	return sock6_group_join_all(fd, group, results, INTERFACES);
}

static int join(sock6_fd fd, const struct target_word *word)
{
	struct sockaddr_in6 group;
	int status;

	for (uint32_t i = 0; i < word->range.count; i++) {
		group = address_range_at(&word->range, i);
		status = join_group(fd, word, &group.sin6_addr);
		if (status < 0)
			return failure(status, remedy_to_join(status), "%s",
				       word->text);
	}
	return OPTIONS_GO_ON;
}

int reflect_socket_open(sock6_fd *fd, uint16_t port,
			const struct reflect_targets *targets,
			uint64_t *granted)
{
	const struct target_word *target;
	int end = open_socket(fd, port, targets);

	if (end != OPTIONS_GO_ON)
		return end;
	end = ask(*fd, port, granted);
	for (unsigned i = 0;
	     end == OPTIONS_GO_ON && (target = next(targets, port, &i));)
		if (target_is_group(target))
			end = join(*fd, target);
	if (end != OPTIONS_GO_ON)
		sock6_close(*fd);
	return end;
}

static int matches(const struct target_word *word,
		   const struct sock6_control *control)
{
	const struct in6_addr *first = &word->range.first.sin6_addr;
	struct sockaddr_in6 last =
		address_range_at(&word->range, word->range.count - 1);
	const struct in6_addr *to = &control->destination;

	if (word->ifindex && control->ifindex != word->ifindex)
		return 0;
	if (sock6_address_is_unspecified(first))
		return !sock6_address_is_multicast(to);
	return memcmp(to, first, sizeof(*to)) >= 0 &&
	       memcmp(to, &last.sin6_addr, sizeof(*to)) <= 0;
}

int reflect_socket_wants(uint16_t port, const struct reflect_targets *targets,
			 const struct sock6_control *control)
{
	int is_multicast = sock6_address_is_multicast(&control->destination);
	const struct target_word *target;
	unsigned addresses = 0;

	/* Before the switches were set: nothing says what it was sent to. */
	if (!(control->fields & SOCK6_DESTINATION))
		return 0;
	for (unsigned i = 0; (target = next(targets, port, &i));) {
		if (matches(target, control))
			return 1;
		addresses += !target_is_group(target);
	}
	return !is_multicast && addresses == 0;
}

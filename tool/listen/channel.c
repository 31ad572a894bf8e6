/* SPDX-License-Identifier: MIT */
/* Sockets for targets: each hears what is wanted at a port, or a part of it. */
#include "channel.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "channel_open.h"
#include "report/message.h"
#include "report/progress.h"
#include "report/remedy.h"
#include "words/options.h"

/* What the system says when a socket has as many memberships as it may have:
 * for want of room for options, and past a limit of its own. */
static int is_full(int status)
{
	return status == -ENOMEM || status == -ENOBUFS;
}

static int exclude(const struct channel_set *set, const struct channel *channel,
		   const struct target *target)
{
	const struct target_table *table = &set->plan.table;
	int status = 0;

	for (unsigned i = 0; i < table->excluded_count && status >= 0; i++)
		status = sock6_source_block(channel->fd, target->ifindex,
					    &target->address,
					    &table->excluded[i]);
	return status;
}

/* Returns 0, or a negative status with nothing joined. */
static int join(const struct channel_set *set, struct channel *channel,
		const struct target *target)
{
	int status;

	if (target->has_source) {
		status = sock6_source_join(channel->fd, target->ifindex,
					   &target->address, &target->source);
	} else {
		status = sock6_group_join(channel->fd, target->ifindex,
					  &target->address);
		if (status < 0)
			return status;
		status = exclude(set, channel, target);
		if (status < 0)
			sock6_group_leave(channel->fd, target->ifindex,
					  &target->address);
	}
	channel->joined += status >= 0;
	return status;
}

/* The last one is the one that may have room. */
static int find_channel(const struct channel_set *set, uint16_t port)
{
	for (unsigned i = set->count; i > 0; i--)
		if (set->channels[i - 1].port == port)
			return (int)i - 1;
	return CHANNEL_NONE;
}

static int add_channel(struct channel_set *set, uint16_t port)
{
	int end;

	if (set->count == CHANNELS)
		return usage_error("too much to listen to: it takes more than "
				   "%d sockets; give fewer ports or groups",
				   CHANNELS);
	end = channel_open(&set->channels[set->count], port, &set->plan);
	if (end == OPTIONS_GO_ON)
		set->count++;
	return end;
}

static int join_failure(const struct channel_set *set,
			const struct target *target, int status)
{
	char text[SOCK6_ADDRESS_TEXT_SIZE];
	struct sockaddr_in6 group = { .sin6_family = AF_INET6 };
	const char *word = set->plan.words[target->word].text;

	group.sin6_addr = target->address;
	sock6_address_format(text, sizeof(text), &group, 0);
	if (strstr(word, text))
		return failure(status, remedy_to_join(status), "%s", word);
	return failure(status, remedy_to_join(status), "%s: %s", word, text);
}

/* A socket that is full is left as it is, and a further one opened. */
static int join_somewhere(struct channel_set *set, struct target *target,
			  int channel)
{
	int status = join(set, &set->channels[channel], target), end;

	if (is_full(status) && set->channels[channel].joined > 0) {
		end = add_channel(set, target->port);
		if (end != OPTIONS_GO_ON)
			return end;
		channel = (int)set->count - 1;
		status = join(set, &set->channels[channel], target);
	}
	if (status < 0)
		return join_failure(set, target, status);
	target->channel = (int16_t)channel;
	return OPTIONS_GO_ON;
}

int channel_join(struct channel_set *set, uint32_t index)
{
	struct target *target = &set->plan.table.targets[index];
	int channel = find_channel(set, target->port), end;

	if (channel == CHANNEL_NONE) {
		end = add_channel(set, target->port);
		if (end != OPTIONS_GO_ON)
			return end;
		channel = (int)set->count - 1;
	}
	if (!target_has_group(target) || target->is_pattern) {
		target->channel = (int16_t)channel;
		return OPTIONS_GO_ON;
	}
	return join_somewhere(set, target, channel);
}

int channel_join_all(struct channel_set *set)
{
	const uint32_t count = set->plan.table.count;
	int end = OPTIONS_GO_ON;

	for (uint32_t i = 0; i < count && end == OPTIONS_GO_ON; i++) {
		end = channel_join(set, i);
		progress("joining: %" PRIu32 " of %" PRIu32, i + 1, count);
	}
	progress_clear();
	return end;
}

static int is_blocked_already(int status)
{
	return status == -EADDRNOTAVAIL;
}

int channel_rejoin(struct channel_set *set, uint32_t index, const char *name)
{
	struct target *target = &set->plan.table.targets[index];
	struct channel *channel = &set->channels[target->channel];
	struct sock6_membership membership = {
		.group = target->address,
		.ifindex = target->ifindex,
		.mode = target->has_source ? SOCK6_INCLUDE : SOCK6_EXCLUDE,
	};
	int status;

	if (target->has_source)
		membership.source = target->source;
	snprintf(membership.interface, sizeof(membership.interface), "%s",
		 name);
	status = sock6_membership_rejoin(channel->fd, &membership);
	if (is_full(status)) {
		/* What is left of the old one takes the room of the new. */
		sock6_group_leave(channel->fd, target->ifindex,
				  &target->address);
		status = sock6_membership_rejoin(channel->fd, &membership);
	}
	if (status < 0)
		return status;
	target->ifindex = membership.ifindex;
	status = target->has_source ? 0 : exclude(set, channel, target);
	return is_blocked_already(status) ? 0 : status;
}

void channel_count_drops(struct channel *channel,
			 const struct sock6_control *control)
{
	uint32_t more = control->drops - channel->last_drops;

	/* The system's number has 32 bits, and rises until it begins anew. */
	if (!(control->fields & SOCK6_DROPS) || more > INT32_MAX)
		return;
	channel->last_drops = control->drops;
	channel->drops += more;
}

void channel_read_drops(struct channel *channel)
{
	struct sock6_control control = { .fields = SOCK6_DROPS };

	if (sock6_receive_drops(channel->fd, &control.drops) >= 0)
		channel_count_drops(channel, &control);
}

void channel_close_all(struct channel_set *set)
{
	for (unsigned i = 0; i < set->count; i++)
		sock6_close(set->channels[i].fd);
	set->count = 0;
}

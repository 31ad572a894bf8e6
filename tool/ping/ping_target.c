/* SPDX-License-Identifier: MIT */
/* sock6 ping: whom to ask, and a socket for each. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sock6.h>

#include "measure/stamp.h"
#include "ping.h"
#include "process/allocate.h"
#include "report/message.h"
#include "report/remedy.h"
#include "words/address_range.h"
#include "words/host_name.h"
#include "words/options.h"

/* What is told of every reply, where the system can. */
#define WANTED                                                       \
	(SOCK6_TRAFFIC_CLASS | SOCK6_HOP_LIMIT | SOCK6_DESTINATION | \
	 SOCK6_INTERFACE | SOCK6_FLOW_LABEL | SOCK6_RECEIVED)

#define ROOM (4 << 20) /* bytes */

static int check(const struct ping_target *target)
{
	if (sock6_address_is_mapped(&target->address.sin6_addr))
		return usage_error("%s: is an IPv4 address; give one of IPv6, "
				   "as ICMPv6 has no other",
				   target->word);
	if (target->address.sin6_port != 0)
		return usage_error("%s: an echo request has no port; give the "
				   "address alone",
				   target->word);
	if (sock6_address_is_unspecified(&target->address.sin6_addr))
		return usage_error("%s: is no destination; give an address "
				   "such as ::1 or ff02::1%%eth0",
				   target->word);
	return OPTIONS_GO_ON;
}

/* A zone of its own comes before --if, and must not contradict it. */
static int choose_interface(struct ping_target *target,
			    const struct ping_options *options)
{
	uint32_t zone = target->address.sin6_scope_id;

	if (zone && options->ifindex && zone != options->ifindex)
		return usage_error("%s: names another interface than --if; "
				   "give one",
				   target->word);
	if (!zone)
		zone = options->ifindex;
	target->control = options->control;
	if (zone) {
		target->control.fields |= SOCK6_INTERFACE;
		target->control.ifindex = zone;
	}
	if (sock6_address_needs_zone(&target->address.sin6_addr)) {
		if (!zone)
			return usage_error("%s: means nothing without its "
					   "interface; give %s%%INTERFACE, or "
					   "--if",
					   target->word, target->word);
		target->address.sin6_scope_id = zone;
	}
	return OPTIONS_GO_ON;
}

static int take_target(struct ping *ping, const char *text,
		       const struct sockaddr_in6 *address)
{
	struct ping_target *target = &ping->targets[ping->count];
	int end;

	if (ping->count == PING_TARGETS)
		return usage_error("%s: too many destinations; give %d at most",
				   text, PING_TARGETS);
	target->word = text;
	target->fd = SOCK6_INVALID;
	target->address = *address;
	end = check(target);
	if (end == OPTIONS_GO_ON)
		end = choose_interface(target, &ping->options);
	if (end != OPTIONS_GO_ON)
		return end;
	target->is_group =
		sock6_address_is_multicast(&target->address.sin6_addr);
	sock6_address_format(target->text, sizeof(target->text),
			     &target->address, 0);
	ping->count++;
	return OPTIONS_GO_ON;
}

/* Of a range, which is a word for many, each goes by its address. */
static int take_word(struct ping *ping, const char *text)
{
	struct word word = { NULL, text };
	struct address_range range;
	int end = value_address_range(&word, value_host, &range);

	for (uint32_t i = 0; end == OPTIONS_GO_ON && i < range.count; i++) {
		struct sockaddr_in6 address = address_range_at(&range, i);

		end = take_target(ping, text, &address);
		if (end == OPTIONS_GO_ON && range.count > 1)
			ping->targets[ping->count - 1].word =
				ping->targets[ping->count - 1].text;
	}
	return end;
}

int ping_take_targets(struct ping *ping, char **words)
{
	int end = OPTIONS_GO_ON, groups = 0;

	if (!words[0])
		return usage_error("no destination; give a name or an address "
				   "such as 2001:db8::1 or ff02::1%%eth0");
	for (; *words && end == OPTIONS_GO_ON; words++)
		end = take_word(ping, *words);
	if (end != OPTIONS_GO_ON)
		return end;
	for (unsigned i = 0; i < ping->count; i++)
		groups += ping->targets[i].is_group;
	if (ping->options.expect && !groups)
		return usage_error("--expect: no destination is a group, of "
				   "which several answer; give --max-loss");
	return OPTIONS_GO_ON;
}

/*
 * Only replies to this socket's requests: what others ask does not wake it.
 * The identifier stands at 4 (RFC 4443, 4.2); classic BPF.
 */
static void filter(const struct ping_target *target)
{
	const struct sock6_filter_instruction program[] = {
		{ 0x28, 0, 0, 4 },                  /* load 16 bits from 4 */
		{ 0x15, 0, 1, target->identifier }, /* equal: go on */
		{ 0x06, 0, 0, 0xffffffff },         /* all of it */
		{ 0x06, 0, 0, 0 },                  /* nothing */
	};

	/* Where there are no filters, ping_drain() looks at it anyway. */
	if (target->kind == SOCK6_ECHO_RAW)
		sock6_filter_attach(target->fd, program, 4);
}

static int set(const struct ping_target *target, int option, int64_t value,
	       const char *word)
{
	int status = sock6_set(target->fd, option, value);

	return status < 0 ? failure(status, NULL, "%s", word) : OPTIONS_GO_ON;
}

/*
 * Class and hop limit as options of the socket: kernels before 5.17 take no
 * values beside a datagram on echo sockets.
 */
static int set_values(const struct ping_target *target,
		      const struct ping_options *options)
{
	int end = OPTIONS_GO_ON, status = 0;

	if (options->traffic_class >= 0)
		end = set(target, SOCK6_OPT_TRAFFIC_CLASS,
			  options->traffic_class, "--tclass");
	if (end == OPTIONS_GO_ON && options->hops >= 0)
		end = set(target,
			  target->is_group ? SOCK6_OPT_MULTICAST_HOP_LIMIT
					   : SOCK6_OPT_HOP_LIMIT,
			  options->hops, "--hops");
	/* The system would take a label of 0 for none, and choose one. */
	if (end == OPTIONS_GO_ON &&
	    (options->control.fields & SOCK6_FLOW_LABEL))
		end = set(target, SOCK6_OPT_AUTO_FLOW_LABEL, 0, "--flow");
	/* Every request leaves, whatever is known, so that routers answer. */
	if (end == OPTIONS_GO_ON && options->whole)
		status = sock6_path_mtu_mode_set(target->fd,
						 SOCK6_MTU_DISCOVERY_PROBE);
	return status < 0 ? failure(status, NULL, "--df") : end;
}

/* What the system cannot tell is left out. */
static int ask(struct ping_target *target)
{
	uint64_t granted;
	int status = sock6_control_request(target->fd, WANTED, &granted);

	if (status >= 0)
		status = sock6_error_request(target->fd, 1);
	if (status >= 0)
		status = sock6_echo_identifier(target->fd);
	if (status < 0)
		return failure(status, NULL, "%s: echo socket", target->word);
	target->identifier = (uint16_t)status;
	sock6_set(target->fd, SOCK6_OPT_RECEIVE_ERROR_EXTENSIONS, 1);
	return OPTIONS_GO_ON;
}

/* A group may have a thousand members that answer at once. */
static void make_room(const struct ping_target *target)
{
	if (sock6_set(target->fd, SOCK6_OPT_RECEIVE_BUFFER_FORCE, ROOM) < 0)
		sock6_set(target->fd, SOCK6_OPT_RECEIVE_BUFFER, ROOM);
}

static void find_source(struct ping_target *target,
			const struct ping_options *options)
{
	if (options->has_from)
		target->source = options->from;
	else
		sock6_local_address_choose(&target->address,
					   target->control.ifindex, 0,
					   &target->source);
}

static void make_tables(struct ping_target *target,
			const struct ping_options *options)
{
	target->requests = allocate(PING_REQUESTS, sizeof(*target->requests));
	target->responders =
		allocate(PING_RESPONDERS, sizeof(struct ping_responder *));
	target->stream = stamp_stream();
	/* RFC 8335, 2: eight bits. */
	target->sequences = options->interface.word ? 256 : PING_REQUESTS;
}

static int open_failure(const struct ping_target *target,
			const struct ping_options *options, int status)
{
	char text[SOCK6_ADDRESS_TEXT_SIZE] = "";

	if (status == -EPERM || !options->has_from)
		return failure(status,
			       status == -EPERM ? sock6_echo_hint()
						: remedy_to_open(status),
			       "%s: echo socket", target->word);
	sock6_address_format(text, sizeof(text), &options->from, 0);
	return failure(status, remedy_to_open(status), "--from %s", text);
}

static int open_target(struct ping_target *target,
		       const struct ping_options *options)
{
	struct sockaddr_in6 local = options->from;
	int status, end;

	if (sock6_address_needs_zone(&local.sin6_addr) && !local.sin6_scope_id)
		local.sin6_scope_id = target->control.ifindex;
	status = sock6_echo_open(&target->fd, options->has_from ? &local : NULL,
				 SOCK6_NON_BLOCKING, &target->kind);
	if (status < 0)
		return open_failure(target, options, status);
	end = ask(target);
	if (end == OPTIONS_GO_ON)
		end = set_values(target, options);
	if (end == OPTIONS_GO_ON) {
		filter(target);
		if (target->is_group)
			make_room(target);
		find_source(target, options);
		make_tables(target, options);
	}
	return end;
}

int ping_open_targets(struct ping *ping)
{
	int end = OPTIONS_GO_ON;

	for (unsigned i = 0; i < ping->count && end == OPTIONS_GO_ON; i++)
		end = open_target(&ping->targets[i], &ping->options);
	return end;
}

void ping_close_targets(struct ping *ping)
{
	for (unsigned i = 0; i < ping->count; i++) {
		struct ping_target *target = &ping->targets[i];

		if (target->fd != SOCK6_INVALID)
			sock6_close(target->fd);
		for (unsigned k = 0; k < target->responder_count; k++)
			free(target->responders[k]);
		free(target->responders);
		free(target->requests);
	}
}

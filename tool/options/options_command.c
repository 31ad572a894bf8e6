/* SPDX-License-Identifier: MIT */
/*
 * sock6 options: list the options of IPv6 sockets, describe one, try them.
 * Rights are kept, as options need them; nothing from the network is read.
 */
#include <string.h>

#include "command.h"
#include "option_ends.h"
#include "option_list.h"
#include "option_trial.h"
#include "report/message.h"
#include "words/options.h"
#include "words/values.h"

enum {
	OPTION_TYPE = OPTION_LONG,
	OPTION_PROTOCOL,
	OPTION_BIND,
	OPTION_CONNECT,
	OPTION_GET,
	OPTION_CHANGED,
	OPTION_ALL
};

struct wanted {
	struct option_trial_plan plan;
	int is_all;
};

static int take(void *context, int key, const struct word *word)
{
	struct wanted *wanted = context;
	struct option_socket *socket = &wanted->plan.socket;

	switch (key) {
	case OPTION_TYPE: return option_socket_type(socket, word);
	case OPTION_PROTOCOL: return option_socket_protocol(socket, word);
	case OPTION_BIND: return option_socket_bind(socket, word);
	case OPTION_CONNECT: return option_socket_connect(socket, word);
	case 'w': return value_duration(word, &socket->patience);
	case OPTION_GET: wanted->plan.is_reading = 1; break;
	case OPTION_CHANGED: wanted->plan.is_comparing = 1; break;
	default: wanted->is_all = 1; break;
	}
	return OPTIONS_GO_ON;
}

static const char *setting(char **words)
{
	for (; *words; words++)
		if (strchr(*words, '='))
			return *words;
	return NULL;
}

static int check(const struct wanted *wanted)
{
	const struct option_trial_plan *plan = &wanted->plan;
	const char *set = setting(plan->words);

	if (wanted->is_all && (plan->is_reading || plan->is_comparing))
		return usage_error("--all: tries every option; give it without "
				   "--get and --changed");
	if (wanted->is_all && set)
		return usage_error("%s: --all takes the values itself; give "
				   "names or nothing",
				   set);
	if (plan->is_comparing && !set && !plan->socket.is_bound &&
	    !plan->socket.is_connected)
		return usage_error("--changed: nothing is changed; give "
				   "NAME=VALUE, --bind or --connect");
	return option_socket_check(&plan->socket);
}

static int run(int argc, char **argv)
{
	struct wanted wanted = { 0 };
	struct option_trial_plan *plan = &wanted.plan;
	int end;

	option_socket_reset(&plan->socket);
	end = options_read(&options_command, argc, argv, take, &wanted,
			   &plan->words);
	if (end == OPTIONS_GO_ON)
		end = check(&wanted);
	if (end != OPTIONS_GO_ON)
		return end;
	if (wanted.is_all)
		return option_ends(&plan->socket, plan->words);
	if (plan->is_reading || plan->is_comparing || setting(plan->words))
		return option_trial(plan);
	return option_list(&plan->socket, plan->words);
}

static const struct option_row rows[] = {
	{ OPTION_TYPE, "type", "udp|tcp|raw|icmp",
	  "the kind of socket; by default udp" },
	{ OPTION_PROTOCOL, "protocol", "N",
	  "protocol of a raw socket; by default 253" },
	{ OPTION_BIND, "bind", "ADDRESS", "bind the socket first" },
	{ OPTION_CONNECT, "connect", "ADDRESS", "connect the socket first" },
	{ 'w', "deadline", "TIME", "time to connect; by default 10s" },
	{ OPTION_GET, "get", NULL, "only read, and print name and value" },
	{ OPTION_CHANGED, "changed", NULL,
	  "print what else reads differently afterwards" },
	{ OPTION_ALL, "all", NULL, "try both ends of the range of each" },
	OPTION_ROWS_COMMON
};

const struct command options_command = {
	.name = "options",
	.operands = "[NAME | WORD | NAME=VALUE ...]",
	.summary = "list, describe and try the options of a socket",
	.description =
		"List the options of IPv6 sockets with the value on a new "
		"socket, describe one,\n"
		"or try values on a new socket and read them back. Nothing is "
		"sent, but that\n"
		"TCP connects.\n"
		"\n"
		"  sock6 options hop\n"
		"  sock6 options traffic-class\n"
		"  sock6 options traffic-class=ef mtu-discovery=probe\n"
		"  sock6 options --type tcp --connect '[::1]:80' --get",
	.options = rows,
	.run = run,
};

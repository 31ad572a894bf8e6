/* SPDX-License-Identifier: MIT */
/*
 * What each subcommand prints with --json stands in the JSON section of its
 * manual page: every line is an object with a type, every type and member is
 * documented, and every documented type has been seen here.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "contract.h"
#include "host.h"
#include "json_page.h"
#include "sock6.h"

#define B      "2001:db8:1::b"
#define GROUP  "ff02::114%eth0"
#define NOBODY "2001:db8:9::1" /* b drops what is for others */

/* Packets as digits, one of each kind of layer; their checksums are wrong. */
#define ROUTER                                                     \
	"6000000000183afffe800000000000000000000000000001ff020000" \
	"00000000000000000000000186000000400007080000000000000000" \
	"0101aabbccddeeff"
#define REPORT                                                     \
	"60000000002400fffe800000000000000000000000000001ff020000" \
	"0000000000000000000000013a000502000001008f00000000000001" \
	"04000000ff020000000000000000000000000001"
#define DATAGRAM                                                   \
	"60000000000811fffe800000000000000000000000000001ff020000" \
	"0000000000000000000000011388138900080000"
#define SEGMENT                                                    \
	"60000000001406fffe800000000000000000000000000001ff020000" \
	"00000000000000000000000100500051000000010000000250021000" \
	"00000000"
#define SEALED                                                     \
	"60000000000832fffe800000000000000000000000000001ff020000" \
	"0000000000000000000000010000000100000002"
#define EXCEEDED                                                   \
	"6000000000943afffe800000000000000000000000000001ff020000" \
	"000000000000000000000001030000001000000060000000000811ff" \
	"fe800000000000000000000000000001ff0200000000000000000000" \
	"00000001138813890008000000000000000000000000000000000000" \
	"00000000000000000000000000000000000000000000000000000000" \
	"00000000000000000000000000000000000000000000000000000000" \
	"0000000000000000200000000008010100010140"

/* Beyond the ones that all tests of the contract use. */
static const struct line more[] = {
	{ .words = { "caps", "--missing" } },
	{ .words = { "listen", GROUP, "--until-end", "--hex" },
	  .peer = { "send", GROUP, "--count", "20", "--interval", "20ms" } },
	{ .words = { "listen", GROUP, "--expect", "tclass=ef", "--count", "3" },
	  .peer = { "send", GROUP, "--count", "0", "--interval", "20ms" } },
	{ .words = { "listen", "ff02::115%gone0", "--rejoin" },
	  .flags = LINE_GOES_ON,
	  .before = "ip link add gone0 type veth peer name gone1 && "
		    "ip link set gone0 up && ip link set gone1 up",
	  .then = "ip link del gone0 && "
		  "ip link add gone0 type veth peer name gone1 && "
		  "ip link set gone0 up && ip link set gone1 up",
	  .until = "\"joined\"" },
	{ .words = { "send", GROUP, "-c", "3", "-i", "1ms", "--stamp" } },
	{ .words = { "mping", GROUP, B, "-c", "2", "-i", "10ms" },
	  .peer = { "reflect", GROUP } },
	{ .words = { "check", B, "-c", "1", "--expect", "hops=9", "-W", "1s" },
	  .peer = { "reflect" } },
	{ .words = { "ping", B, "ff02::1%eth0", "-c", "2", "-i", "10ms" } },
	{ .words = { "ping", NOBODY, "--count", "1", "--timeout", "100ms" } },
	{ .words = { "ping", B, "--count", "1", "--size", "1500", "--df" } },
	{ .words = { "trace", B, "--icmp", "--names" } },
	{ .words = { "pmtu", B, "-W", "50ms" },
	  .before = "ip -n b link set eth0 mtu 1400",
	  .after = "ip -n b link set eth0 mtu 1500" },
	{ .words = { "pmtu", "2001:db8:7::2", "-W", "50ms" },
	  .before = "ip -n b link add far0 type veth peer name far1 && "
		    "ip -n b link set far0 mtu 1400 up && "
		    "ip -n b link set far1 up && "
		    "ip -n b neigh add 2001:db8:7::2 dev far0 lladdr "
		    "02:00:00:00:00:02 && "
		    "ip -n b address add 2001:db8:7::1/64 dev far0 nodad && "
		    "ip netns exec b sh -c "
		    "'echo 1 >/proc/sys/net/ipv6/conf/all/forwarding'",
	  .after = "ip -n b link del far0 && ip netns exec b sh -c "
		   "'echo 0 >/proc/sys/net/ipv6/conf/all/forwarding'" },
	{ .words = { "options", "hop-limit" } },
	{ .words = { "options", "hop-limit=5", "mtu=1280", "--changed" } },
	{ .words = { "options", "--get", "hop-limit", "--type", "tcp" } },
	{ .words = { "options", "--all", "--type", "raw" } },
	{ .words = { "groups", "--all" } },
	{ .words = { "parse", ROUTER, "--hex" } },
	{ .words = { "parse", REPORT } },
	{ .words = { "parse", EXCEEDED } },
	{ .words = { "parse", DATAGRAM } },
	{ .words = { "parse", SEGMENT } },
	{ .words = { "parse", SEALED } },
	{ .words = { "parse", "/run/cut.pcap" },
	  .before = "printf '\\324\\303\\262\\241' >/run/cut.pcap" },
	{ .words = { "types", "--options" } },
	{ .words = { "types", "--headers" } },
	{ .words = { "types", "--codes" } },
	{ .words = { "dscp", "af41+ect0" } },
	{ .words = { NULL } },
};

/* Types that none of these lines can bring about, and why. */
static const struct {
	const char *command, *type, *reason;
} unseen[] = {
	{ "bench", "unmeasured", "only where the system lacks a way" },
	{ "ping", "targets",
	  "a member of the summary, with members of its own" },
	{ "watch", "overflow",
	  "test_watch stops a watch and lets events overflow" },
};

/* Members whose own members are values rather than names. */
static const char *const counted[] = { "traffic_classes", "hop_limits",
				       "reasons" };

static struct run run;
static struct json_page page;
static char seen[64][40];
static unsigned seen_count;

static int has_seen(const char *type)
{
	for (unsigned i = 0; i < seen_count; i++)
		if (strcmp(seen[i], type) == 0)
			return 1;
	return 0;
}

static void see(const char *type)
{
	if (*type && !has_seen(type) && seen_count < 64 && strlen(type) < 40)
		strcpy(seen[seen_count++], type);
}

static int is_counted(const char *name)
{
	for (size_t i = 0; i < sizeof(counted) / sizeof(counted[0]); i++)
		if (strcmp(counted[i], name) == 0)
			return 1;
	return 0;
}

static int is_snake_case(const char *name)
{
	return name[0] >= 'a' && name[0] <= 'z' &&
	       name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_")] ==
		       '\0';
}

static void check_value(const json_t *value);

static void check_object(const json_t *object)
{
	const char *name;
	json_t *member;

	see(record_text(object, "type"));
	json_object_foreach((json_t *)object, name, member)
	{
		if (!is_snake_case(name) || !json_page_has(&page, name)) {
			printf("# undocumented member: %s\n", name);
			CHECK_FAIL("every member is documented");
		}
		if (!is_counted(name))
			check_value(member);
	}
}

/* An object may be within an array, and an array within an object. */
static void check_value(const json_t *value)
{
	const json_t *element;
	size_t i;

	if (json_is_object(value))
		check_object(value);
	json_array_foreach(value, i, element) check_value(element);
}

static int is_last(const char *line)
{
	return line[0] == '\0' || strcmp(line, "\n") == 0;
}

/* The summary comes at the end and nowhere else. */
static void check_line(const char *line, size_t size, int last)
{
	json_error_t error;
	json_t *record = json_loadb(line, size, JSON_REJECT_DUPLICATES, &error);
	const char *type = record_text(record, "type");

	if (!CHECK(json_is_object(record))) {
		printf("# %.*s\n# %s\n", (int)size, line, error.text);
		return;
	}
	if (strncmp(line, "{\"type\"", 7) != 0) {
		printf("# %.*s\n", (int)size, line);
		CHECK_FAIL("the type comes first");
	}
	if (!json_page_has(&page, type)) {
		printf("# undocumented type: \"%s\"\n", type);
		CHECK_FAIL("every type is documented");
	}
	CHECK_EQ(last, strcmp(type, "summary") == 0);
	check_value(record);
	json_decref(record);
}

static void check_output(void)
{
	const char *line = run.output, *end;

	for (; (end = strchr(line, '\n')); line = end + 1)
		check_line(line, (size_t)(end - line), is_last(end + 1));
	CHECK(is_last(line));
	CHECK(line > run.output);
}

static void interrupt(const struct line *line)
{
	CHECK(run_prints(&run, "\n"));
	if (line->then)
		CHECK_EQ(0, lab_shell("a", line->then));
	CHECK(takes_signal(run.pid, SIGUSR1));
	run_signal(&run, SIGUSR1);
	CHECK(run_prints(&run, "\"interim\""));
	if (line->until)
		CHECK(run_prints(&run, line->until));
	run_signal(&run, SIGINT);
}

static void check_one(const struct line *line)
{
	static const char *const json[] = { "--json", NULL };
	unsigned before = check_failures;

	if (line->before)
		CHECK_EQ(0, lab_shell("a", line->before));
	line_start(&run, line, json);
	if (line->flags & LINE_GOES_ON)
		interrupt(line);
	run_finish(&run);
	line_end();
	if (line->after)
		CHECK_EQ(0, lab_shell("a", line->after));
	CHECK(run.end >= 0 && run.end != 2);
	check_output();
	if (check_failures > before)
		printf("# ... sock6 %s\n# %s\n", line_text(line), run.errors);
}

static const char *reason_for(const char *command, const char *type)
{
	for (size_t i = 0; i < sizeof(unseen) / sizeof(unseen[0]); i++)
		if (strcmp(unseen[i].command, command) == 0 &&
		    strcmp(unseen[i].type, type) == 0)
			return unseen[i].reason;
	return NULL;
}

static void check_types_seen(const char *command)
{
	for (unsigned i = 0; i < page.type_count; i++) {
		const char *reason = reason_for(command, page.types[i]);

		if (reason)
			printf("# %s: %s: %s\n", command, page.types[i],
			       reason);
		else if (!has_seen(page.types[i])) {
			printf("# %s: %s\n", command, page.types[i]);
			CHECK_FAIL("every documented type was seen");
		}
	}
}

static const char *command;

static unsigned check_lines(const struct line *line)
{
	unsigned count = 0;

	for (; line->words[0]; line++)
		if (strcmp(line->words[0], command) == 0) {
			check_one(line);
			count++;
		}
	return count;
}

static void is_documented(void)
{
	char path[300];

	seen_count = 0;
	snprintf(path, sizeof(path), MAN "/sock6-%s.1", command);
	REQUIRE_EQ(0, json_page_read(&page, path));
	CHECK(check_lines(lines) > 0);
	check_lines(more);
	check_types_seen(command);
}

int main(void)
{
	if (!lab_begin("pair"))
		return check_skip_all("lab.sh pair runs this program");
	for (unsigned i = 0; command_names()[i]; i++) {
		command = command_names()[i];
		check_run(command, is_documented);
	}
	return check_end();
}

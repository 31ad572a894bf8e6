/* SPDX-License-Identifier: MIT */
/* What the command says to words that it does not understand, and its help. */
#include "check.h"
#include "refused.h"
#include "sock6.h"

static struct run run;

struct mistake {
	const char *arguments[6];
	const char *message; /* how it begins, behind "sock6 " */
};

static const struct mistake mistakes[] = {
	{ { "nonsense" },
	  ": nonsense: no such command; give one of selftest, " },
	{ { "--nonsense" },
	  " selftest: --nonsense: unknown option; see 'sock6 selftest "
	  "--help'" },
	{ { "selftest", "more" },
	  " selftest: more: takes no operand; give none" },
	{ { "send", "::1", "--hops", "300" },
	  " send: --hops 300: out of range; give 0 to 255" },
	{ { "send", "::1", "--hops", "-1" },
	  " send: --hops -1: out of range; give 0 to 255" },
	{ { "send", "::1", "--hops", "many" },
	  " send: --hops many: not a number; give 0 to 255" },
	{ { "send", "::1", "--hops", "" },
	  " send: --hops : not a number; give 0 to 255" },
	{ { "send", "::1", "--hops", "99999999999999999999" },
	  " send: --hops 99999999999999999999: out of range; give 0 to 255" },
	{ { "send", "::1", "--hops" }, " send: --hops: needs a value; give N" },
	{ { "send", "::1", "-t" }, " send: --hops: needs a value; give N" },
	{ { "send", "::1", "--json=yes" },
	  " send: --json=yes: takes no value; give --json" },
	{ { "send", "::1", "-z" },
	  " send: -z: unknown option; see 'sock6 send --help'" },
	{ { "send", "--json", "-zq", "::1" },
	  " send: -z: unknown option; see 'sock6 send --help'" },
	{ { "send", "::1", "--i", "5" },
	  " send: --i: could be several options; write it out" },
	{ { "send", "::1", "--tclass", "blue" },
	  " send: --tclass blue: no traffic class; give 0 to 255, a DSCP such "
	  "as ef or af41, an ECN such as ect0, or both: af41+ect0" },
	{ { "send", "::1", "--flow", "0x100000" },
	  " send: --flow 0x100000: out of range; give 0 to 1048575" },
	{ { "send", "::1", "--size", "65528" },
	  " send: --size 65528: out of range; give 0 to 65527" },
	{ { "send", "::1", "--interval", "5 apples" },
	  " send: --interval 5 apples: not a duration; give a number and a "
	  "unit: ns, us, ms, s, m or h" },
	{ { "send", "::1", "--interval", "." },
	  " send: --interval .: not a duration; give a number" },
	{ { "send", "::1", "--interval", "2000h" },
	  " send: --interval 2000h: too long; give 1000h at the most" },
	{ { "send", "::1", "--if", "nowhere9" },
	  " send: --if nowhere9: no such interface; give " },
	{ { "send", "ff02::1%nowhere9" },
	  " send: ff02::1%nowhere9: no such interface; give " },
	{ { "send", "ff02::1%lo", "--if", "nowhere9" },
	  " send: --if nowhere9: no such interface; give " },
	{ { "send", "no.such.name.invalid" },
	  " send: no.such.name.invalid: n" },
	{ { "send", "[::1]:70000" },
	  " send: [::1]:70000: port out of range; give 1 to 65535" },
	{ { "send", "ff02::1%lo:65536" },
	  " send: ff02::1%lo:65536: port out of range; give 1 to 65535" },
	{ { "send", "192.0.2.1:65536" },
	  " send: 192.0.2.1:65536: port out of range; give 1 to 65535" },
	{ { "send", "[::zz]:70000" },
	  " send: [::zz]:70000: not an address; give " },
	{ { "send", "ff02::1%99999" },
	  " send: ff02::1%99999: no such interface; give " },
	{ { "listen", "ff02::1%99999" },
	  " listen: ff02::1%99999: no such interface; give " },
	{ { "listen", "5000", "--count", "9223372036854775808" },
	  " listen: --count 9223372036854775808: out of range; give 1 to " },
	{ { "listen", "5000", "--count", "-99999999999999999999" },
	  " listen: --count -99999999999999999999: out of range; give 1" },
	{ { "listen", "5000", "--deadline", "99999999999999999999s" },
	  " listen: --deadline 99999999999999999999s: too long; give 1000h" },
	{ { "listen", "5000", "--max-loss", "99999999999999999999" },
	  " listen: --max-loss 99999999999999999999: not a percentage" },
	{ { "listen", "5000", "--buffer", "99999999999999999999" },
	  " listen: --buffer 99999999999999999999: out of range; give 1" },
	{ { "send" }, " send: no destination; give an address such as " },
	{ { "send", "ff1e::1+10000", "ff1e::+1" },
	  " send: ff1e::+1: more than 10000 destinations; give fewer" },
	{ { "send", "ff1e::1+0" }, " send: ff1e::1+0: +N is how many " },
	{ { "send", "::1", "--rate", "10" },
	  " send: --rate 10: has no unit of a rate; give a number and a unit, "
	  "such as 10kpps " },
	{ { "send", "::1", "--rate", "0pps" },
	  " send: --rate 0pps: no rate at all; give " },
	{ { "send", "::1", "--rate", "1pps", "-i1" },
	  " send: --interval: there is --rate too; give one" },
	{ { "send", "::1", "--gso", "--no-gso" },
	  " send: --no-gso: there is --gso too; give one" },
	{ { "send", "::1", "--batch", "1025" },
	  " send: --batch 1025: out of range; give 1 to 1024" },
	{ { "send", "::1", "--loop", "maybe" },
	  " send: --loop maybe: neither yes nor no; give one of them" },
	{ { "send", "::1", "--stamp", "-s", "39" },
	  " send: --stamp: takes 40 bytes; give a --size of that at least" },
	{ { "send", "::1", "--file", "/nowhere/at/all" },
	  " send: --file /nowhere/at/all: No such file or directory; give " },
	{ { "send", "::1", "--report", "0" },
	  " send: --report 0: no time; give one such as 1s" },
	{ { "send", "::1", "--from", "ff02::1%1" },
	  " send: --from: a group is no source; give an address of this host" },
	{ { "listen" },
	  " listen: nothing to listen to; give a group such as " },
	{ { "listen", "0" }, " listen: 0: out of range; give 1 to 65535" },
	{ { "listen", "70000" },
	  " listen: 70000: out of range; give 1 to 655" },
	{ { "listen", "239.1.1.1" },
	  " listen: 239.1.1.1: IPv4 groups are not supported; give an IPv6 " },
	{ { "listen", "::1@::1" },
	  " listen: ::1@::1: only a group can have a source; give SOURCE@" },
	{ { "listen", "ff02::1@ff02::1" },
	  " listen: ff02::1: not a source; give a unicast IPv6 address "
	  "without" },
	{ { "listen", "ff11::1", "ff11::1" },
	  " listen: ff11::1: ff11::1 is given too; give one of them" },
	{ { "listen", "2001:db8::1@ff31::1", "ff31::1" },
	  " listen: ff31::1: 2001:db8::1@ff31::1 is given too; give one" },
	{ { "listen", "::1", "--exclude", "::2" },
	  " listen: --exclude: there is no group to exclude it from; give" },
	{ { "listen", "ff11::1+0" }, " listen: ff11::1+0: +N is how many " },
	{ { "listen", "ff11::1+3", "ff11::3" },
	  " listen: ff11::3: ff11::1+3 is given too; give one of them" },
	{ { "listen", "::1,::2@ff31::1", "::2@ff31::1" },
	  " listen: ::2@ff31::1: ::1,::2@ff31::1 is given too; give one" },
	{ { "listen", "::1,@ff31::1" }, " listen: : not an address; give one" },
	{ { "listen", "ff11::1", "--all-interfaces", "--if", "1" },
	  " listen: --all-interfaces: --if names one; give one of the two" },
	{ { "listen", "ff11::1", "--rejoin" },
	  " listen: --rejoin: ff11::1 names no interface; add %INTERFACE, " },
	{ { "listen", "5000", "--expect", "colour=red" },
	  " listen: --expect colour=red: not an expectation; give FIELD=" },
	{ { "listen", "5000", "--expect", "hops" },
	  " listen: --expect hops: not an expectation; give FIELD=" },
	{ { "listen", "5000", "--expect", "hops=256" },
	  " listen: --expect hops 256: out of range; give 0 to 255" },
	{ { "listen", "5000", "--expect", "ecn=af41" },
	  " listen: --expect ecn af41: no ECN value; give not-ect, ect0, " },
	{ { "listen", "5000", "--max-loss", "101" },
	  " listen: --max-loss 101: not a percentage; give 0 to 100, such" },
	{ { "listen", "5000", "--max-loss", "1.x" },
	  " listen: --max-loss 1.x: not a percentage; give 0 to 100, such" },
	{ { "listen", "5000", "--buffer", "4T" },
	  " listen: --buffer 4T: not a number of bytes; give 1 to " },
	{ { "listen", "5000", "--buffer", "2G" },
	  " listen: --buffer 2G: out of range; give 1 to 1073741824, also" },
	{ { "listen", "5000", "--interval", "1ms" },
	  " listen: --interval 1ms: too short; give 10ms or more" },
	{ { "listen", "5000", "--count", "0" },
	  " listen: --count 0: out of range; give 1 to 9223372036854775807" },
};

static void every_mistake_is_named_with_its_remedy(void)
{
	for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++) {
		const struct mistake *m = &mistakes[i];

		run_start(&run, NULL, NULL, m->arguments);
		run_finish(&run);
		is_refused(&run, "sock6", m->message);
	}
}

static void a_mistake_is_told_in_one_line_without_control_characters(void)
{
	run_tool(&run, "send", "a\nb\033[31m", NULL);
	CHECK_EQ(2, run.end);
	CHECK(strstr(run.errors, "a\\x0ab\\x1b[31m: not an address") != NULL);
	CHECK(strchr(run.errors, '\n') == run.errors + strlen(run.errors) - 1);
}

static void help_lists_every_command(void)
{
	static struct run list;
	unsigned commands = 0;

	run_tool(&run, "--help", NULL);
	CHECK_EQ(0, run.end);
	CHECK_STR("", run.errors);
	run_tool(&list, "--commands", NULL);
	REQUIRE_EQ(0, list.end);
	for (char *name = strtok(list.output, "\n"); name;
	     name = strtok(NULL, "\n"), commands++) {
		char line[40];

		snprintf(line, sizeof(line), "\n  %s ", name);
		CHECK(strstr(run.output, line) != NULL);
	}
	CHECK(commands >= 3);
}

static void every_command_has_help_of_its_own(void)
{
	static struct run list, other;

	run_tool(&list, "--commands", NULL);
	for (char *name = strtok(list.output, "\n"); name;
	     name = strtok(NULL, "\n")) {
		char line[60];

		snprintf(line, sizeof(line), "Usage: sock6 %s [OPTION]", name);
		run_tool(&run, name, "--help", NULL);
		CHECK_EQ(0, run.end);
		CHECK(strncmp(line, run.output, strlen(line)) == 0);
		CHECK(strstr(run.output, "--json") != NULL);
		run_tool(&other, "help", name, NULL);
		CHECK_STR(run.output, other.output);
	}
}

static void the_version_is_the_library_s(void)
{
	char expected[40];
	unsigned v = SOCK6_VERSION;

	snprintf(expected, sizeof(expected), "sock6 %u.%u.%u\n", v >> 16,
		 v >> 8 & 0xff, v & 0xff);
	run_tool(&run, "--version", NULL);
	CHECK_EQ(0, run.end);
	CHECK_STR(expected, run.output);
}

int main(void)
{
	RUN(every_mistake_is_named_with_its_remedy);
	RUN(a_mistake_is_told_in_one_line_without_control_characters);
	RUN(help_lists_every_command);
	RUN(every_command_has_help_of_its_own);
	RUN(the_version_is_the_library_s);
	return check_end();
}

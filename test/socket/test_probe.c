/* SPDX-License-Identifier: MIT */
/* The probe on the real kernel: as root and as anyone, in networks where
 * nothing passes, with room for some, and without descriptors left. */
#include "sockets.h"

#include <sched.h>
#include <sys/resource.h>
#include <sys/wait.h>

#define NOBODY 65534

static struct sock6_probe_result results[SOCK6_PROBE_MAXIMUM];
static int count;

static const struct sock6_probe_result *find(const char *name)
{
	for (int i = 0; i < count; i++)
		if (strcmp(results[i].name, name) == 0)
			return &results[i];
	return NULL;
}

/* Why not; "?" where there is no such feature. */
static const char *reason_of(const char *name)
{
	const struct sock6_probe_result *result = find(name);

	return result ? result->reason : "?";
}

static int state_of(const char *name)
{
	const struct sock6_probe_result *result = find(name);

	if (result && result->state != SOCK6_PROBE_WORKS)
		printf("# %s: %s (%s)\n", name, result->reason,
		       sock6_status_name(result->status));
	return result ? result->state : -1;
}

static void probe(void)
{
	count = sock6_probe(results, SOCK6_PROBE_MAXIMUM);
	if (count < 0)
		count = 0;
}

/* State, status and reason tell the same, and names differ. */
static void check_results(void)
{
	for (int i = 0; i < count; i++) {
		const struct sock6_probe_result *r = &results[i];
		int works = r->state == SOCK6_PROBE_WORKS;

		CHECK(find(r->name) == r);
		CHECK(sock6_probe_state_name(r->state) != NULL);
		CHECK_EQ(works, r->status == 0);
		CHECK_EQ(works, r->reason[0] == '\0');
		CHECK(r->status <= 0);
	}
}

static void every_feature_has_a_result_of_its_own(void)
{
	struct sock6_option_info info;
	int options = 0;

	probe();
	CHECK_EQ(count, sock6_probe(NULL, 0));
	REQUIRE(count > 90);
	check_results();
	for (int i = 0; i < count; i++) {
		if (!results[i].option)
			continue;
		CHECK_EQ(++options, results[i].option);
		CHECK_EQ(0, sock6_option_info(options, &info));
		CHECK_STR(info.name, results[i].name);
	}
	CHECK_EQ(-EINVAL, sock6_option_info(options + 1, &info));
}

/* Kernels that are still in use have all of these, for everyone. */
static const char *const common[] = {
	"datagram",
	"tcp",
	"ipv4-mapped",
	"packet-info",
	"datagram-source",
	"datagram-traffic-class",
	"datagram-hop-limit",
	"datagram-ipv4-class",
	"send-many",
	"receive-many",
	"send-run",
	"receive-run",
	"group",
	"source-specific",
	"source-filter",
	"error-queue",
	"datagram-time",
	"transmit-time",
	"filter",
	"filter-steer",
	"bind-free",
	"monitor",
	"hop-limit",
	"traffic-class",
	"multicast-all",
	"receive-coalescing",
	"receive-buffer",
};

static void what_everyone_has_works(void)
{
	const char *reason = no_sockets();

	if (reason)
		SKIP(reason);
	probe();
	for (size_t i = 0; i < sizeof(common) / sizeof(common[0]); i++)
		CHECK_EQ(SOCK6_PROBE_WORKS, state_of(common[i]));
}

static void no_descriptor_is_left(void)
{
	unsigned before = open_descriptors();

	for (int i = 0; i < 20; i++)
		probe();
	CHECK_EQ(before, open_descriptors());
}

static void it_takes_less_than_half_a_second(void)
{
	int64_t began = sock6_now(), lasted;

	probe();
	lasted = sock6_now() - began;
	printf("# %d features in %" PRId64 " us\n", count, lasted / 1000);
	CHECK(lasted < INT64_C(500000000));
}

static void room_for_some_yields_the_first_ones(void)
{
	struct sock6_probe_result few[4];

	memset(few, 0x5a, sizeof(few));
	probe();
	CHECK_EQ(count, sock6_probe(few, 3));
	for (int i = 0; i < 3; i++)
		CHECK_STR(results[i].name, few[i].name);
	CHECK_EQ(0x5a, few[3].name[0]);
	CHECK_EQ(-EINVAL, sock6_probe(NULL, 1));
}

static void states_have_names(void)
{
	CHECK_STR("works", sock6_probe_state_name(SOCK6_PROBE_WORKS));
	CHECK_STR("privilege", sock6_probe_state_name(SOCK6_PROBE_PRIVILEGE));
	CHECK_STR("absent", sock6_probe_state_name(SOCK6_PROBE_ABSENT));
	CHECK_STR("refused", sock6_probe_state_name(SOCK6_PROBE_REFUSED));
	CHECK(sock6_probe_state_name(0) == NULL);
	CHECK(sock6_probe_state_name(5) == NULL);
}

/* A test function in a process of its own, which may be spoilt; its failures
 * count here.  What it skips for is printed there. */
static void apart(int (*spoil)(void), void (*look)(void))
{
	int status = 0;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		int spoilt = spoil();

		if (spoilt == 0)
			look();
		fflush(stdout);
		_exit(spoilt < 0 ? 77 : check_failures != 0);
	}
	REQUIRE(pid > 0 && waitpid(pid, &status, 0) == pid);
	REQUIRE(WIFEXITED(status));
	if (WEXITSTATUS(status) == 77)
		SKIP("only root can make such a process");
	CHECK_EQ(0, WEXITSTATUS(status));
}

static int become_nobody(void)
{
	if (geteuid() != 0 || setgid(NOBODY) < 0 || setuid(NOBODY) < 0)
		return -1;
	return 0;
}

static void look_as_nobody(void)
{
	probe();
	check_results();
	CHECK_EQ(SOCK6_PROBE_PRIVILEGE, state_of("raw-socket"));
	CHECK_EQ(SOCK6_PROBE_PRIVILEGE, state_of("bind-transparent"));
	CHECK_EQ(SOCK6_PROBE_PRIVILEGE, state_of("checksum"));
	CHECK_STR("needs CAP_NET_RAW", reason_of("raw-socket"));
	for (size_t i = 0; i < sizeof(common) / sizeof(common[0]); i++)
		CHECK_EQ(SOCK6_PROBE_WORKS, state_of(common[i]));
}

static void an_ordinary_user_is_told_what_needs_a_privilege(void)
{
	apart(become_nobody, look_as_nobody);
}

static int leave_the_network(void)
{
	return geteuid() == 0 ? unshare(CLONE_NEWNET) : -1;
}

static void look_without_loopback(void)
{
	unsigned before = open_descriptors();

	it_takes_less_than_half_a_second();
	check_results();
	CHECK_EQ(SOCK6_PROBE_REFUSED, state_of("datagram"));
	CHECK_EQ(SOCK6_PROBE_REFUSED, state_of("send-run"));
	CHECK(strstr(reason_of("send-run"), "::1") != NULL);
	CHECK_EQ(SOCK6_PROBE_WORKS, state_of("bind-free"));
	CHECK_EQ(SOCK6_PROBE_WORKS, state_of("hop-limit"));
	CHECK_EQ(before, open_descriptors());
}

static void without_loopback_what_needs_it_is_refused(void)
{
	apart(leave_the_network, look_without_loopback);
}

/* Every number of descriptors but enough: each socket in turn is refused. */
static int stay(void)
{
	return 0;
}

static void look_with_few_descriptors(void)
{
	for (rlim_t most = 3; most < 8; most++) {
		struct rlimit limit = { most, 8 };

		REQUIRE_EQ(0, setrlimit(RLIMIT_NOFILE, &limit));
		it_takes_less_than_half_a_second();
		check_results();
	}
}

static void without_descriptors_nothing_leaks_or_hangs(void)
{
	apart(stay, look_with_few_descriptors);
}

int main(void)
{
	if (sock6_interface_list(NULL, 0) == -EOPNOTSUPP)
		return check_skip_all("this build has no system beneath it");
	RUN(every_feature_has_a_result_of_its_own);
	RUN(what_everyone_has_works);
	RUN(no_descriptor_is_left);
	RUN(it_takes_less_than_half_a_second);
	RUN(room_for_some_yields_the_first_ones);
	RUN(states_have_names);
	RUN(an_ordinary_user_is_told_what_needs_a_privilege);
	RUN(without_loopback_what_needs_it_is_refused);
	RUN(without_descriptors_nothing_leaks_or_hangs);
	return check_end();
}

/* SPDX-License-Identifier: MIT */
/* source_specific: two sources send to a group, one of them is heard. */
#include "check.h"
#include "example.h"
#include "host.h"

#define PORT 1024

static void say(const char *host, const char *group)
{
	uint32_t ifindex = lab_index(host, "eth0");
	struct sockaddr_in6 peer = lab_peer(group, PORT, ifindex);
	sock6_fd fd = lab_udp(host, "::", 0);

	CHECK_EQ(5, lab_send(fd, "hello", &peer, NULL));
	sock6_close(fd);
}

static void start_listener(struct example *listener, char *const arguments[])
{
	example_start(listener, "a", arguments);
	CHECK(example_finds(listener, "listening"));
}

static void include_mode_hears_its_source_only(void)
{
	char *arguments[] = {
		"source_specific", "include", "[ff32::8000:9%eth0]:1024",
		"fe80::b",         "1",       NULL
	};
	struct example listener;

	start_listener(&listener, arguments);
	say("c", "ff32::8000:9");
	say("b", "ff32::8000:9");
	CHECK(example_next(&listener));
	CHECK(strstr(listener.line, "fe80::b%eth0"));
	CHECK(example_next(&listener));
	CHECK_STR("left", listener.line);
	CHECK_EQ(0, example_end(&listener));
}

static void exclude_mode_hears_all_but_its_source(void)
{
	char *arguments[] = {
		"source_specific", "exclude", "[ff02::114%eth0]:1024",
		"fe80::b",         "2",       NULL
	};
	struct example listener;

	start_listener(&listener, arguments);
	say("b", "ff02::114");
	say("c", "ff02::114");
	say("b", "ff02::114");
	say("c", "ff02::114");
	for (int i = 0; i < 2; i++) {
		CHECK(example_next(&listener));
		CHECK(strstr(listener.line, "fe80::c%eth0"));
	}
	CHECK(example_next(&listener));
	CHECK_STR("left", listener.line);
	CHECK_EQ(0, example_end(&listener));
}

static void a_source_that_is_no_unicast_address_is_refused(void)
{
	char *arguments[] = { "source_specific", "include",
			      "[ff32::8000:9%eth0]:1024", "ff02::1", NULL };
	struct example listener;
	char expected[128];

	snprintf(expected, sizeof(expected), "join the source: %s",
		 sock6_status_text(-EINVAL));
	example_start(&listener, "a", arguments);
	CHECK(example_finds(&listener, expected));
	CHECK_EQ(1, example_end(&listener));
}

int main(void)
{
	if (!lab_begin("lan"))
		return check_skip_all("runs within lab.sh lan");
	RUN(include_mode_hears_its_source_only);
	RUN(exclude_mode_hears_all_but_its_source);
	RUN(a_source_that_is_no_unicast_address_is_refused);
	return check_end();
}

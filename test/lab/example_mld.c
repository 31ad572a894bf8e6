/* SPDX-License-Identifier: MIT */
/* mld_watch on b: what the kernel of a reports is shown, what is forged is not
 * believed. */
#include "check.h"
#include "example.h"
#include "host.h"
#include "mld.h"

static void start(struct example *watch, char *count)
{
	char *arguments[] = { "mld_watch", "eth0", count, NULL };

	example_start(watch, "b", arguments);
	REQUIRE(example_finds(watch, "watching eth0"));
}

static void what_is_joined_and_left_is_shown(void)
{
	struct in6_addr group = lab_in6("ff15::6:51");
	struct in6_addr special = lab_in6("ff35::8000:51");
	struct in6_addr source = lab_in6("2001:db8:9::1");
	uint32_t index = lab_index("a", "eth0");
	sock6_fd fd = lab_udp("a", "::", 0);
	struct example watch;

	start(&watch, "1000");
	CHECK_EQ(0, sock6_group_join(fd, index, &group));
	CHECK(example_finds(&watch, "fe80::a%eth0 type=report version=2 "
				    "record=change_to_exclude_mode "
				    "group=ff15::6:51"));
	CHECK_EQ(0, sock6_source_join(fd, index, &special, &source));
	CHECK(example_finds(&watch, "record=allow_new_sources "
				    "group=ff35::8000:51 "
				    "sources=2001:db8:9::1"));
	sock6_close(fd);
	CHECK(example_finds(&watch, "record=change_to_include_mode "
				    "group=ff15::6:51"));
	example_stop(&watch);
}

/* From an ordinary raw socket, which sends no router alert. */
static void send_without_alert(const struct sock6_mld_message *report,
			       const struct sock6_mld_record *record)
{
	struct sock6_control near = { .fields = SOCK6_HOP_LIMIT,
				      .hop_limit = 1 };
	unsigned char bytes[28];
	struct sock6_message message = { .data = bytes,
					 .size = sizeof(bytes),
					 .control = &near };
	sock6_fd fd = lab_raw("a", SOCK6_ICMP_PROTOCOL);

	message.peer = lab_peer("ff02::16", 0, lab_index("a", "eth0"));
	CHECK_EQ(28, sock6_mld_encode(bytes, sizeof(bytes), report, record,
				      NULL, NULL));
	CHECK_EQ(28, sock6_send(fd, &message, 0));
	sock6_close(fd);
}

static void a_report_without_router_alert_is_dropped(void)
{
	struct sock6_mld_message report = { .type = 143,
					    .version = 2,
					    .record_count = 1 };
	struct sock6_mld_record record = { .type = 4,
					   .group = lab_in6("ff15::6:52") };
	struct example watch;

	start(&watch, "1000");
	send_without_alert(&report, &record);
	CHECK(example_finds(&watch, "fe80::a%eth0 dropped: router_alert"));
	CHECK_EQ(0, mld_send("a", "ff02::16", &report, &record));
	CHECK(example_finds(&watch, "group=ff15::6:52"));
	example_stop(&watch);
}

static void it_ends_after_so_many_messages(void)
{
	struct sock6_mld_message report = { .type = 143,
					    .version = 2,
					    .record_count = 1 };
	struct sock6_mld_record record = { .type = 4,
					   .group = lab_in6("ff15::6:53") };
	struct example watch;

	start(&watch, "1");
	CHECK_EQ(0, mld_send("a", "ff02::16", &report, &record));
	CHECK(example_next(&watch));
	CHECK_EQ(0, example_end(&watch));
}

int main(void)
{
	if (!lab_begin("pair"))
		return check_skip_all("runs as: lab.sh pair -- example_mld");
	RUN(what_is_joined_and_left_is_shown);
	RUN(a_report_without_router_alert_is_dropped);
	RUN(it_ends_after_so_many_messages);
	return check_end();
}

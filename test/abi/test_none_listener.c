/* SPDX-License-Identifier: MIT */
/* With no system beneath: multicast listener discovery, and the checks of what
 * protocols of one link receive, work as ever. */
#include "check.h"
#include "sock6.h"

static const struct in6_addr group = { .s6_addr = { 0xff, 0x02, [15] = 0x14 } };
static const struct in6_addr source = { .s6_addr = { 0x20, 0x01, 0x0d,
						     0xb8, [15] = 1 } };

static void listener_discovery_needs_no_system(void)
{
	struct sock6_mld_message message = { .type = 143,
					     .version = 2,
					     .record_count = 1 };
	struct sock6_mld_record record = { .type = SOCK6_MLD_ALLOW_NEW_SOURCES,
					   .group = group,
					   .source_count = 1,
					   .sources = &source };
	struct in6_addr found;
	char text[SOCK6_MLD_TEXT_SIZE];
	unsigned char bytes[64];
	unsigned index = 0;
	size_t offset = 0;

	CHECK_EQ(44, sock6_mld_encode(bytes, sizeof(bytes), &message, &record,
				      &source, &group));
	CHECK_EQ(0, sock6_mld_decode(&message, bytes, 44, &source, &group));
	CHECK_EQ(1, sock6_mld_record_next(&message, &offset, &record));
	CHECK_EQ(1, sock6_mld_source_next(&record, &index, &found));
	CHECK_MEM(&source, &found, sizeof(found));
	CHECK(sock6_mld_format(text, sizeof(text), &message) > 0);
	CHECK(strstr(text, sock6_mld_record_name(record.type)) != NULL);
}

static void floating_point_codes_need_no_system(void)
{
	CHECK_EQ(0x8000, sock6_mld_delay_code(sock6_mld_delay(0x8000)));
	CHECK_EQ(0x80, sock6_mld_interval_code(sock6_mld_interval(0x80)));
}

static void a_guard_needs_no_system(void)
{
	struct sock6_control beside = { .fields = SOCK6_HOP_LIMIT,
					.hop_limit = 254 };
	struct sock6_message message = { .control = &beside };
	struct sock6_guard guard;
	uint32_t failed = 0;
	uint64_t fields = 0;

	message.peer.sin6_family = AF_INET6;
	message.peer.sin6_addr = source;
	CHECK_EQ(0, sock6_guard_choose(&guard, 136));
	CHECK_EQ(0, sock6_guard_fields(&guard, &fields));
	CHECK_EQ(SOCK6_HOP_LIMIT | SOCK6_FRAGMENT_SIZE, fields);
	CHECK_EQ(-EBADMSG,
		 sock6_guard_check(&guard, &message, NULL, 0, &failed));
	CHECK_STR("hop_limit", sock6_guard_check_name(failed));
	beside.hop_limit = 255;
	CHECK_EQ(0, sock6_guard_check(&guard, &message, NULL, 0, NULL));
}

static void no_connection_is_guarded(void)
{
	CHECK_EQ(-EOPNOTSUPP, sock6_guard_hop_count(0, 0));
	CHECK_EQ(-EINVAL, sock6_guard_hop_count(0, 255));
}

int main(void)
{
	RUN(listener_discovery_needs_no_system);
	RUN(floating_point_codes_need_no_system);
	RUN(a_guard_needs_no_system);
	RUN(no_connection_is_guarded);
	return check_end();
}

/* SPDX-License-Identifier: MIT */
/* Every option of the table on the real kernel: read, set to each end of what
 * is accepted and beyond it, read back, restored. */
#include "sockets.h"

enum kind { UDP, CONNECTED, TCP, RAW, ROUTER };

#define PRIVILEGED 1u /* -EPERM is an answer too */
#define COARSE     2u /* what is read back is the system's own figure */
#define LATE       4u /* kernels of the last years only */

/* The values at both ends that the kernel takes, what is read back then. */
static const struct row {
	int option;
	enum kind kind;
	unsigned notes;
	int64_t low, low_read, high, high_read;
} rows[] = {
	{ SOCK6_OPT_HOP_LIMIT, UDP, COARSE, -1, 64, 255, 255 },
	{ SOCK6_OPT_HOP_LIMIT, TCP, 0, 0, 0, 255, 255 },
	{ SOCK6_OPT_TRAFFIC_CLASS, UDP, 0, -1, 0, 255, 255 },
	{ SOCK6_OPT_TRAFFIC_CLASS, TCP, 0, -1, 0, 255, 252 },
	{ SOCK6_OPT_FLOW_INFO_SEND, UDP, 0, 0, 0, 1, 1 },
	{ SOCK6_OPT_AUTO_FLOW_LABEL, UDP, 0, 0, 0, 1, 1 },
	{ SOCK6_OPT_MULTICAST_HOP_LIMIT, UDP, 0, -1, 1, 255, 255 },
	{ SOCK6_OPT_MULTICAST_INTERFACE, UDP, 0, 0, 0, 1, 1 },
	{ SOCK6_OPT_MULTICAST_LOOPBACK, UDP, 0, 0, 0, 1, 1 },
	{ SOCK6_OPT_UNICAST_INTERFACE, UDP, 0, 0, 0, 1, 1 },
	{ SOCK6_OPT_ADDRESS_PREFERENCES, UDP, 0, SOCK6_PREFER_TEMPORARY,
	  SOCK6_PREFER_TEMPORARY | SOCK6_PREFER_HOME, SOCK6_PREFER_PUBLIC,
	  SOCK6_PREFER_PUBLIC | SOCK6_PREFER_HOME },
	{ SOCK6_OPT_CHECKSUM, RAW, 0, -1, -1, 65534, 65534 },
	{ SOCK6_OPT_HEADER_INCLUDED, RAW, 0, 0, 0, 1, 1 },
	{ SOCK6_OPT_MTU_DISCOVERY, UDP, 0, 0, 0, 5, 5 },
	{ SOCK6_OPT_DONT_FRAGMENT, UDP, 0, 0, 0, 1, 1 },
	{ SOCK6_OPT_MTU, CONNECTED, COARSE, 0, 0, 1280, 0 },
	{ SOCK6_OPT_SEGMENT_SIZE, UDP, 0, 0, 0, 65535, 65535 },
	{ SOCK6_OPT_UDP_ZERO_CHECKSUM_SEND, UDP, 0, 0, 0, 1, 1 },
	{ SOCK6_OPT_MARK, UDP, PRIVILEGED, 0, 0, UINT32_MAX, UINT32_MAX },
	{ SOCK6_OPT_PRIORITY, UDP, 0, 0, 0, 6, 6 },
	{ SOCK6_OPT_PRIORITY, UDP, PRIVILEGED, 7, 7, INT32_MAX, INT32_MAX },
	{ SOCK6_OPT_IPV6_ONLY, UDP, 0, 0, 0, 1, 1 },
	{ SOCK6_OPT_IPV6_ONLY, TCP, 0, 0, 0, 1, 1 },
	{ SOCK6_OPT_MULTICAST_ALL, UDP, 0, 0, 0, 1, 1 },
	{ SOCK6_OPT_MINIMUM_HOP_COUNT, UDP, 0, 0, 0, 255, 255 },
	{ SOCK6_OPT_FREEBIND, UDP, 0, 0, 0, 1, 1 },
	{ SOCK6_OPT_TRANSPARENT, UDP, PRIVILEGED, 0, 0, 1, 1 },
	{ SOCK6_OPT_BIND_INTERFACE, UDP, PRIVILEGED, 0, 0, 1, 1 },
	{ SOCK6_OPT_REUSE_ADDRESS, UDP, 0, 0, 0, 1, 1 },
	{ SOCK6_OPT_REUSE_PORT, UDP, 0, 0, 0, 1, 1 },
	{ SOCK6_OPT_ROUTER_ALERT, ROUTER, 0, 0, 0, -1, 0 },
	{ SOCK6_OPT_ROUTER_ALERT_ISOLATE, RAW, 0, 0, 0, 1, 1 },
	{ SOCK6_OPT_UDP_ZERO_CHECKSUM_RECEIVE, UDP, 0, 0, 0, 1, 1 },
	{ SOCK6_OPT_RECEIVE_COALESCING, UDP, 0, 0, 0, 1, 1 },
	{ SOCK6_OPT_RECEIVE_PACKET_INFO, UDP, 0, 0, 0, 1, 1 },
	{ SOCK6_OPT_RECEIVE_HOP_LIMIT, UDP, 0, 0, 0, 1, 1 },
	{ SOCK6_OPT_RECEIVE_TRAFFIC_CLASS, UDP, 0, 0, 0, 1, 1 },
	{ SOCK6_OPT_RECEIVE_FLOW_INFO, UDP, 0, 0, 0, 1, 1 },
	{ SOCK6_OPT_RECEIVE_PATH_MTU, UDP, 0, 0, 0, 1, 1 },
	{ SOCK6_OPT_RECEIVE_FRAGMENT_SIZE, UDP, 0, 0, 0, 1, 1 },
	{ SOCK6_OPT_RECEIVE_HOP_BY_HOP, UDP, PRIVILEGED, 0, 0, 1, 1 },
	{ SOCK6_OPT_RECEIVE_DESTINATION_OPTIONS, UDP, PRIVILEGED, 0, 0, 1, 1 },
	{ SOCK6_OPT_RECEIVE_ROUTING_HEADER, UDP, PRIVILEGED, 0, 0, 1, 1 },
	{ SOCK6_OPT_RECEIVE_ORIGINAL_DESTINATION, UDP, 0, 0, 0, 1, 1 },
	{ SOCK6_OPT_RECEIVE_ERROR, UDP, 0, 0, 0, 1, 1 },
	{ SOCK6_OPT_RECEIVE_ERROR_EXTENSIONS, UDP, 0, 0, 0, 1, 1 },
	{ SOCK6_OPT_RECEIVE_TIME, UDP, 0, 0, 0, 1, 1 },
	{ SOCK6_OPT_RECEIVE_DROPS, UDP, 0, 0, 0, 1, 1 },
	{ SOCK6_OPT_RECEIVE_MARK, UDP, PRIVILEGED | LATE, 0, 0, 1, 1 },
	{ SOCK6_OPT_TIMESTAMPING, UDP, 0, 0, 0, 0x18, 0x18 },
	{ SOCK6_OPT_IPV4_TIME_TO_LIVE, UDP, COARSE, -1, 64, 255, 255 },
	{ SOCK6_OPT_IPV4_TYPE_OF_SERVICE, UDP, 0, 0, 0, 255, 255 },
	{ SOCK6_OPT_IPV4_MTU_DISCOVERY, UDP, 0, 0, 0, 5, 5 },
	{ SOCK6_OPT_IPV4_RECEIVE_TIME_TO_LIVE, UDP, 0, 0, 0, 1, 1 },
	{ SOCK6_OPT_IPV4_RECEIVE_TYPE_OF_SERVICE, UDP, 0, 0, 0, 1, 1 },
	{ SOCK6_OPT_IPV4_RECEIVE_PACKET_INFO, UDP, 0, 0, 0, 1, 1 },
	{ SOCK6_OPT_IPV4_RECEIVE_ERROR, UDP, 0, 0, 0, 1, 1 },
	{ SOCK6_OPT_RECEIVE_BUFFER, UDP, COARSE, 0, 0, INT32_MAX, 0 },
	{ SOCK6_OPT_SEND_BUFFER, UDP, COARSE, 0, 0, INT32_MAX, 0 },
	{ SOCK6_OPT_RECEIVE_BUFFER_FORCE, UDP, PRIVILEGED, 0, 0, 1 << 20, 0 },
	{ SOCK6_OPT_SEND_BUFFER_FORCE, UDP, PRIVILEGED, 0, 0, 1 << 20, 0 },
	{ SOCK6_OPT_BUSY_POLL, UDP, PRIVILEGED, 0, 0, INT32_MAX, INT32_MAX },
	{ SOCK6_OPT_PREFER_BUSY_POLL, UDP, PRIVILEGED | LATE, 0, 0, 1, 1 },
	{ SOCK6_OPT_BUSY_POLL_BUDGET, UDP, PRIVILEGED | LATE, 0, 0, 65535, 0 },
	{ SOCK6_OPT_INCOMING_CPU, UDP, 0, 0, 0, INT32_MAX, INT32_MAX },
	{ SOCK6_OPT_PATH_MTU, CONNECTED, COARSE, 0, 0, 0, 0 },
	{ SOCK6_OPT_SOCKET_TYPE, UDP, COARSE, 0, 0, 0, 0 },
	{ SOCK6_OPT_PROTOCOL, UDP, COARSE, 0, 0, 0, 0 },
	{ SOCK6_OPT_PENDING_ERROR, UDP, COARSE, 0, 0, 0, 0 },
};

#define ROWS (sizeof(rows) / sizeof(rows[0]))

/* Bare, not bound: some options can be set no later. */
static int socket_of(enum kind kind)
{
	struct sockaddr_in6 nowhere = address_of("[::1]:9");
	int fd;

	switch (kind) {
	case TCP: return socket(AF_INET6, SOCK_STREAM, 0);
	case RAW: return socket(AF_INET6, SOCK_RAW, 253);
	case ROUTER: return socket(AF_INET6, SOCK_RAW, IPPROTO_RAW);
	default: break;
	}
	fd = socket(AF_INET6, SOCK_DGRAM, 0);
	if (kind == CONNECTED && fd >= 0 && connect_to(fd, &nowhere) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

static int64_t get_or_fail(int fd, int option)
{
	int64_t value = -77;

	CHECK_EQ(0, sock6_get(fd, option, &value));
	return value;
}

static void check_read_back(int fd, const struct row *row,
			    const struct sock6_option_info *info,
			    int64_t expected)
{
	if (!(info->access & SOCK6_OPTION_GET))
		return;
	if (row->notes & COARSE)
		CHECK(get_or_fail(fd, row->option) >= 0);
	else
		CHECK_EQ(expected, get_or_fail(fd, row->option));
}

/* What the kernel may answer besides success, with the reason printed. */
static int is_excused(int status, const struct row *row, const char *name)
{
	if (status == -EPERM && row->notes & PRIVILEGED) {
		printf("# %s: needs a privilege\n", name);
		return 1;
	}
	if (status == -ENOPROTOOPT && row->notes & LATE) {
		printf("# %s: this kernel has no such option\n", name);
		return 1;
	}
	return 0;
}

static void check_ends(int fd, const struct row *row,
		       const struct sock6_option_info *info)
{
	const int64_t values[2][2] = { { row->low, row->low_read },
				       { row->high, row->high_read } };

	for (int i = 0; i < 2; i++) {
		int status = sock6_set(fd, row->option, values[i][0]);

		if (is_excused(status, row, info->name))
			return;
		CHECK_EQ(0, status);
		check_read_back(fd, row, info, values[i][1]);
	}
}

static void check_beyond(int fd, const struct row *row,
			 const struct sock6_option_info *info)
{
	const int64_t values[] = { info->minimum - 1, info->maximum + 1,
				   INT64_MIN, INT64_MAX,
				   info->maximum + (INT64_C(1) << 32) };
	int64_t before = -77, after = -77;
	int readable = sock6_get(fd, row->option, &before) == 0;

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		CHECK_EQ(-EINVAL, sock6_set(fd, row->option, values[i]));
	if (readable) {
		CHECK_EQ(0, sock6_get(fd, row->option, &after));
		CHECK_EQ(before, after);
	}
}

static void check_restored(int fd, const struct row *row,
			   const struct sock6_option_info *info,
			   int64_t initial)
{
	if (!(info->access & SOCK6_OPTION_GET) || row->notes & COARSE ||
	    sock6_set(fd, row->option, initial) == -EPERM)
		return;
	CHECK_EQ(initial, get_or_fail(fd, row->option));
}

static void check_row(const struct row *row)
{
	struct sock6_option_info info;
	unsigned before = check_failures;
	int64_t initial = 0;
	int fd = socket_of(row->kind), status;

	REQUIRE_EQ(0, sock6_option_info(row->option, &info));
	if (fd < 0 && errno == EPERM) {
		printf("# %s: raw sockets need a privilege\n", info.name);
		return;
	}
	REQUIRE(fd >= 0);
	if (info.access & SOCK6_OPTION_GET) {
		status = sock6_get(fd, row->option, &initial);
		if (!is_excused(status, row, info.name))
			CHECK_EQ(0, status);
	}
	if (info.access & SOCK6_OPTION_SET) {
		check_beyond(fd, row, &info);
		check_ends(fd, row, &info);
		check_restored(fd, row, &info, initial);
	}
	if (check_failures != before)
		printf("# option: %s\n", info.name);
	close(fd);
}

static void every_option_takes_its_range_and_nothing_beyond(void)
{
	for (size_t i = 0; i < ROWS; i++)
		check_row(&rows[i]);
}

static void no_option_of_the_table_is_left_out_here(void)
{
	struct sock6_option_info info;

	for (int option = 1; sock6_option_info(option, &info) == 0; option++) {
		int found = 0;

		for (size_t i = 0; i < ROWS; i++)
			found |= rows[i].option == option;
		if (!CHECK(found))
			printf("# option: %s\n", info.name);
	}
}

static void every_value_of_a_byte_is_read_back(void)
{
	static const int options[] = { SOCK6_OPT_HOP_LIMIT,
				       SOCK6_OPT_TRAFFIC_CLASS,
				       SOCK6_OPT_MULTICAST_HOP_LIMIT,
				       SOCK6_OPT_MINIMUM_HOP_COUNT,
				       SOCK6_OPT_IPV4_TYPE_OF_SERVICE };
	sock6_fd fd = udp_at("::1", 0);

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		for (int value = 0; value < 256; value++) {
			CHECK_EQ(0, sock6_set(fd, options[i], value));
			CHECK_EQ(value, get_or_fail(fd, options[i]));
		}
	sock6_close(fd);
}

static void a_value_that_the_system_refuses_changes_nothing(void)
{
	sock6_fd fd = udp_at("::1", 0);

	CHECK_EQ(-ENODEV,
		 sock6_set(fd, SOCK6_OPT_MULTICAST_INTERFACE, INT32_MAX));
	CHECK_EQ(0, get_or_fail(fd, SOCK6_OPT_MULTICAST_INTERFACE));
	CHECK_EQ(-EINVAL, sock6_set(fd, SOCK6_OPT_IPV4_TIME_TO_LIVE, 0));
	CHECK_EQ(-EINVAL, sock6_set(fd, SOCK6_OPT_MTU, 1279));
	CHECK_EQ(-EINVAL,
		 sock6_set(fd, SOCK6_OPT_ADDRESS_PREFERENCES,
			   SOCK6_PREFER_TEMPORARY | SOCK6_PREFER_PUBLIC));
	CHECK_EQ(-EINVAL, sock6_set(fd, SOCK6_OPT_IPV6_ONLY, 0)); /* bound */
	CHECK_EQ(1, get_or_fail(fd, SOCK6_OPT_IPV6_ONLY));
	sock6_close(fd);
}

static void the_path_mtu_needs_a_connected_socket(void)
{
	struct pair pair;
	int64_t value = 77;

	REQUIRE(pair_open(&pair));
	CHECK_EQ(-ENOTCONN, sock6_get(pair.sender, SOCK6_OPT_PATH_MTU, &value));
	CHECK_EQ(-ENOTCONN, sock6_get(pair.sender, SOCK6_OPT_MTU, &value));
	CHECK_EQ(77, value);
	CHECK_EQ(0, connect_to(pair.sender, &pair.to));
	CHECK(get_or_fail(pair.sender, SOCK6_OPT_PATH_MTU) >= 1280);
	CHECK_EQ(get_or_fail(pair.sender, SOCK6_OPT_PATH_MTU),
		 get_or_fail(pair.sender, SOCK6_OPT_MTU));
	CHECK_EQ(-EOPNOTSUPP, sock6_set(pair.sender, SOCK6_OPT_PATH_MTU, 0));
	pair_close(&pair);
}

static void what_a_socket_is_can_be_read(void)
{
	static const int kinds[][3] = { { UDP, SOCK_DGRAM, IPPROTO_UDP },
					{ TCP, SOCK_STREAM, IPPROTO_TCP } };

	for (int i = 0; i < 2; i++) {
		int fd = socket_of((enum kind)kinds[i][0]);

		REQUIRE(fd >= 0);
		CHECK_EQ(kinds[i][1], get_or_fail(fd, SOCK6_OPT_SOCKET_TYPE));
		CHECK_EQ(kinds[i][2], get_or_fail(fd, SOCK6_OPT_PROTOCOL));
		CHECK_EQ(0, get_or_fail(fd, SOCK6_OPT_PENDING_ERROR));
		close(fd);
	}
}

static void an_option_of_another_kind_of_socket_is_refused(void)
{
	static const int options[] = { SOCK6_OPT_CHECKSUM,
				       SOCK6_OPT_HEADER_INCLUDED };
	sock6_fd fd = udp_at("::1", 0);

	for (size_t i = 0; i < 2; i++) {
		int64_t value = 77;

		CHECK_EQ(-ENOPROTOOPT, sock6_set(fd, options[i], 0));
		CHECK_EQ(-ENOPROTOOPT, sock6_get(fd, options[i], &value));
		CHECK_EQ(77, value);
	}
	sock6_close(fd);
}

static void a_buffer_is_granted_within_the_systems_limits(void)
{
	sock6_fd fd = udp_at("::1", 0);
	int64_t small, large;

	CHECK_EQ(0, sock6_set(fd, SOCK6_OPT_RECEIVE_BUFFER, 0));
	small = get_or_fail(fd, SOCK6_OPT_RECEIVE_BUFFER);
	CHECK_EQ(0, sock6_set(fd, SOCK6_OPT_RECEIVE_BUFFER, 65536));
	large = get_or_fail(fd, SOCK6_OPT_RECEIVE_BUFFER);
	CHECK(small > 0 && large >= 65536 && large > small);
	sock6_close(fd);
}

int main(void)
{
	if (no_sockets())
		return check_skip_all(no_sockets());
	RUN(every_option_takes_its_range_and_nothing_beyond);
	RUN(no_option_of_the_table_is_left_out_here);
	RUN(every_value_of_a_byte_is_read_back);
	RUN(a_value_that_the_system_refuses_changes_nothing);
	RUN(the_path_mtu_needs_a_connected_socket);
	RUN(what_a_socket_is_can_be_read);
	RUN(an_option_of_another_kind_of_socket_is_refused);
	RUN(a_buffer_is_granted_within_the_systems_limits);
	return check_end();
}

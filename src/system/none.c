/* SPDX-License-Identifier: MIT */
/*
 * A system that can do nothing.  With it the whole library builds wherever a
 * C11 compiler and the socket headers are: the pure modules work, every other
 * call answers -EOPNOTSUPP.  It is also the frame for the file of a new system.
 */
#include "../system.h"

#include <errno.h>

const struct sock6__option_name sock6__option_names[SOCK6__OPTION_END] = {
	{ 0, 0, 0 }
};
const struct sock6__control_name sock6__control_names[SOCK6__MESSAGE_END] = {
	{ 0, 0 }
};
const uint64_t sock6__control_sendable = 0;
const struct sock6__control_name
	sock6__extension_names[SOCK6__EXTENSION_END] = { { 0, 0 } };
const struct sock6__note sock6__feature_notes[SOCK6__FEATURE_END] = { { "",
									"" } };
const struct sock6__note sock6__option_notes[SOCK6__OPTION_END] = { { "",
								      "" } };

int sock6__system_option_set(sock6_fd fd, const struct sock6__option_name *name,
			     uint32_t value)
{
	(void)fd, (void)name, (void)value;
	return -EOPNOTSUPP;
}

int sock6__system_option_get(sock6_fd fd, const struct sock6__option_name *name,
			     uint32_t *value)
{
	(void)fd, (void)name, (void)value;
	return -EOPNOTSUPP;
}

int sock6__system_extension_set(sock6_fd fd,
				const struct sock6__control_name *name,
				const void *header, size_t size)
{
	(void)fd, (void)name, (void)header, (void)size;
	return -EOPNOTSUPP;
}

int sock6__system_extension_get(sock6_fd fd,
				const struct sock6__control_name *name,
				void *header, size_t *size)
{
	(void)fd, (void)name, (void)header, (void)size;
	return -EOPNOTSUPP;
}

int sock6__system_send(sock6_fd fd, struct sock6__packet *packet,
		       unsigned flags)
{
	(void)fd, (void)packet, (void)flags;
	return -EOPNOTSUPP;
}

int sock6__system_receive(sock6_fd fd, struct sock6__packet *packet,
			  unsigned flags)
{
	(void)fd, (void)packet, (void)flags;
	return -EOPNOTSUPP;
}

int sock6__system_drops(sock6_fd fd, uint32_t *drops)
{
	(void)fd, (void)drops;
	return -EOPNOTSUPP;
}

int sock6__system_send_many(sock6_fd fd, struct sock6__packet *packets,
			    unsigned count, unsigned flags)
{
	(void)fd, (void)packets, (void)count, (void)flags;
	return -EOPNOTSUPP;
}

int sock6__system_receive_many(sock6_fd fd, struct sock6__packet *packets,
			       unsigned count, unsigned flags)
{
	(void)fd, (void)packets, (void)count, (void)flags;
	return -EOPNOTSUPP;
}

int sock6__system_error_receive(sock6_fd fd, struct sock6__packet *packet)
{
	(void)fd, (void)packet;
	return -EOPNOTSUPP;
}

/* There is no queue, so nothing is a record of one. */
int sock6__system_error_record(struct sock6_error *error, int level, int type,
			       const unsigned char *value, size_t size)
{
	(void)error, (void)level, (void)type, (void)value, (void)size;
	return 0;
}

int sock6__system_socket(sock6_fd *fd, int type, int protocol, int non_blocking)
{
	(void)fd, (void)type, (void)protocol, (void)non_blocking;
	return -EOPNOTSUPP;
}

int sock6__system_bind(sock6_fd fd, const struct sockaddr_in6 *local)
{
	(void)fd, (void)local;
	return -EOPNOTSUPP;
}

int sock6__system_connect(sock6_fd fd, const struct sockaddr_in6 *peer)
{
	(void)fd, (void)peer;
	return -EOPNOTSUPP;
}

int sock6__system_local(sock6_fd fd, struct sockaddr_in6 *local)
{
	(void)fd, (void)local;
	return -EOPNOTSUPP;
}

int sock6__system_listen(sock6_fd fd, int backlog)
{
	(void)fd, (void)backlog;
	return -EOPNOTSUPP;
}

int sock6__system_share_port(sock6_fd fd)
{
	(void)fd;
	return -EOPNOTSUPP;
}

int sock6__system_close(sock6_fd fd)
{
	(void)fd;
	return -EOPNOTSUPP;
}

int sock6__system_echo_identifier(sock6_fd fd)
{
	(void)fd;
	return -EOPNOTSUPP;
}

const char *sock6__system_echo_hint(void)
{
	return NULL;
}

int sock6__system_group(sock6_fd fd, enum sock6__group_operation operation,
			uint32_t ifindex, const struct in6_addr *group,
			const struct in6_addr *source)
{
	(void)fd, (void)operation, (void)ifindex, (void)group, (void)source;
	return -EOPNOTSUPP;
}

int sock6__system_source_filter_set(sock6_fd fd, uint32_t ifindex,
				    const struct in6_addr *group, int mode,
				    const struct in6_addr *sources,
				    unsigned count)
{
	(void)fd, (void)ifindex, (void)group, (void)mode, (void)sources,
		(void)count;
	return -EOPNOTSUPP;
}

int sock6__system_source_filter_get(sock6_fd fd, uint32_t ifindex,
				    const struct in6_addr *group, int *mode,
				    struct in6_addr *sources, unsigned count)
{
	(void)fd, (void)ifindex, (void)group, (void)mode, (void)sources,
		(void)count;
	return -EOPNOTSUPP;
}

int sock6__system_groups(sock6__membership_visitor *visit, void *context)
{
	(void)visit, (void)context;
	return -EOPNOTSUPP;
}

int sock6__system_groups_with_sources(sock6__membership_visitor *visit,
				      void *context)
{
	(void)visit, (void)context;
	return -EOPNOTSUPP;
}

int sock6__system_group_sources(const struct sock6_membership *group,
				sock6__membership_visitor *visit, void *context)
{
	(void)group, (void)visit, (void)context;
	return -EOPNOTSUPP;
}

int sock6__system_sockets(sock6__socket_visitor *visit, void *context,
			  unsigned *hidden)
{
	(void)visit, (void)context, (void)hidden;
	return -EOPNOTSUPP;
}

int sock6__system_icmp_filter_set(sock6_fd fd,
				  const struct sock6_icmp_filter *filter)
{
	(void)fd, (void)filter;
	return -EOPNOTSUPP;
}

int sock6__system_icmp_filter_get(sock6_fd fd, struct sock6_icmp_filter *filter)
{
	(void)fd, (void)filter;
	return -EOPNOTSUPP;
}

int sock6__system_filter_attach(sock6_fd fd,
				const struct sock6_filter_instruction *program,
				unsigned count)
{
	(void)fd, (void)program, (void)count;
	return -EOPNOTSUPP;
}

int sock6__system_filter_detach(sock6_fd fd)
{
	(void)fd;
	return -EOPNOTSUPP;
}

int sock6__system_filter_attach_loaded(sock6_fd fd, int program_fd)
{
	(void)fd, (void)program_fd;
	return -EOPNOTSUPP;
}

int sock6__system_filter_steer(sock6_fd fd,
			       const struct sock6_filter_instruction *program,
			       unsigned count)
{
	(void)fd, (void)program, (void)count;
	return -EOPNOTSUPP;
}

int sock6__system_filter_steer_loaded(sock6_fd fd, int program_fd)
{
	(void)fd, (void)program_fd;
	return -EOPNOTSUPP;
}

int sock6__system_filter_unsteer(sock6_fd fd)
{
	(void)fd;
	return -EOPNOTSUPP;
}

int sock6__system_timestamp_request(sock6_fd fd, unsigned flags)
{
	(void)fd, (void)flags;
	return -EOPNOTSUPP;
}

int sock6__system_timestamp_offered(const char *interface)
{
	(void)interface;
	return -EOPNOTSUPP;
}

int sock6__system_launch_request(sock6_fd fd, int clock, unsigned flags)
{
	(void)fd, (void)clock, (void)flags;
	return -EOPNOTSUPP;
}

int sock6__system_flow_label_lease(sock6_fd fd,
				   const struct in6_addr *destination,
				   uint32_t *label)
{
	(void)fd, (void)destination, (void)label;
	return -EOPNOTSUPP;
}

int sock6__system_flow_label_release(sock6_fd fd, uint32_t label)
{
	(void)fd, (void)label;
	return -EOPNOTSUPP;
}

int sock6__system_flow_label_reflect(sock6_fd fd, int on)
{
	(void)fd, (void)on;
	return -EOPNOTSUPP;
}

int sock6__system_flow_label_remote(sock6_fd fd, uint32_t *label)
{
	(void)fd, (void)label;
	return -EOPNOTSUPP;
}

int sock6__system_filter_lock(sock6_fd fd)
{
	(void)fd;
	return -EOPNOTSUPP;
}

int sock6__system_interface_index(uint32_t *index, const char *name)
{
	(void)index, (void)name;
	return -EOPNOTSUPP;
}

int sock6__system_interface_name(char *name, uint32_t index)
{
	(void)name, (void)index;
	return -EOPNOTSUPP;
}

int sock6__system_interfaces(sock6__interface_visitor *visit, void *context)
{
	(void)visit, (void)context;
	return -EOPNOTSUPP;
}

int sock6__system_addresses(unsigned families, sock6__address_visitor *visit,
			    void *context)
{
	(void)families, (void)visit, (void)context;
	return -EOPNOTSUPP;
}

int sock6__system_monitor_open(sock6_fd *fd, int ipv4, int non_blocking)
{
	(void)fd, (void)ipv4, (void)non_blocking;
	return -EOPNOTSUPP;
}

int sock6__system_monitor_dump(sock6_fd fd, uint32_t number)
{
	(void)fd, (void)number;
	return -EOPNOTSUPP;
}

int sock6__system_monitor_read(sock6_fd fd, void *buffer, size_t size,
			       int dont_wait)
{
	(void)fd, (void)buffer, (void)size, (void)dont_wait;
	return -EOPNOTSUPP;
}

int sock6__system_monitor_next(const void *buffer, size_t size, size_t *offset,
			       struct sock6_event *event)
{
	(void)buffer, (void)size, (void)offset, (void)event;
	return -EOPNOTSUPP;
}

/* There is no clock: every deadline but the past is for ever ahead. */
int64_t sock6__system_now(void)
{
	return 0;
}

int sock6__system_wait(sock6_fd fd, unsigned events, int64_t timeout)
{
	(void)fd, (void)events, (void)timeout;
	return -EOPNOTSUPP;
}

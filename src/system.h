/* SPDX-License-Identifier: MIT */
/*
 * The seam: all that the library asks of an operating system.  Above it no
 * option constant and no system call is named; below it, in src/system/, one
 * set of files a system fills the tables and makes the calls.
 *
 * Every call returns 0 or a count, or a negative errno value, and leaves its
 * outputs alone when it fails.
 */
#ifndef SOCK6_SYSTEM_H
#define SOCK6_SYSTEM_H

#include "sock6.h"

/* Options: what the system calls them.  A row left out is all zero. */
enum sock6__encoding {
	SOCK6__INT,           /* an int */
	SOCK6__NETWORK_ORDER, /* an int in network byte order */
	SOCK6__MTU_INFO       /* struct ip6_mtuinfo, read only */
};

struct sock6__option_name {
	int16_t level;
	int16_t number; /* 0: the system has no such option */
	int16_t encoding;
};

enum { SOCK6__OPTION_END = SOCK6_OPT_PENDING_ERROR + 1 };
extern const struct sock6__option_name sock6__option_names[SOCK6__OPTION_END];

int sock6__system_option_set(sock6_fd fd, const struct sock6__option_name *name,
			     uint32_t value);
int sock6__system_option_get(sock6_fd fd, const struct sock6__option_name *name,
			     uint32_t *value);

/*
 * Control messages.  In the order in which Linux delivers them, as the decoder
 * looks for each one behind the last that it found.
 */
enum sock6__control_message {
	SOCK6__MESSAGE_TIME_OLD,
	SOCK6__MESSAGE_TIME,
	SOCK6__MESSAGE_TIMESTAMPING_OLD,
	SOCK6__MESSAGE_TIMESTAMPING,
	SOCK6__MESSAGE_DROPS,
	SOCK6__MESSAGE_MARK,
	SOCK6__MESSAGE_COALESCED,
	SOCK6__MESSAGE_PACKET_INFO,
	SOCK6__MESSAGE_HOP_LIMIT,
	SOCK6__MESSAGE_TRAFFIC_CLASS,
	SOCK6__MESSAGE_FLOW_INFO,
	SOCK6__MESSAGE_FRAGMENT_SIZE,
	SOCK6__MESSAGE_PATH_MTU,
	SOCK6__MESSAGE_IPV4_PACKET_INFO,
	SOCK6__MESSAGE_IPV4_TIME_TO_LIVE,
	SOCK6__MESSAGE_IPV4_TYPE_OF_SERVICE,
	SOCK6__MESSAGE_SEGMENT, /* from here on: sent only */
	SOCK6__MESSAGE_LAUNCH,
	SOCK6__MESSAGE_TRANSMIT_ID,
	SOCK6__MESSAGE_NEXT_HOP,
	SOCK6__MESSAGE_END
};

struct sock6__control_name {
	int16_t level;
	int16_t type; /* 0: the system has no such message */
};

extern const struct sock6__control_name
	sock6__control_names[SOCK6__MESSAGE_END];

/* The fields of SOCK6_CONTROL_SEND that the system has messages for. */
extern const uint64_t sock6__control_sendable;

/*
 * Extension headers that a socket can have.  Option and control message have
 * the same name (RFC 3542, 7 to 9).  Getting writes at most *size bytes, and
 * then what came of them; 0 where there is no header.
 */
enum sock6__extension {
	SOCK6__EXTENSION_HOP_BY_HOP,
	SOCK6__EXTENSION_BEFORE_ROUTING,
	SOCK6__EXTENSION_ROUTING,
	SOCK6__EXTENSION_DESTINATION,
	SOCK6__EXTENSION_END
};

extern const struct sock6__control_name
	sock6__extension_names[SOCK6__EXTENSION_END];

int sock6__system_extension_set(sock6_fd fd,
				const struct sock6__control_name *name,
				const void *header, size_t size);
int sock6__system_extension_get(sock6_fd fd,
				const struct sock6__control_name *name,
				void *header, size_t *size);

/* One datagram or run on its way through the system. */
struct sock6__packet {
	const struct sock6_buffer *buffers;
	struct sockaddr_in6 *peer; /* NULL: send to the connected peer */
	void *control;
	uint16_t buffer_count;
	uint16_t control_size; /* receive: room, then what came */
	uint16_t flags;        /* receive, out: SOCK6_TRUNCATED ... */
	int32_t result;        /* out: length */
};

int sock6__system_send(sock6_fd fd, struct sock6__packet *packet,
		       unsigned flags);
int sock6__system_receive(sock6_fd fd, struct sock6__packet *packet,
			  unsigned flags);

/* What a socket has lost for want of room. */
int sock6__system_drops(sock6_fd fd, uint32_t *drops);

/* Up to SOCK6__CHUNK packets; -ENOSYS where the caller must loop. */
#define SOCK6__CHUNK 64
int sock6__system_send_many(sock6_fd fd, struct sock6__packet *packets,
			    unsigned count, unsigned flags);
/* Waits for the first packet only, and not even for that if told so. */
int sock6__system_receive_many(sock6_fd fd, struct sock6__packet *packets,
			       unsigned count, unsigned flags);

/*
 * The error queue.  Taking a record never waits; the packet is as in receiving.
 * Reading one is pure: 1 when the control message is a record, which is added to
 * what is all zero, 0 when it is something else, -EBADMSG when it is cut off.
 */
int sock6__system_error_receive(sock6_fd fd, struct sock6__packet *packet);
int sock6__system_error_record(struct sock6_error *error, int level, int type,
			       const unsigned char *value, size_t size);

/* Sockets. */
int sock6__system_socket(sock6_fd *fd, int type, int protocol,
			 int non_blocking);
int sock6__system_bind(sock6_fd fd, const struct sockaddr_in6 *local);
int sock6__system_connect(sock6_fd fd, const struct sockaddr_in6 *peer);
int sock6__system_local(sock6_fd fd, struct sockaddr_in6 *local);
int sock6__system_listen(sock6_fd fd, int backlog);
int sock6__system_share_port(sock6_fd fd);
int sock6__system_close(sock6_fd fd);

/* Echo sockets: an identifier, and words for who runs the program. */
int sock6__system_echo_identifier(sock6_fd fd);
const char *sock6__system_echo_hint(void);

/* Memberships.  A source where the operation has one, else NULL. */
enum sock6__group_operation {
	SOCK6__GROUP_JOIN,
	SOCK6__GROUP_LEAVE,
	SOCK6__SOURCE_JOIN,
	SOCK6__SOURCE_LEAVE,
	SOCK6__SOURCE_BLOCK,
	SOCK6__SOURCE_UNBLOCK
};
int sock6__system_group(sock6_fd fd, enum sock6__group_operation operation,
			uint32_t ifindex, const struct in6_addr *group,
			const struct in6_addr *source);

/* Source filters; a mode is SOCK6_INCLUDE or SOCK6_EXCLUDE.  -EADDRNOTAVAIL
 * where the group is not joined.  What is found may be more than fits. */
int sock6__system_source_filter_set(sock6_fd fd, uint32_t ifindex,
				    const struct in6_addr *group, int mode,
				    const struct in6_addr *sources,
				    unsigned count);
int sock6__system_source_filter_get(sock6_fd fd, uint32_t ifindex,
				    const struct in6_addr *group, int *mode,
				    struct in6_addr *sources, unsigned count);

/*
 * Listings.  A visitor returns 0, or a negative errno value that ends the
 * listing.  The groups of every interface come with interface and sockets.
 * Where their sources are wanted too, the visitor asks for those of each group
 * in mode SOCK6_INCLUDE, as others have none; they come with mode and sockets;
 * -EAGAIN: changes got in the way, try again.
 * At last the IPv6 sockets of every process that may be looked into.
 */
typedef int sock6__membership_visitor(
	void *context, const struct sock6_membership *membership);
typedef int sock6__group_listing(sock6__membership_visitor *visit,
				 void *context);
sock6__group_listing sock6__system_groups;
sock6__group_listing sock6__system_groups_with_sources;
int sock6__system_group_sources(const struct sock6_membership *group,
				sock6__membership_visitor *visit,
				void *context);
struct sock6__owned_socket {
	sock6_fd fd;
	uint32_t process;
	int32_t descriptor; /* in that process */
	uint64_t number;    /* that no other socket has */
};
typedef int sock6__socket_visitor(void *context,
				  const struct sock6__owned_socket *socket);
int sock6__system_sockets(sock6__socket_visitor *visit, void *context,
			  unsigned *hidden);

/* Filters. */
int sock6__system_icmp_filter_set(sock6_fd fd,
				  const struct sock6_icmp_filter *filter);
int sock6__system_icmp_filter_get(sock6_fd fd,
				  struct sock6_icmp_filter *filter);
int sock6__system_filter_attach(sock6_fd fd,
				const struct sock6_filter_instruction *program,
				unsigned count);
int sock6__system_filter_detach(sock6_fd fd);
int sock6__system_filter_lock(sock6_fd fd);
int sock6__system_filter_attach_loaded(sock6_fd fd, int program_fd);
int sock6__system_filter_steer(sock6_fd fd,
			       const struct sock6_filter_instruction *program,
			       unsigned count);
int sock6__system_filter_steer_loaded(sock6_fd fd, int program_fd);
int sock6__system_filter_unsteer(sock6_fd fd);

/* Interfaces.  The name has room for SOCK6_INTERFACE_NAME_SIZE bytes. */
typedef void sock6__interface_visitor(void *context,
				      const struct sock6_interface *interface);
int sock6__system_interface_index(uint32_t *index, const char *name);
int sock6__system_interface_name(char *name, uint32_t index);
int sock6__system_interfaces(sock6__interface_visitor *visit, void *context);

/* Both tell all again after -EAGAIN: what there is changed under them. */
typedef void sock6__address_visitor(
	void *context, const struct sock6_interface_address *address);
int sock6__system_addresses(unsigned families, sock6__address_visitor *visit,
			    void *context);

/* Events of interfaces and addresses.  The cursor is pure. */
int sock6__system_monitor_open(sock6_fd *fd, int ipv4, int non_blocking);
int sock6__system_monitor_dump(sock6_fd fd, uint32_t number);
int sock6__system_monitor_read(sock6_fd fd, void *buffer, size_t size,
			       int dont_wait);
int sock6__system_monitor_next(const void *buffer, size_t size, size_t *offset,
			       struct sock6_event *event);

/* Timestamps of what is sent; a clock is one of SOCK6_CLOCK_*. */
int sock6__system_timestamp_request(sock6_fd fd, unsigned flags);
int sock6__system_timestamp_offered(const char *interface);
int sock6__system_launch_request(sock6_fd fd, int clock, unsigned flags);

/* Flow labels, in host byte order. */
int sock6__system_flow_label_lease(sock6_fd fd,
				   const struct in6_addr *destination,
				   uint32_t *label);
int sock6__system_flow_label_release(sock6_fd fd, uint32_t label);
int sock6__system_flow_label_reflect(sock6_fd fd, int on);
int sock6__system_flow_label_remote(sock6_fd fd, uint32_t *label);

/*
 * What a probe tries besides the options, and what is known of either: which
 * version of the system brought it, and which privilege it takes; empty: always
 * there, none.
 */
enum sock6__feature {
	SOCK6__FEATURE_DATAGRAM,
	SOCK6__FEATURE_TCP,
	SOCK6__FEATURE_MAPPED,
	SOCK6__FEATURE_RAW,
	SOCK6__FEATURE_ICMP_FILTER,
	SOCK6__FEATURE_ECHO,
	SOCK6__FEATURE_PACKET_INFO,
	SOCK6__FEATURE_SOURCE,
	SOCK6__FEATURE_TRAFFIC_CLASS,
	SOCK6__FEATURE_HOP_LIMIT,
	SOCK6__FEATURE_FLOW_LABEL,
	SOCK6__FEATURE_FLOW_LABEL_LEASE,
	SOCK6__FEATURE_IPV4_CLASS,
	SOCK6__FEATURE_SEND_MANY,
	SOCK6__FEATURE_RECEIVE_MANY,
	SOCK6__FEATURE_SEND_RUN,
	SOCK6__FEATURE_RECEIVE_RUN,
	SOCK6__FEATURE_GROUP,
	SOCK6__FEATURE_SOURCE_SPECIFIC,
	SOCK6__FEATURE_SOURCE_FILTER,
	SOCK6__FEATURE_ERROR_QUEUE,
	SOCK6__FEATURE_RECEIVE_TIME,
	SOCK6__FEATURE_TRANSMIT_TIME,
	SOCK6__FEATURE_LAUNCH_TIME,
	SOCK6__FEATURE_FILTER,
	SOCK6__FEATURE_STEERING,
	SOCK6__FEATURE_HOP_BY_HOP,
	SOCK6__FEATURE_DESTINATION_OPTIONS,
	SOCK6__FEATURE_SEGMENT_ROUTING,
	SOCK6__FEATURE_BIND_FREE,
	SOCK6__FEATURE_BIND_TRANSPARENT,
	SOCK6__FEATURE_MONITOR,
	SOCK6__FEATURE_END
};

struct sock6__note {
	char since[20];
	char privilege[36];
};

extern const struct sock6__note sock6__feature_notes[SOCK6__FEATURE_END];
extern const struct sock6__note sock6__option_notes[SOCK6__OPTION_END];

/* Time and waiting; a negative timeout is none. */
int64_t sock6__system_now(void);
int sock6__system_wait(sock6_fd fd, unsigned events, int64_t timeout);

#endif

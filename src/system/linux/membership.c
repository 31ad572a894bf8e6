/* SPDX-License-Identifier: MIT */
/* What the interfaces have joined.  A part of linux.c. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../../system.h"
#include "group_lines.h"

/* The thread's own: /proc/net is that of the process, whose threads may be in
 * different network namespaces. */
#define GROUP_FILE  "/proc/thread-self/net/igmp6"
#define SOURCE_FILE "/proc/thread-self/net/mcfilter6"

/* A file of lines, none of which is nearly as long as the room, which is as much
 * as the kernel tells at once. */
struct lines {
	int fd;
	size_t begin;
	size_t end;
	char room[4096];
};

static int lines_open(struct lines *lines, const char *path)
{
	lines->begin = lines->end = 0;
	lines->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (lines->fd < 0)
		return errno == ENOENT ? -EOPNOTSUPP : -errno;
	return 0;
}

/* 1, 0 at the end of the file, or a negative errno value. */
static int lines_fill(struct lines *lines)
{
	ssize_t got;

	memmove(lines->room, lines->room + lines->begin,
		lines->end - lines->begin);
	lines->end -= lines->begin;
	lines->begin = 0;
	if (lines->end == sizeof(lines->room))
		return -EBADMSG;
	got = read(lines->fd, lines->room + lines->end,
		   sizeof(lines->room) - lines->end);
	if (got < 0)
		return -errno;
	lines->end += (size_t)got;
	return got > 0;
}

/* The next line, without its end: 1, 0, or a negative errno value. */
static int lines_next(struct lines *lines, const char **line, size_t *size)
{
	const char *end;
	int status;

	for (;;) {
		*line = lines->room + lines->begin;
		end = memchr(*line, '\n', lines->end - lines->begin);
		if (end)
			break;
		status = lines_fill(lines);
		if (status <= 0)
			return status;
	}
	*size = (size_t)(end - *line);
	lines->begin += *size + 1;
	return 1;
}

/* What is done with each line; 0 or a negative errno value. */
typedef int line_reader(void *context, const char *line, size_t size);

static int lines_read(const char *path, unsigned titles, line_reader *read_line,
		      void *context)
{
	struct lines lines;
	const char *line;
	size_t size;
	int status = lines_open(&lines, path);

	if (status < 0)
		return status;
	while ((status = lines_next(&lines, &line, &size)) > 0) {
		if (titles > 0) {
			titles--;
			continue;
		}
		status = read_line(context, line, size);
		if (status < 0)
			break;
	}
	close(lines.fd);
	return status;
}

/*
 * Which groups may have sources: a bit each, by interface and group.  To ask for
 * those of a group is to read a file that is as long as all of them, which is
 * too much to be done for each of thousands of groups that have none.
 */
enum { HINT_BITS = 8192, HINT_WORD = 32 };

struct group_reader {
	sock6__membership_visitor *visit;
	void *context;
	const struct sock6_membership *group;
	int marked;
	uint32_t *hints; /* HINT_BITS of them, or NULL: nobody asks */
};

/*
 * mcfilter6 has a flaw (net/ipv6/mcast.c, igmp6_mcf_get_first): it begins with
 * the first interface whose newest group has a source, and is empty where there
 * is none.  So for as long as sources are read, a group with a source is the
 * newest of the first interface: one of interface-local scope (RFC 4291, 2.7),
 * of which no one hears, on the loopback interface.  The marks of others are
 * passed over too.
 */
enum { LOOPBACK_INDEX = 1, MARK_PREFIX_SIZE = 8 };
static const uint8_t mark_prefix[MARK_PREFIX_SIZE] = { 0xff, 0x01, 0,   0,
						       's',  'o',  'c', 'k' };
static const struct in6_addr mark_source = { .s6_addr = { [15] = 1 } };

static int is_mark(const struct sock6_membership *membership)
{
	return membership->ifindex == LOOPBACK_INDEX &&
	       memcmp(&membership->group, mark_prefix, MARK_PREFIX_SIZE) == 0;
}

/* A group of its own, as a second member would not make it the newest. */
static int mark_join(int fd)
{
	struct in6_addr group = { .s6_addr = { 0 } };
	int32_t own[2] = { (int32_t)getpid(), fd };

	memcpy(group.s6_addr, mark_prefix, MARK_PREFIX_SIZE);
	memcpy(group.s6_addr + MARK_PREFIX_SIZE, own, sizeof(own));
	return sock6__system_group(fd, SOCK6__SOURCE_JOIN, LOOPBACK_INDEX,
				   &group, &mark_source);
}

/* FNV-1a: which one it is does not matter, as a bit too many only costs time. */
static uint32_t hint_of(const struct sock6_membership *membership)
{
	uint32_t hash = UINT32_C(0x811c9dc5) ^ membership->ifindex;

	for (size_t i = 0; i < sizeof(membership->group); i++)
		hash = (hash ^ membership->group.s6_addr[i]) *
		       UINT32_C(0x01000193);
	return hash % HINT_BITS;
}

static int read_hint(void *context, const char *line, size_t size)
{
	struct group_reader *reader = context;
	struct source_line found;
	int status = source_line_parse(&found, line, size);
	uint32_t hint;

	if (status < 0)
		return status;
	reader->marked |= is_mark(&found.membership);
	hint = hint_of(&found.membership);
	reader->hints[hint / HINT_WORD] |= UINT32_C(1) << hint % HINT_WORD;
	return 0;
}

static int read_group(void *context, const char *line, size_t size)
{
	const struct group_reader *reader = context;
	struct sock6_membership group;
	int status = group_line_parse(&group, line, size);
	uint32_t hint;

	if (status < 0 || is_mark(&group))
		return status;
	hint = hint_of(&group);
	if (reader->hints &&
	    reader->hints[hint / HINT_WORD] >> hint % HINT_WORD & 1)
		group.mode = SOCK6_INCLUDE;
	return reader->visit(reader->context, &group);
}

int sock6__system_groups(sock6__membership_visitor *visit, void *context)
{
	struct group_reader reader = { visit, context, NULL, 0, NULL };

	return lines_read(GROUP_FILE, 0, read_group, &reader);
}

/* Without a mark a newer group has hidden the file's content. */
static int visit_groups_with_hints(sock6__membership_visitor *visit,
				   void *context)
{
	uint32_t hints[HINT_BITS / HINT_WORD] = { 0 };
	struct group_reader reader = { visit, context, NULL, 0, hints };
	int status = lines_read(SOURCE_FILE, 1, read_hint, &reader);

	if (status == 0 && !reader.marked)
		status = -EAGAIN;
	return status < 0 ? status
			  : lines_read(GROUP_FILE, 0, read_group, &reader);
}

int sock6__system_groups_with_sources(sock6__membership_visitor *visit,
				      void *context)
{
	int fd = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int status;

	if (fd < 0)
		return -errno;
	status = mark_join(fd);
	if (status == 0)
		status = visit_groups_with_hints(visit, context);
	close(fd);
	return status;
}

static int visit_source(const struct group_reader *reader,
			struct sock6_membership *source, uint32_t mode,
			uint32_t sockets)
{
	if (sockets == 0)
		return 0;
	source->mode = mode;
	source->sockets = sockets;
	return reader->visit(reader->context, source);
}

static int read_source(void *context, const char *line, size_t size)
{
	struct group_reader *reader = context;
	const struct sock6_membership *group = reader->group;
	struct sock6_membership source;
	struct source_line found;
	int status = source_line_parse(&found, line, size);

	if (status < 0)
		return status;
	reader->marked |= is_mark(&found.membership);
	if (found.membership.ifindex != group->ifindex ||
	    memcmp(&found.membership.group, &group->group, 16) != 0)
		return 0;
	source = *group;
	source.source = found.membership.source;
	status = visit_source(reader, &source, SOCK6_INCLUDE, found.joins);
	if (status < 0)
		return status;
	return visit_source(reader, &source, SOCK6_EXCLUDE, found.blocks);
}

/* Without a mark a newer group has hidden the file's content. */
int sock6__system_group_sources(const struct sock6_membership *group,
				sock6__membership_visitor *visit, void *context)
{
	struct group_reader reader = { visit, context, group, 0, NULL };
	int status = lines_read(SOURCE_FILE, 1, read_source, &reader);

	return status == 0 && !reader.marked ? -EAGAIN : status;
}

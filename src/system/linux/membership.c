/* SPDX-License-Identifier: MIT */
/* What the interfaces have joined.  A part of linux.c. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "../../system.h"
#include "group_lines.h"

/* The thread's own: /proc/net is that of the process, whose threads may be in
 * different network namespaces. */
#define GROUP_FILE  "/proc/thread-self/net/igmp6"
#define SOURCE_FILE "/proc/thread-self/net/mcfilter6"

/* A file of lines, none of which is nearly as long as the room. */
struct lines {
	int fd;
	size_t begin;
	size_t end;
	char room[2048];
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

struct group_reader {
	sock6__membership_visitor *visit;
	void *context;
	const struct sock6_membership *group;
};

static int read_group(void *context, const char *line, size_t size)
{
	const struct group_reader *reader = context;
	struct sock6_membership group;
	int status = group_line_parse(&group, line, size);

	return status < 0 ? status : reader->visit(reader->context, &group);
}

int sock6__system_groups(sock6__membership_visitor *visit, void *context)
{
	struct group_reader reader = { visit, context, NULL };

	return lines_read(GROUP_FILE, 0, read_group, &reader);
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
	const struct group_reader *reader = context;
	const struct sock6_membership *group = reader->group;
	struct sock6_membership source;
	struct source_line found;
	int status = source_line_parse(&found, line, size);

	if (status < 0 || found.membership.ifindex != group->ifindex ||
	    memcmp(&found.membership.group, &group->group, 16) != 0)
		return status;
	source = *group;
	source.source = found.membership.source;
	status = visit_source(reader, &source, SOCK6_INCLUDE, found.joins);
	if (status < 0)
		return status;
	return visit_source(reader, &source, SOCK6_EXCLUDE, found.blocks);
}

int sock6__system_group_sources(const struct sock6_membership *group,
				sock6__membership_visitor *visit, void *context)
{
	struct group_reader reader = { visit, context, group };

	return lines_read(SOURCE_FILE, 1, read_source, &reader);
}

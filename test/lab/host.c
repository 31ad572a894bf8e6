/* SPDX-License-Identifier: MIT */
/* Hosts of the lab, from within one test program. Linux only, as lab.sh is. */
#define _GNU_SOURCE
#include "host.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void give_up(const char *what, const char *which, int error)
{
	printf("Bail out! %s %s: %s\n", what, which, strerror(error));
	exit(1);
}

static void stay_on_this_processor(void)
{
	cpu_set_t set;
	int cpu = sched_getcpu();

	if (cpu < 0)
		give_up("where is", "this thread", errno);
	CPU_ZERO(&set);
	CPU_SET((size_t)cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set) < 0)
		give_up("keep", "one processor", errno);
}

int lab_begin(const char *topology)
{
	const char *here = getenv("LAB_TOPOLOGY");

	if (!here || strcmp(here, topology) != 0)
		return 0;
	stay_on_this_processor();
	return 1;
}

void lab_enter(const char *host)
{
	char path[64];
	int fd, error;

	snprintf(path, sizeof(path), "/run/netns/%s", host);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		give_up("no such host:", host, errno);
	error = setns(fd, CLONE_NEWNET) < 0 ? errno : 0;
	close(fd);
	if (error)
		give_up("enter", host, error);
}

uint32_t lab_index(const char *host, const char *interface)
{
	unsigned index;

	lab_enter(host);
	index = if_nametoindex(interface);
	if (index == 0)
		give_up("no such interface:", interface, errno);
	return index;
}

struct in6_addr lab_in6(const char *text)
{
	struct in6_addr address;

	if (inet_pton(AF_INET6, text, &address) != 1)
		give_up("no address:", text, EINVAL);
	return address;
}

struct sockaddr_in6 lab_peer(const char *text, uint16_t port, uint32_t scope_id)
{
	return (struct sockaddr_in6){ .sin6_family = AF_INET6,
				      .sin6_port = htons(port),
				      .sin6_addr = lab_in6(text),
				      .sin6_scope_id = scope_id };
}

sock6_fd lab_udp(const char *host, const char *local, uint16_t port)
{
	struct sockaddr_in6 address = lab_peer(local, port, 0);
	sock6_fd fd;
	int error;

	lab_enter(host);
	error = sock6_udp_open(&fd, &address, 0);
	if (error < 0)
		give_up("open a UDP socket on", host, -error);
	return fd;
}

sock6_fd lab_multicast(const char *host, uint16_t port)
{
	struct sockaddr_in6 address = lab_peer("::", port, 0);
	sock6_fd fd;
	int error;

	lab_enter(host);
	error = sock6_multicast_open(&fd, &address, 0);
	if (error < 0)
		give_up("open a multicast socket on", host, -error);
	return fd;
}

sock6_fd lab_raw(const char *host, int protocol)
{
	sock6_fd fd;
	int error;

	lab_enter(host);
	error = sock6_raw_open(&fd, protocol, NULL, 0);
	if (error < 0)
		give_up("open a raw socket on", host, -error);
	return fd;
}

uint16_t lab_port(sock6_fd fd)
{
	struct sockaddr_in6 local = { 0 };
	socklen_t size = sizeof(local);

	if (getsockname(fd, (struct sockaddr *)&local, &size) < 0)
		give_up("the name of", "a socket", errno);
	return ntohs(local.sin6_port);
}

int lab_sysctl(const char *host, const char *path, const char *value)
{
	char name[256];
	size_t length = strlen(value);
	int fd, ok;

	lab_enter(host);
	snprintf(name, sizeof(name), "/proc/sys/%s", path);
	fd = open(name, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	ok = write(fd, value, length) == (ssize_t)length;
	close(fd);
	return ok ? 0 : -1;
}

int lab_shell(const char *host, const char *command)
{
	int status;

	lab_enter(host);
	fflush(stdout);
	status = system(command);
	if (status < 0)
		give_up("run", command, errno);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

int lab_send(sock6_fd fd, const char *text, const struct sockaddr_in6 *peer,
	     const struct sock6_control *control)
{
	char data[2048];
	struct sock6_control copy;
	struct sock6_message message = { .data = data, .size = strlen(text) };

	if (message.size > sizeof(data))
		return -EMSGSIZE;
	memcpy(data, text, message.size);
	if (peer)
		message.peer = *peer;
	if (control) {
		copy = *control;
		message.control = &copy;
	}
	return sock6_send(fd, &message, 0);
}

int lab_receive(sock6_fd fd, struct lab_datagram *datagram)
{
	struct sock6_message message = { .data = datagram->text,
					 .size = sizeof(datagram->text) - 1,
					 .control = &datagram->control };
	int result = sock6_wait(fd, SOCK6_READABLE, sock6_now() + LAB_PATIENCE);

	datagram->text[0] = '\0';
	if (result < 0)
		return result;
	result = sock6_receive(fd, &message, SOCK6_DONT_WAIT);
	if (result < 0)
		return result;
	datagram->text[result] = '\0';
	datagram->peer = message.peer;
	datagram->flags = message.flags;
	return result;
}

int lab_hears(sock6_fd fd, const char *text)
{
	struct lab_datagram got;
	int result = lab_receive(fd, &got);

	if (result < 0)
		printf("# not \"%s\" but %s\n", text,
		       sock6_status_name(result));
	else if (strcmp(got.text, text) != 0)
		printf("# not \"%s\" but \"%s\"\n", text, got.text);
	else
		return 1;
	return 0;
}

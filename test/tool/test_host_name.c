/* SPDX-License-Identifier: MIT */
/*
 * Destinations by name: from a file of names that only this program sees, in
 * the mount namespace of the lab.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "command.h"
#include "host.h"
#include "report/message.h"
#include "words/host_name.h"

static const char names[] = "127.0.0.1 localhost\n"
			    "::1 localhost\n"
			    "192.0.2.7 both.test\n"
			    "2001:db8::7 both.test\n"
			    "192.0.2.8 old.test\n"
			    "2001:db8::9 new.test dead beef.cafe\n"
			    "2001:db8::a 12.test\n";

static char errors[1024]; /* what the last call said */
static struct sockaddr_in6 got;

/* Puts a file in the place of another, for this namespace. */
static int put_in_place(const char *path, const char *text, size_t size)
{
	char name[] = "/tmp/sock6-names-XXXXXX";
	int fd = mkstemp(name), done;

	if (fd < 0)
		return 0;
	done = fchmod(fd, 0644) == 0 &&
	       write(fd, text, size) == (ssize_t)size &&
	       mount(name, path, NULL, MS_BIND, NULL) == 0;
	close(fd);
	unlink(name);
	return done;
}

/* Calls the function with its messages kept. */
static int resolve(const char *text)
{
	struct word word = { NULL, text };
	FILE *kept = tmpfile();
	int saved = dup(2), end;

	fflush(stderr);
	dup2(fileno(kept), 2);
	memset(&got, 0xee, sizeof(got));
	end = value_host(&word, &got);
	fflush(stderr);
	dup2(saved, 2);
	close(saved);
	rewind(kept);
	errors[fread(errors, 1, sizeof(errors) - 1, kept)] = '\0';
	fclose(kept);
	return end;
}

static void is_address(const char *text, const char *address, uint16_t port)
{
	char formatted[SOCK6_ADDRESS_TEXT_SIZE] = "";

	REQUIRE_EQ(OPTIONS_GO_ON, resolve(text));
	CHECK_STR("", errors);
	CHECK_EQ(AF_INET6, got.sin6_family);
	CHECK_EQ(port, ntohs(got.sin6_port));
	got.sin6_port = 0;
	sock6_address_format(formatted, sizeof(formatted), &got, 0);
	CHECK_STR(address, formatted);
}

/* The message names the word. */
static void is_refused(const char *text)
{
	CHECK_EQ(END_USAGE, resolve(text));
	CHECK(strncmp(errors, "sock6", 5) == 0);
	CHECK(strlen(text) > 100 || strstr(errors, text) != NULL);
	CHECK(strstr(errors, "; give ") != NULL);
}

static void a_name_has_its_ipv6_address_first(void)
{
	is_address("both.test", "2001:db8::7", 0);
	is_address("new.test", "2001:db8::9", 0);
}

static void a_name_without_one_has_its_ipv4_address(void)
{
	is_address("old.test", "::ffff:192.0.2.8", 0);
	CHECK(sock6_address_is_mapped(&got.sin6_addr));
}

static void a_name_may_have_a_port(void)
{
	is_address("both.test:5000", "2001:db8::7", 5000);
	is_address("old.test:65535", "::ffff:192.0.2.8", 65535);
	is_refused("both.test:0");
	is_refused("both.test:65536");
	is_refused("both.test:http");
	is_refused("both.test:");
}

static void a_name_may_look_like_digits(void)
{
	is_address("dead", "2001:db8::9", 0);
	is_address("beef.cafe", "2001:db8::9", 0);
	is_address("12.test", "2001:db8::a", 0);
}

static void an_address_is_no_name(void)
{
	is_address("::1", "::1", 0);
	is_address("[::1]:80", "::1", 80);
	is_address("2001:db8::7", "2001:db8::7", 0);
	is_address("fe80::1%lo", "fe80::1%lo", 0);
	is_address("[fe80::1%lo]:9", "fe80::1%lo", 9);
	is_address("192.0.2.1", "::ffff:192.0.2.1", 0);
	is_address("192.0.2.1:80", "::ffff:192.0.2.1", 80);
}

static void a_name_that_nobody_has_is_refused(void)
{
	is_refused("nobody.test");
	is_refused("-");
}

static void what_is_neither_is_refused(void)
{
	static char long_name[400];

	is_refused("::1::");
	is_refused("1:2:3");
	is_refused("[::1");
	is_refused("fe80::1%nowhere0");
	is_refused("1.2.3");
	is_refused("300.1.1.1");
	is_refused("both test");
	is_refused("");
	memset(long_name, 'a', sizeof(long_name) - 1);
	is_refused(long_name);
}

static void a_message_about_a_name_does_not_act_on_the_terminal(void)
{
	CHECK_EQ(END_USAGE, resolve("no\033[2Jbody"));
	CHECK(strchr(errors, '\033') == NULL);
}

int main(void)
{
	static const char switches[] = "hosts: files\n";

	if (!lab_begin("pair"))
		return check_skip_all("lab.sh pair runs this program");
	if (!put_in_place("/etc/hosts", names, sizeof(names) - 1) ||
	    !put_in_place("/etc/nsswitch.conf", switches, sizeof(switches) - 1))
		return check_skip_all("this process may not mount a file");
	RUN(a_name_has_its_ipv6_address_first);
	RUN(a_name_without_one_has_its_ipv4_address);
	RUN(a_name_may_have_a_port);
	RUN(a_name_may_look_like_digits);
	RUN(an_address_is_no_name);
	RUN(a_name_that_nobody_has_is_refused);
	RUN(what_is_neither_is_refused);
	RUN(a_message_about_a_name_does_not_act_on_the_terminal);
	return check_end();
}

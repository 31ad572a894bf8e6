/* SPDX-License-Identifier: MIT */
/* The first process of a guest: runs each line of /programs, tells how it
 * ended, and switches the guest off. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#define WORDS 8

static void mount_at(const char *type, const char *folder)
{
	/* Some are in every initramfs. */
	mkdir(folder, 0755);
	if (mount(type, folder, type, 0, NULL) < 0)
		perror(folder);
}

/* The kernel had no console to give. */
static void open_console(void)
{
	int fd = open("/dev/console", O_RDWR);

	for (int i = 0; fd >= 0 && i < 3; i++)
		dup2(fd, i);
	if (fd > 2)
		close(fd);
}

static void set_loopback_up(void)
{
	struct ifreq request = { .ifr_name = "lo", .ifr_flags = IFF_UP };
	int fd = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || ioctl(fd, SIOCSIFFLAGS, &request) < 0)
		perror("lo");
	if (fd >= 0)
		close(fd);
}

static void split(char *line, char *words[WORDS + 1])
{
	int count = 0;

	for (char *word = strtok(line, " \n"); word && count < WORDS;
	     word = strtok(NULL, " \n"))
		words[count++] = word;
	words[count] = NULL;
}

static void run(int number, char *line)
{
	char *words[WORDS + 1];
	int status = 0;
	pid_t pid;

	split(line, words);
	if (!words[0])
		return;
	printf("guest: begin %d\n", number);
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		execv(words[0], words);
		_exit(127);
	}
	waitpid(pid, &status, 0);
	printf("guest: end %d %d\n", number,
	       WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status));
	fflush(stdout);
}

int main(void)
{
	struct utsname name;
	char line[256];
	FILE *list;

	mount_at("devtmpfs", "/dev");
	open_console();
	mount_at("proc", "/proc");
	mount_at("sysfs", "/sys");
	mount_at("tmpfs", "/tmp");
	setenv("NO_COLOR", "1", 1);
	set_loopback_up();
	uname(&name);
	/* A line of its own, behind what the firmware has left. */
	printf("\nguest: kernel %s\n", name.release);
	list = fopen("/programs", "re");
	for (int i = 1; list && fgets(line, sizeof(line), list); i++)
		run(i, line);
	printf("guest: over\n");
	fflush(stdout);
	tcdrain(STDOUT_FILENO);
	reboot(RB_POWER_OFF);
	return 1;
}

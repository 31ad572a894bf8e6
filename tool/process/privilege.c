/* SPDX-License-Identifier: MIT */
/* Rights that are needed to open sockets, and not afterwards. */
#include "privilege.h"

#include <errno.h>
#include <unistd.h>

#ifdef HAVE_CAPABILITIES
#include <sys/capability.h>
#endif

#include "report/message.h"
#include "words/options.h"

#ifdef HAVE_CAPABILITIES
/* An empty set, in all three: effective, permitted and inheritable. */
static int drop_capabilities(void)
{
	cap_t none = cap_init();
	int status = none && cap_set_proc(none) == 0 ? 0 : -errno;

	cap_free(none);
	return status;
}
#else
static int drop_capabilities(void)
{
	return 0;
}
#endif

static int drop_user(void)
{
	if (getuid() == geteuid() && getgid() == getegid())
		return 0;
	return setgid(getgid()) == 0 && setuid(getuid()) == 0 ? 0 : -errno;
}

int privilege_drop(void)
{
	int status = drop_user();

	if (status == 0)
		status = drop_capabilities();
	return status == 0 ? OPTIONS_GO_ON
			   : failure(status, NULL, "give up privileges");
}

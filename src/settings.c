/* SPDX-License-Identifier: MIT */
/* Several options of a socket at once: all of them, or none; and for which
 * families. */
#include "settings.h"

#include "sock6/option.h"

void sock6__settings_restore(sock6_fd fd, const struct sock6__setting *settings,
			     unsigned count)
{
	while (count-- > 0)
		sock6_set(fd, settings[count].option, settings[count].was);
}

int sock6__settings_apply(sock6_fd fd, struct sock6__setting *settings,
			  unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		struct sock6__setting *one = &settings[i];
		int status = sock6_get(fd, one->option, &one->was);

		if (status == 0)
			status = sock6_set(fd, one->option, one->value);
		if (status < 0) {
			sock6__settings_restore(fd, settings, i);
			return status;
		}
	}
	return 0;
}

/* A raw socket carries one family, and on Linux has no option of the other,
 * whatever it says about IPv6 only. */
int sock6__families(sock6_fd fd)
{
	int64_t ipv6_only, type;
	int status = sock6_get(fd, SOCK6_OPT_IPV6_ONLY, &ipv6_only);

	if (status == 0)
		status = sock6_get(fd, SOCK6_OPT_SOCKET_TYPE, &type);
	if (status < 0)
		return status;
	if (ipv6_only || type == SOCK_RAW)
		return (int)SOCK6_IPV6;
	return (int)(SOCK6_IPV6 | SOCK6_IPV4);
}

/* SPDX-License-Identifier: MIT */
/* Several options of a socket at once: all of them, or none. */
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

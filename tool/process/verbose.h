/* SPDX-License-Identifier: MIT */
/* With --verbose, every option call of this process, as it is made. */
#ifndef VERBOSE_H
#define VERBOSE_H

void verbose_on(void);
int verbose_is_on(void);

#endif

/* SPDX-License-Identifier: MIT */
/* What each option does, in one line. */
#ifndef OPTION_MEANING_H
#define OPTION_MEANING_H

/* Without a full stop; "" for an option that has come since. */
const char *option_meaning(int option);

#endif

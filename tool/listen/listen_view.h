/* SPDX-License-Identifier: MIT */
/* The live view of sock6 listen. */
#ifndef LISTEN_VIEW_H
#define LISTEN_VIEW_H

struct listener;

/* Whether the user and the terminal want one. */
int view_is_wanted(const struct listener *l);

void view_draw(struct listener *l);

#endif

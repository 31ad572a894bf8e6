/* SPDX-License-Identifier: MIT */
/* A stream, as a record. */
#ifndef STREAM_RECORD_H
#define STREAM_RECORD_H

#include "stream.h"

/* All that is known of it; now: also its rates between the last two ticks. */
void stream_report(const struct stream *stream, int is_now);

/* That its sender has ended it. */
void stream_report_end(const struct stream *stream);

/* The interface's name, or its number where that is gone. */
const char *stream_interface(const struct stream *stream, char *name,
			     size_t size);

#endif

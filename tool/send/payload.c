/* SPDX-License-Identifier: MIT */
/* What a sender puts into its datagrams: a stamp, a text, or what it reads. */
#include "payload.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "measure/stamp.h"
#include "process/allocate.h"
#include "report/message.h"
#include "words/options.h"
#include "words/values.h"

static int too_long(const char *what, size_t most)
{
	return usage_error("%s: too long for one datagram; give %zu bytes at "
			   "most",
			   what, most);
}

/* One byte more than fits tells what is too long from what just fits. */
static int read_from(struct payload *payload, FILE *stream, const char *name,
		     size_t offset)
{
	size_t most = PAYLOAD_MAXIMUM - offset;

	payload->length =
		offset + fread(payload->bytes + offset, 1, most + 1, stream);
	if (ferror(stream)) {
		message("%s: cannot read it: %s", name, strerror(errno));
		return END_UNMET;
	}
	return payload->length > PAYLOAD_MAXIMUM ? too_long(name, most)
						 : OPTIONS_GO_ON;
}

static int read_file(struct payload *payload, size_t offset)
{
	FILE *stream = fopen(payload->file, "rb");
	char name[200];
	int end;

	snprintf(name, sizeof(name), "--file %s", payload->file);
	if (!stream)
		return usage_error("%s: %s; give a file that can be read", name,
				   strerror(errno));
	end = read_from(payload, stream, name, offset);
	fclose(stream);
	return end;
}

static int copy_text(struct payload *payload, size_t offset)
{
	size_t length = strlen(payload->text), most = PAYLOAD_MAXIMUM - offset;

	if (length > most)
		return too_long("--payload", most);
	memcpy(payload->bytes + offset, payload->text, length);
	payload->length = offset + length;
	return OPTIONS_GO_ON;
}

static int is_input(const char *name)
{
	return name && strcmp(name, "-") == 0;
}

static int fill(struct payload *payload, size_t offset)
{
	if (is_input(payload->text) || is_input(payload->file))
		return read_from(payload, stdin, "standard input", offset);
	if (payload->file)
		return read_file(payload, offset);
	if (payload->text)
		return copy_text(payload, offset);
	payload->length = offset;
	return OPTIONS_GO_ON;
}

/* Without anything given, there is a stamp where there is room for one. */
static int choose_stamp(struct payload *payload)
{
	int is_small = payload->size >= 0 && payload->size < STAMP_SIZE;
	int is_given = payload->text || payload->file;

	if (payload->text && payload->file)
		return usage_error("--file: there is --payload too; give one");
	if (payload->stamp && is_small)
		return usage_error("--stamp: takes %d bytes; give a --size of "
				   "that at least",
				   STAMP_SIZE);
	payload->is_stamped = payload->stamp || (!is_given && !is_small);
	return OPTIONS_GO_ON;
}

static void cut_or_pad(struct payload *payload)
{
	size_t size = (size_t)payload->size;

	if (payload->size < 0)
		return;
	if (size > payload->length)
		memset(payload->bytes + payload->length, '.',
		       size - payload->length);
	payload->length = size;
}

int payload_prepare(struct payload *payload)
{
	int end = choose_stamp(payload);

	if (end != OPTIONS_GO_ON)
		return end;
	payload->bytes = allocate(1, PAYLOAD_MAXIMUM + 1);
	end = fill(payload, payload->is_stamped ? STAMP_SIZE : 0);
	if (end == OPTIONS_GO_ON)
		cut_or_pad(payload);
	return end;
}

void payload_free(struct payload *payload)
{
	free(payload->bytes);
	payload->bytes = NULL;
}

/* SPDX-License-Identifier: MIT */
/* What every datagram is to be like. */
#include "expectation.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/escape.h"
#include "report/message.h"
#include "words/values.h"

#define SHOWN 40 /* bytes of a payload that a message quotes */

/* How a field is read and compared. */
enum kind { NUMBER, CLASS, ECN, ADDRESS, INTERFACE, TEXT };

struct expectation_field {
	const char *name;
	enum kind kind;
	uint64_t needed; /* of the control values; 0: it is always there */
	int64_t maximum;
};

static const struct expectation_field fields[] = {
	{ "tclass", CLASS, SOCK6_TRAFFIC_CLASS, 255 },
	{ "ecn", ECN, SOCK6_TRAFFIC_CLASS, 3 },
	{ "hops", NUMBER, SOCK6_HOP_LIMIT, 255 },
	{ "flow", NUMBER, SOCK6_FLOW_LABEL, 0xfffff },
	{ "source", ADDRESS, 0, 0 },
	{ "destination", ADDRESS, SOCK6_DESTINATION, 0 },
	{ "if", INTERFACE, SOCK6_INTERFACE, 0 },
	{ "length", NUMBER, 0, PAYLOAD_MAXIMUM },
	{ "text", TEXT, 0, 0 },
};

#define FIELDS (sizeof(fields) / sizeof(fields[0]))

static const struct expectation_field *find(const char *text, size_t length)
{
	for (size_t i = 0; i < FIELDS; i++)
		if (strlen(fields[i].name) == length &&
		    memcmp(fields[i].name, text, length) == 0)
			return &fields[i];
	return NULL;
}

/* The ECN value of a name, or -1. */
static int ecn_of(const char *text)
{
	for (int i = 0; i < 4; i++)
		if (strcmp(sock6_ecn_name(i), text) == 0)
			return i;
	return -1;
}

/* A name says nothing about the half that it does not name. */
static int parse_class(struct expectation *e, const struct word *word)
{
	uint8_t number = 0;
	int end = value_traffic_class(word, &number);

	e->number = number;
	if (ecn_of(word->text) >= 0)
		e->mask = 0x03;
	else if (strchr(word->text, '+') ||
		 (word->text[0] >= '0' && word->text[0] <= '9'))
		e->mask = 0xff;
	else
		e->mask = 0xfc;
	return end;
}

static int parse_ecn(struct expectation *e, const struct word *word)
{
	int64_t number = ecn_of(word->text);

	if (number < 0) {
		if (word->text[0] < '0' || word->text[0] > '9')
			return usage_error("%s %s: no ECN value; give not-ect, "
					   "ect0, ect1 or ce",
					   word->option, word->text);
		if (value_integer(word, 0, 3, &number) != OPTIONS_GO_ON)
			return END_USAGE;
	}
	e->number = (uint32_t)number;
	return OPTIONS_GO_ON;
}

static int parse_number(struct expectation *e, const struct word *word)
{
	int64_t number = 0;
	int end = value_integer(word, 0, e->field->maximum, &number);

	e->number = (uint32_t)number;
	return end;
}

static int parse_address(struct expectation *e, const struct word *word)
{
	struct sockaddr_in6 address = { 0 };
	int end = value_address(word, &address);

	e->address = address.sin6_addr;
	return end;
}

static int parse_value(struct expectation *e, const struct word *word)
{
	switch (e->field->kind) {
	case CLASS: return parse_class(e, word);
	case ECN: return parse_ecn(e, word);
	case ADDRESS: return parse_address(e, word);
	case INTERFACE: return value_interface(word, &e->number);
	case NUMBER: return parse_number(e, word);
	default: return OPTIONS_GO_ON;
	}
}

int expectation_parse(struct expectations *expectations,
		      const struct word *word)
{
	size_t length = strcspn(word->text, "=");
	struct expectation *e = &expectations->list[expectations->count];
	struct word value = { word->option, word->text + length + 1 };
	char option[40];

	if (expectations->count == EXPECTATIONS)
		return usage_error("%s %s: too many; give %d at the most",
				   word->option, word->text, EXPECTATIONS);
	memset(e, 0, sizeof(*e));
	e->field = find(word->text, length);
	if (!e->field || word->text[length] != '=')
		return usage_error("%s %s: not an expectation; give FIELD="
				   "VALUE, FIELD being tclass, ecn, hops, "
				   "flow, source, destination, if, length or "
				   "text",
				   word->option, word->text);
	snprintf(option, sizeof(option), "%s %s", word->option, e->field->name);
	value.option = option;
	e->value = value.text;
	e->mask = UINT32_MAX;
	expectations->count++;
	return parse_value(e, &value);
}

static uint32_t number_of(const struct expectation *e,
			  const struct expectation_datagram *d)
{
	const struct sock6_control *control = d->message->control;

	if (e->field->kind == CLASS)
		return control->traffic_class;
	if (e->field->kind == ECN)
		return control->traffic_class & 3;
	if (e->field->kind == INTERFACE)
		return control->ifindex;
	if (e->field->needed == SOCK6_HOP_LIMIT)
		return control->hop_limit;
	if (e->field->needed == SOCK6_FLOW_LABEL)
		return control->flow_label;
	return (uint32_t)d->size;
}

static const struct in6_addr *address_of(const struct expectation *e,
					 const struct expectation_datagram *d)
{
	return e->field->needed ? &d->message->control->destination
				: &d->message->peer.sin6_addr;
}

static int is_met(const struct expectation *e,
		  const struct expectation_datagram *d)
{
	const struct sock6_control *control = d->message->control;

	if ((control->fields & e->field->needed) != e->field->needed)
		return 0;
	if (e->field->kind == ADDRESS)
		return memcmp(&e->address, address_of(e, d),
			      sizeof(e->address)) == 0;
	if (e->field->kind == TEXT)
		return d->text_size == strlen(e->value) &&
		       memcmp(d->text, e->value, d->text_size) == 0;
	return ((number_of(e, d) ^ e->number) & e->mask) == 0;
}

static void format_payload(char *text, size_t size,
			   const struct expectation_datagram *d)
{
	size_t shown = d->text_size < SHOWN ? d->text_size : SHOWN;
	char *safe = escape_bytes(d->text, shown);

	snprintf(text, size, "text is \"%s%s\"", safe,
		 shown < d->text_size ? "..." : "");
	free(safe);
}

static void format_actual(char *text, size_t size, const struct expectation *e,
			  const struct expectation_datagram *d)
{
	char value[SOCK6_INTERFACE_NAME_SIZE];
	struct sockaddr_in6 address = { .sin6_family = AF_INET6 };
	uint32_t number = number_of(e, d);

	snprintf(value, sizeof(value),
		 e->field->needed == SOCK6_FLOW_LABEL ? "0x%" PRIx32
						      : "%" PRIu32,
		 number);
	if (e->field->kind == CLASS)
		sock6_traffic_class_format(value, sizeof(value), (int)number);
	else if (e->field->kind == ECN)
		snprintf(value, sizeof(value), "%s",
			 sock6_ecn_name((int)number));
	else if (e->field->kind == INTERFACE)
		sock6_interface_name(value, sizeof(value), number);
	if (e->field->kind == ADDRESS) {
		address.sin6_addr = *address_of(e, d);
		sock6_address_format(value, sizeof(value), &address, 0);
	}
	snprintf(text, size, "%s is %s", e->field->name, value);
}

static void explain(char *text, const struct expectation *e,
		    const struct expectation_datagram *d)
{
	const struct sock6_control *control = d->message->control;

	if ((control->fields & e->field->needed) != e->field->needed)
		snprintf(text, EXPECTATION_TEXT_SIZE, "%s is not told",
			 e->field->name);
	else if (e->field->kind == TEXT)
		format_payload(text, EXPECTATION_TEXT_SIZE, d);
	else
		format_actual(text, EXPECTATION_TEXT_SIZE, e, d);
}

int expectations_met(const struct expectations *expectations,
		     const struct expectation_datagram *datagram,
		     char text[EXPECTATION_TEXT_SIZE])
{
	for (unsigned i = 0; i < expectations->count; i++)
		if (!is_met(&expectations->list[i], datagram)) {
			explain(text, &expectations->list[i], datagram);
			return 0;
		}
	return 1;
}

/* SPDX-License-Identifier: MIT */
/* One stream of datagrams: what is counted and measured of it. */
#include "stream.h"

#include <math.h>

/* Stamps are of any host's making: only times that can be meant are counted,
 * whose differences do not overflow. */
#define TIME_MAXIMUM (INT64_C(1) << 62)

static void tally_count(struct tally *tally, uint8_t value)
{
	tally->last = value;
	for (unsigned i = 0; i < tally->used; i++)
		if (tally->values[i] == value) {
			tally->counts[i]++;
			return;
		}
	if (tally->used == TALLY_VALUES) {
		tally->others++;
		return;
	}
	tally->values[tally->used] = value;
	tally->counts[tally->used++] = 1;
}

static void count_delay(struct delays *d, int64_t received, int64_t sent)
{
	int64_t delay = received - sent;
	double change = fabs((double)(delay - d->last));

	if (d->count == 0) {
		d->minimum = d->maximum = delay;
		change = 0;
	}
	if (delay < d->minimum)
		d->minimum = delay;
	if (delay > d->maximum)
		d->maximum = delay;
	d->count++;
	d->mean += ((double)delay - d->mean) / (double)d->count;
	d->jitter += (change - d->jitter) / 16;
	d->last = delay;
}

static int is_time(int64_t time)
{
	return time > 0 && time < TIME_MAXIMUM;
}

/* What comes twice was sent once: its delay says nothing new. */
static void hear_stamp(struct stream *s, const struct stream_datagram *datagram)
{
	enum sequence_verdict verdict =
		sequence_hear(&s->sequence, datagram->stamp->sequence);

	if (verdict != SEQUENCE_DUPLICATE && verdict != SEQUENCE_STRANGE &&
	    is_time(datagram->received) && is_time(datagram->stamp->sent))
		count_delay(&s->delays, datagram->received,
			    datagram->stamp->sent);
}

static void count_values(struct stream *s, const struct sock6_control *control)
{
	if (control->fields & SOCK6_TRAFFIC_CLASS) {
		tally_count(&s->classes, control->traffic_class);
		s->has_class = 1;
	}
	if (control->fields & SOCK6_HOP_LIMIT) {
		tally_count(&s->hops, control->hop_limit);
		s->has_hops = 1;
	}
}

void stream_hear(struct stream *s, const struct stream_datagram *datagram)
{
	if (datagram->stamp && datagram->stamp->kind == STAMP_END) {
		s->ends++;
		sequence_end(&s->sequence, datagram->stamp->value);
		return;
	}
	if (s->datagrams++ == 0)
		s->first = datagram->received;
	s->last = datagram->received;
	s->bytes += datagram->size;
	count_values(s, datagram->control);
	if (datagram->stamp)
		hear_stamp(s, datagram);
}

int stream_has_ended(const struct stream *s)
{
	return s->ends > 0;
}

/* With the headers of IPv6 or IPv4 and UDP, as a link counts them. */
static double bits_of(const struct stream *s, uint64_t datagrams,
		      uint64_t bytes)
{
	const double headers =
		sock6_address_is_mapped(&s->key.destination) ? 28 : 48;

	return 8 * ((double)bytes + headers * (double)datagrams);
}

void stream_tick(struct stream *s, unsigned spark, double seconds)
{
	uint64_t datagrams = s->datagrams - s->ticked;
	uint64_t bytes = s->bytes - s->ticked_bytes;

	s->ticked = s->datagrams;
	s->ticked_bytes = s->bytes;
	s->rate = seconds > 0 ? (double)datagrams / seconds : 0;
	s->bit_rate = seconds > 0 ? bits_of(s, datagrams, bytes) / seconds : 0;
	s->activity += (s->rate - s->activity) / 4;
	s->sparks[spark % STREAM_SPARKS] =
		datagrams < UINT32_MAX ? (uint32_t)datagrams : UINT32_MAX;
}

/* The first one begins the time in which the others came. */
static double per_second(const struct stream *s, double count)
{
	double seconds = (double)(s->last - s->first) / 1e9;

	if (s->datagrams < 2 || seconds <= 0)
		return 0;
	return count * (double)(s->datagrams - 1) / (double)s->datagrams /
	       seconds;
}

double stream_rate(const struct stream *s)
{
	return per_second(s, (double)s->datagrams);
}

double stream_bit_rate(const struct stream *s)
{
	return per_second(s, bits_of(s, s->datagrams, s->bytes));
}

double stream_loss(const struct stream *s)
{
	uint64_t expected = sequence_expected(&s->sequence);

	return expected ? 100 * (double)sequence_lost(&s->sequence) /
				  (double)expected
			: 0;
}

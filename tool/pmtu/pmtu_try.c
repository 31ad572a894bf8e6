/* SPDX-License-Identifier: MIT */
/* sock6 pmtu: packets of one size, and what came back. */
#include <errno.h>
#include <string.h>

#include "pmtu.h"
#include "process/stop.h"
#include "report/progress.h"
#include "time_unit.h"

/* How long an acknowledgement is waited for where the user has not said.  Hosts
 * send only so many errors a second, so those are waited for longer. */
#define PATIENCE          (1000 * MILLISECOND)
#define PATIENCE_ECHO     (250 * MILLISECOND)
#define PATIENCE_UDP      (500 * MILLISECOND)
#define PATIENCE_MULTIPLE 10 /* of the slowest one so far */

#define REFRESH (200 * MILLISECOND)

static int64_t patience(const struct pmtu *p)
{
	int64_t least = p->socket.is_echo ? PATIENCE_ECHO : PATIENCE_UDP;
	int64_t soon = p->slowest * PATIENCE_MULTIPLE;

	if (p->patience)
		return p->patience;
	/* The last try: a router looks for a neighbour for three seconds before
	 * it says that there is none (RFC 4861, 7.2.2 and 10). */
	if (p->slowest == 0 && p->tries[p->try_count - 1].size == PMTU_SMALLEST)
		return 2 * PATIENCE;
	if (p->slowest == 0 || soon > PATIENCE)
		return PATIENCE;
	return soon < least ? least : soon;
}

static int verdict(uint32_t mtu, uint32_t size)
{
	if (mtu < SOCK6_PATH_MTU_MINIMUM)
		return PMTU_BELOW_MINIMUM;
	return mtu >= size ? PMTU_NOT_SMALLER : PMTU_BELIEVED;
}

/* The same claim of the same router is told once. */
static int note_report(struct pmtu *p, const struct probe_answer *answer,
		       uint32_t size)
{
	struct pmtu_report *report = p->reports;
	int found = verdict(answer->mtu, size);

	for (; report < p->reports + p->report_count; report++)
		if (report->mtu == answer->mtu && report->verdict == found &&
		    memcmp(&report->from.sin6_addr, &answer->from.sin6_addr,
			   16) == 0)
			return found;
	if (p->report_count == PMTU_REPORTS)
		return found;
	*report = (struct pmtu_report){ .from = answer->from,
					.mtu = answer->mtu,
					.size = size,
					.verdict = found };
	p->report_count++;
	return found;
}

/* A claim that a larger packet has refuted is taken back. */
static void contradict(struct pmtu *p, uint32_t size)
{
	for (unsigned i = 0; i < p->report_count; i++)
		if (p->reports[i].verdict == PMTU_BELIEVED &&
		    p->reports[i].mtu < size)
			p->reports[i].verdict = PMTU_CONTRADICTED;
}

static void take_passed(struct pmtu *p, struct pmtu_try *try, int64_t took)
{
	try->outcome = PMTU_PASSED;
	try->round_trip = took;
	if (took > p->slowest)
		p->slowest = took;
	contradict(p, try->size);
}

/* An answer may be about an earlier size, which had been given up. */
static void take(struct pmtu *p, const struct probe_answer *answer)
{
	uint64_t index = answer->number - 1;
	struct pmtu_try *try = p->tries + p->try_count;
	int outcome = PMTU_REFUSED;

	if (index >= p->probes)
		return;
	while (try > p->tries && (--try)->size != p->sizes[index])
		;
	if (try->size != p->sizes[index] || try->outcome == PMTU_PASSED)
		return;
	if (answer->kind == PROBE_REACHED) {
		try->answer = *answer;
		take_passed(p, try, sock6_now() - p->sent_at[index]);
		return;
	}
	if (answer->type == SOCK6_ICMP_PACKET_TOO_BIG) {
		/* What is not believed decides nothing: the packet may have
		 * arrived all the same. */
		if (note_report(p, answer, try->size) != PMTU_BELIEVED)
			return;
		outcome = PMTU_TOO_BIG;
		p->hint = answer->mtu;
	}
	try->answer = *answer;
	try->outcome = outcome;
}

static int take_all(struct pmtu *p)
{
	struct probe_answer answer;
	int status;

	while ((status = probe_receive(&p->socket, &answer)) > 0)
		take(p, &answer);
	return status;
}

/* Until the size is decided or the time is over. */
static int wait_for(struct pmtu *p, const struct pmtu_try *try, int64_t due)
{
	int status;

	if (due > p->deadline)
		due = p->deadline;
	for (;;) {
		int64_t now;

		status = take_all(p);
		if (status < 0 || try->outcome != PMTU_UNDECIDED)
			return status;
		progress("trying packets of %u bytes", (unsigned)try->size);
		if (stop_interim())
			pmtu_report_summary(p, "interim");
		now = sock6_now();
		if (now >= p->deadline)
			return -ETIMEDOUT;
		if (now >= due)
			return 0;
		status = stop_wait(&p->socket.fd, 1,
				   due < now + REFRESH ? due : now + REFRESH,
				   NULL);
		if (status < 0)
			return status;
		if (stop_requested())
			return -EINTR;
	}
}

static int send_one(struct pmtu *p, struct pmtu_try *try)
{
	int64_t clock;
	int status;

	p->sizes[p->probes] = try->size;
	p->sent_at[p->probes] = sock6_now();
	p->probes++;
	try->probes++;
	status = probe_send(&p->socket, 0, try->size, &clock);
	if (status == -EMSGSIZE) {
		try->outcome = PMTU_LOCAL;
		status = take_all(p);
		p->first_link = p->socket.link_mtu;
		p->hint = p->first_link;
		return status;
	}
	p->sent += status == 0;
	/* A full queue loses a packet like any other on the path. */
	return status == -ENOBUFS || status == -EAGAIN ? 0 : status;
}

/* The next one leaves before the one before has been given up: most sizes that
 * are lost are lost again. */
static int64_t wait_of(const struct pmtu *p, const struct pmtu_try *try)
{
	return try->probes < p->count ? patience(p) / 4 : patience(p);
}

int pmtu_try_size(struct pmtu *p, uint32_t size)
{
	struct pmtu_try *try = &p->tries[p->try_count];
	int status = 0;

	*try = (struct pmtu_try){ .size = size };
	p->try_count++;
	while (try->outcome == PMTU_UNDECIDED && try->probes < p->count &&
	       p->probes < PMTU_PROBES) {
		status = send_one(p, try);
		if (status == 0)
			status =
				wait_for(p, try, sock6_now() + wait_of(p, try));
		if (status < 0)
			return status;
	}
	if (try->outcome == PMTU_UNDECIDED)
		try->outcome = PMTU_LOST;
	return 0;
}

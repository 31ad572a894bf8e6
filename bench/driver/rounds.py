# SPDX-License-Identifier: MIT
"""Interleaved rounds: in each one every case is run by all its contestants,
one right after the other, so that what drifts drifts for all of them."""

import random

from .workers import WorkerFailed

LOSS = 0.02    # a stream that loses more is sent more slowly
ATTEMPTS = 8
SLOWER, FASTER = 1.05, 0.9


class Rounds:
    """Samples by case, contestant and measure, one a round."""

    def __init__(self, workers, cases, available, seed):
        self.workers = workers
        self.cases = [case for case in cases]
        self.available = available
        self.random = random.Random(seed)
        self.samples = {}
        self.failures = {}
        self.paces = {}
        self.done = 0

    def contestants(self, case):
        return [who for who in case.contestants
                if ("sock6" if who == "made" else who) in self.available]

    def get(self, case_key, contestant, measure):
        values = self.samples.get((case_key, contestant, measure), {})
        return [values.get(number) for number in range(self.done)]

    def run(self):
        """One more round."""
        cases = list(self.cases)
        self.random.shuffle(cases)
        for case in cases:
            {"turns": self._turns, "stream": self._stream,
             "codec": self._codec, "join": self._join}[case.kind](case)
        self.done += 1

    def _add(self, case, contestant, result):
        for measure, value in result.items():
            key = (case.key, contestant, measure)
            self.samples.setdefault(key, {})[self.done] = value

    def _failed(self, case, contestant, failure):
        self.failures.setdefault((case.key, contestant), []).append(
            f"round {self.done + 1}: {failure}")

    def _there_and_back(self, case):
        """An order at random, then its reverse: a drift within the round
        meets all alike."""
        order = self.contestants(case)
        self.random.shuffle(order)
        return order + order[::-1]

    def _turns(self, case):
        results = {}
        for who in self._there_and_back(case):
            try:
                results.setdefault(who, []).append(
                    self.workers.turns(who, case))
            except WorkerFailed as failure:
                self._failed(case, who, failure)
        self._add_means(case, results)

    def _join(self, case):
        for who in self._there_and_back(case)[:len(self.contestants(case))]:
            try:
                self._add(case, who, self.workers.join(who, case))
            except WorkerFailed as failure:
                self._failed(case, who, failure)

    def _add_means(self, case, results):
        for who, ones in results.items():
            self._add(case, who, {
                measure: sum(one[measure] for one in ones) / len(ones)
                for measure in ones[0]})

    def _codec(self, case):
        try:
            for who, result in self.workers.codec(case).items():
                self._add(case, who, result)
        except WorkerFailed as failure:
            self._failed(case, "sock6", failure)

    def _stream(self, case):
        for who in self._there_and_back(case)[:len(self.contestants(case))]:
            try:
                self._add(case, who, self._paced(case, who))
            except WorkerFailed as failure:
                self._failed(case, who, failure)

    def _paced(self, case, who):
        """As fast as the receiver follows with next to no loss: the sender's
        pace is found by trying, and tried a little faster in each round."""
        pace = self.paces.get((case.key, who), 0) * FASTER
        attempts = ATTEMPTS if self.done else 4 * ATTEMPTS
        for _ in range(attempts):
            result = self.workers.stream(who, case, int(pace))
            if result["loss"] <= LOSS:
                break
            pace = max(pace, result.pop("burst_ns")) * SLOWER
        self.paces[(case.key, who)] = pace
        return {measure: result[measure] for measure in ("kpps", "loss")}

# SPDX-License-Identifier: MIT
"""What is measured, and with whom."""

from dataclasses import dataclass, field

SIZES = (64, 1200)

# Datagrams that one run can hold (64, and 65535 bytes).
RUN = {64: 64, 1200: 54}

LABELS = {
    "sock6": "sock6",
    "made": "sock6, runs as runs",
    "raw": "C by hand",
    "go": "Go x/net/ipv6",
    "uv": "libuv",
    "quinn": "quinn-udp",
}


@dataclass
class Case:
    """One kind of work, done by each contestant in every round."""

    name: str
    kind: str  # "turns", "stream", "codec" or "join"
    size: int = 0
    task: dict = field(default_factory=dict)
    contestants: tuple = ()
    about: str = ""

    @property
    def key(self):
        return f"{self.name}/{self.size}" if self.size else self.name


# name, about, batch (None: as many as a run holds, times the factor), task,
# contestants
TURNS = (
    ("single", "one by one, with control", 0,
     {"control": 1}, ("sock6", "raw", "go")),
    ("single-bare", "one by one, nothing beside", 0,
     {}, ("sock6", "raw", "go", "uv")),
    ("single-connected", "one by one, with control, connected", 0,
     {"control": 1, "connected": 1}, ("sock6", "raw")),
    ("batch1", "batches of 1, with control", 1,
     {"control": 1}, ("sock6", "raw", "go")),
    ("batch8", "batches of 8, with control", 8,
     {"control": 1}, ("sock6", "raw", "go")),
    ("batch64", "batches of 64, with control", 64,
     {"control": 1}, ("sock6", "raw", "go")),
    ("batch64-bare", "batches of 64, nothing beside", 64,
     {}, ("sock6", "raw", "go")),
    ("batch64-connected", "batches of 64, with control, connected", 64,
     {"control": 1, "connected": 1}, ("sock6", "raw", "go")),
    ("batch64-sticky", "batches of 64, connected, values set once", 64,
     {"control": 1, "connected": 1, "sticky": 1}, ("sock6", "raw", "go")),
)

# name, about, runs a batch, task, contestants
RUNS = (
    ("runs", "one run a call, neighbouring buffers", 1,
     {}, ("sock6", "made", "raw", "quinn")),
    ("runs-scattered", "one run a call, scattered buffers", 1,
     {"scattered": 1}, ("sock6", "raw")),
    ("runs-four", "four runs a call, neighbouring buffers", 4,
     {}, ("sock6", "made", "raw", "quinn")),
)

JOINS = ((10, 100), (100, 20), (1000, 3), (10000, 1))


def _turns(scale, burst_of):
    for size in SIZES:
        for name, about, batch, task, who in TURNS:
            task = task | {"batch": batch, "burst": burst_of(size, 1),
                           "cycles": max(1, 12 // scale)}
            yield Case(name, "turns", size, task, who, about)
        for name, about, factor, task, who in RUNS:
            batch = RUN[size] * factor
            burst = max(batch, burst_of(size, RUN[size]) // batch * batch)
            task = task | {"control": 1, "coalesced": 1, "batch": batch,
                           "burst": burst,
                           "cycles": max(1, 49152 // burst // scale)}
            yield Case(name, "turns", size, task, who, about)


def _streams(scale):
    for size in SIZES:
        task = {"stream": 1, "control": 1, "batch": 64, "burst": 512,
                "cycles": max(1, 40 // scale)}
        yield Case("stream", "stream", size, task, ("sock6", "raw", "go"),
                   "end to end, batches of 64, with control")
        yield Case("stream-sticky", "stream", size,
                   task | {"connected": 1, "sticky": 1},
                   ("sock6", "raw", "go"),
                   "end to end, batches of 64, connected, values set once")
        batch = RUN[size] * 4
        cycles = {64: 4000, 1200: 1200}[size]
        yield Case("stream-runs", "stream", size,
                   {"stream": 1, "control": 1, "coalesced": 1, "batch": batch,
                    "burst": batch, "cycles": max(1, cycles // scale)},
                   ("sock6", "made", "raw", "quinn"),
                   "end to end, four runs a call")


def all_cases(scale, burst_of):
    """Every case; a scale above 1 divides the counts (for the test)."""
    yield from _turns(scale, burst_of)
    yield from _streams(scale)
    yield Case("codec", "codec", 0,
               {"rounds": max(1, 11 // scale), "calls": 20000 // scale},
               ("sock6", "raw"), "without a system call")
    for count, repeats in JOINS:
        if scale > 1 and count > 100:
            continue
        yield Case(f"join-{count}", "join", 0,
                   {"count": count, "repeats": max(1, repeats // scale)},
                   ("sock6", "raw"), f"joining {count} groups")

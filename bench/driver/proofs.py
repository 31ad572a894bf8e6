# SPDX-License-Identifier: MIT
"""The two targets that are counted, not timed: system calls and the heap."""

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from .cases import Case
from .workers import WorkerFailed

HEAP = {"malloc", "calloc", "realloc", "free", "strdup", "aligned_alloc",
        "posix_memalign"}
CALLS = "sendmsg,sendmmsg,sendto,recvmsg,recvmmsg,recvfrom"

TURNS = 3  # the warming one included
BURST = 128


def _row(name, verdict, reason):
    return {"name": name, "verdict": verdict, "reason": reason}


def heap(archive):
    name = "heap functions that the library names"
    nm = shutil.which("nm")
    if not nm:
        return _row(name, "unmeasured", "nm is not here")
    listing = subprocess.run([nm, "-u", archive], capture_output=True,
                             text=True, check=True).stdout
    symbols = {line.split()[-1] for line in listing.splitlines()
               if line.split()}
    found = sorted(symbols & HEAP)
    return _row(name, "missed" if found else "met",
                ", ".join(found) or "0, by nm -u")


def _count(path):
    return len(re.findall(r"\b(?:send|recv)\w*\(", Path(path).read_text()))


def _counted(workers, folder, batch):
    """System calls of the sender and of the receiver."""
    wrapper = Path(folder) / "worker"
    program = workers.programs["sock6"]
    wrapper.write_text(f'#!/bin/sh\nexec strace -qq -e trace={CALLS} '
                       f'-o "{folder}/$1" "{program}" "$@"\n')
    wrapper.chmod(0o755)
    traced = type(workers)({"sock6": str(wrapper)})
    case = Case("calls", "turns", 64, {"control": 1, "batch": batch,
                                       "burst": BURST, "cycles": TURNS - 1})
    traced.turns("sock6", case)
    return [_count(Path(folder) / side) for side in ("send", "receive")]


def system_calls(workers):
    """One a single datagram, one a batch of up to 64."""
    name = "system calls: {}"
    for text, batch in (("one a single", 0), ("one a batch of 64", 64)):
        title = name.format(text)
        if not shutil.which("strace"):
            yield _row(title, "unmeasured", "strace is not here")
            continue
        expected = TURNS * BURST // max(batch, 1)
        try:
            with tempfile.TemporaryDirectory() as folder:
                found = _counted(workers, folder, batch)
        except (WorkerFailed, OSError) as failure:
            yield _row(title, "unmeasured", f"strace: {failure}")
            continue
        right = found == [expected, expected]
        yield _row(title, "met" if right else "missed",
                   f"{found[0]} to send and {found[1]} to receive "
                   f"{TURNS * BURST} datagrams, by strace")

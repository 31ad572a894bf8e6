# SPDX-License-Identifier: MIT
"""Runs workers: pairs of pinned processes that take turns, and single ones."""

import os
import socket
import subprocess

PATIENCE = 30  # seconds, after which a worker has failed

TRAFFIC_CLASS = 0x28
HOP_LIMIT = 17
LOOPBACK_INDEX = 1

HURRY = -20  # niceness

SO_RCVBUFFORCE = 33
BUFFER = 4 << 20


class WorkerFailed(Exception):
    """A worker ended without its line, or counted something else."""


class Workers:
    """Programs by contestant, and the two processors that they run on."""

    def __init__(self, programs):
        self.programs = programs
        self.home = sorted(os.sched_getaffinity(0))
        self.processors = (self.home[0], self.home[1 % len(self.home)])
        self.may_hurry = _may_hurry()

    def _start(self, program, words, processor, descriptors=()):
        # A child is born where its parent runs, and as important.
        os.sched_setaffinity(0, {processor})
        if self.may_hurry:
            _hurry(words[0] == "receive")
        try:
            return subprocess.Popen([program, *words], text=True,
                                    stdout=subprocess.PIPE,
                                    stderr=subprocess.PIPE,
                                    pass_fds=descriptors)
        finally:
            os.sched_setaffinity(0, self.home)
            if self.may_hurry:
                _calm_down()

    def _pair(self, program, task):
        to_sender, to_receiver = os.pipe(), os.pipe()
        words = [f"{key}={value}" for key, value in task.items()]
        try:
            receiver = self._start(
                program, ["receive", *words, f"from={to_receiver[0]}",
                          f"to={to_sender[1]}"],
                self.processors[1], (to_receiver[0], to_sender[1]))
            sender = self._start(
                program, ["send", *words, f"from={to_sender[0]}",
                          f"to={to_receiver[1]}"],
                self.processors[0], (to_sender[0], to_receiver[1]))
        finally:
            for descriptor in to_sender + to_receiver:
                os.close(descriptor)
        return _finish(sender), _finish(receiver)

    def turns(self, contestant, case):
        """CPU and wall nanoseconds a datagram of both sides."""
        sent, received = self._pair(*self._task(contestant, case))
        if received["packets"] != sent["packets"]:
            raise WorkerFailed(f"{sent['packets'] - received['packets']} of "
                               f"{sent['packets']} lost")
        _check(contestant, case, received)
        count = sent["packets"]
        return {"send_cpu": sent["cpu_ns"] / count,
                "send_wall": sent["wall_ns"] / count,
                "receive_cpu": received["cpu_ns"] / count,
                "receive_wall": received["wall_ns"] / count}

    def stream(self, contestant, case, pace=0):
        """Thousands of datagrams a second received, and the part lost."""
        program, task = self._task(contestant, case)
        sent, received = self._pair(program, task | {"pace": pace})
        if not received["packets"] or not received["wall_ns"]:
            raise WorkerFailed("nothing came")
        _check(contestant, case, received)
        return {"kpps": received["packets"] * 1e6 / received["wall_ns"],
                "loss": 1 - received["packets"] / sent["packets"],
                "burst_ns": sent["wall_ns"] / case.task["cycles"]}

    def codec(self, case):
        words = [str(case.task["rounds"]), str(case.task["calls"])]
        lines = _output(self._start(self.programs["codec"], words,
                                    self.processors[0]))
        result = {"library": {}, "hand": {}}
        for line in lines.splitlines():
            name, who, value = line.split()
            result[who][name] = float(value)
        return {"sock6": result["library"], "raw": result["hand"]}

    def join(self, contestant, case):
        word = "library" if contestant == "sock6" else "bare"
        words = [word, str(case.task["count"]), str(case.task["repeats"])]
        line = _finish(self._start(self.programs["join"], words,
                                   self.processors[0]))
        return {"join_cpu": line["cpu_ns"] / line["joins"],
                "join_wall": line["wall_ns"] / line["joins"]}

    def _task(self, contestant, case):
        task = case.task | {"size": case.size}
        if contestant == "made":
            return self.programs["sock6"], task | {"made": 1}
        return self.programs[contestant], task


def _hurry(at_once):
    """Keep what is born now from being interrupted.  A receiver runs at once
    when something has come for it; a sender must leave time to the kernel's
    own threads."""
    if at_once:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
    else:
        os.setpriority(os.PRIO_PROCESS, 0, HURRY)


def _calm_down():
    os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
    os.setpriority(os.PRIO_PROCESS, 0, 0)


def _may_hurry():
    if (os.getpriority(os.PRIO_PROCESS, 0) != 0
            or os.sched_getscheduler(0) != os.SCHED_OTHER):
        return False
    try:
        _hurry(False)
        _hurry(True)
        return True
    except OSError:
        return False
    finally:
        os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
        try:
            os.setpriority(os.PRIO_PROCESS, 0, 0)
        except OSError:
            pass


def _output(process):
    try:
        out, err = process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise WorkerFailed("took too long") from None
    if process.returncode != 0:
        raise WorkerFailed(err.strip() or f"status {process.returncode}")
    return out


def _finish(process):
    words = (word.split("=") for word in _output(process).split())
    return {key: int(value) for key, value in words}


def _check(contestant, case, received):
    """Whoever did less work than the others is found out here."""
    count = received["packets"]
    expected = {"bytes": count * case.size}
    if case.task.get("control") and contestant == "quinn":
        expected |= {"classes": 2 * count}  # its ECN bits are all it has
    elif case.task.get("control"):
        expected |= {"classes": TRAFFIC_CLASS * count,
                     "hops": HOP_LIMIT * count,
                     "interfaces": LOOPBACK_INDEX * count}
    for key, value in expected.items():
        if received[key] != value:
            raise WorkerFailed(f"{key} is {received[key]}, not {value}")


def receive_room():
    """Bytes that a socket's receive buffer is granted here."""
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as probe:
        try:
            probe.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, BUFFER)
        except OSError:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
        return probe.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF)


def burst_for(room):
    """How many datagrams of a size, in runs of so many, the room holds: the
    system counts its own overhead, and a run's memory twice at the most.  No
    more than stay in a processor's own cache, and of runs enough for the
    clocks to weigh little."""
    def burst_of(size, run):
        if run > 1:
            return min(2048 if size < 512 else 540,
                       room // (2 * size * run + 4096) * run)
        return max(64, min(512, room // (size + 1300) // 64 * 64))
    return burst_of

# SPDX-License-Identifier: MIT
"""What the library promises, and whether it was kept in this run."""

from . import figures
from .rounds import LOSS

ENOUGH = 31  # paired rounds


def _size(text, size):
    return f"{text}, {size} B"


def _pairs():
    """name, target, upper limit?, (case, contestant, measure) twice."""
    for size in (64, 1200):
        for side in ("send", "receive"):
            measure = f"{side}_cpu"
            for case, text in (("single", "single"), ("batch64", "batch")):
                yield (_size(f"{text} {side} / by hand", size), 1.02, True,
                       (f"{case}/{size}", "sock6", measure),
                       (f"{case}/{size}", "raw", measure))
    limits = {("single", "receive"): 0.40, ("batch64", "receive"): 0.68,
              ("single", "send"): 0.78, ("batch64", "send"): 0.88}
    for (case, side), limit in limits.items():
        for size in (64, 1200):
            text = "single" if case == "single" else "batch"
            yield (_size(f"{text} {side} / Go", size), limit, True,
                   (f"{case}/{size}", "sock6", f"{side}_cpu"),
                   (f"{case}/{size}", "go", f"{side}_cpu"))
    for side, by_size in (("send", {64: 0.03, 1200: 0.08}),
                          ("receive", {64: 0.02, 1200: 0.06})):
        for size, limit in by_size.items():
            yield (_size(f"coalesced {side} / Go batch", size), limit, True,
                   (f"runs/{size}", "sock6", f"{side}_cpu"),
                   (f"batch64/{size}", "go", f"{side}_cpu"))
    for size, limit in ((64, 35), (1200, 12)):
        yield (_size("end to end, coalesced / Go batch", size), limit, False,
               (f"stream-runs/{size}", "sock6", "kpps"),
               (f"stream/{size}", "go", "kpps"))
    for size in (64, 1200):
        for side in ("send", "receive"):
            # quinn-udp is given runs; sock6 makes them, or is given them too.
            for who, text in (("sock6", "coalesced"), ("made", "runs")):
                yield (_size(f"{text} {side} / quinn-udp", size), 1.0, True,
                       (f"runs/{size}", who, f"{side}_cpu"),
                       (f"runs/{size}", "quinn", f"{side}_cpu"))
    for size in (64, 1200):
        yield (_size("coalesced send, scattered / neighbours", size), 1.35,
               True, (f"runs-scattered/{size}", "sock6", "send_cpu"),
               (f"runs/{size}", "sock6", "send_cpu"))
    for name, text in (("encode", "encode 3 control messages"),
                       ("decode", "decode 3 control messages"),
                       ("parse", "parse an IPv6 header")):
        yield (f"{text} / by hand", 1.2, True, ("codec", "sock6", name),
               ("codec", "raw", name))
    for count in (10, 100, 1000, 10000):
        yield (f"join {count} groups / bare setsockopt", 1.2, True,
               (f"join-{count}", "sock6", "join_cpu"),
               (f"join-{count}", "raw", "join_cpu"))


def _verdict(found, limit, is_upper):
    """Kept when the whole interval keeps it; "within error" when a part of
    the interval does."""
    inner, outer = ((found["high"], found["low"]) if is_upper
                    else (found["low"], found["high"]))

    def keeps(value):
        return value <= limit if is_upper else value >= limit

    if keeps(inner):
        return "met"
    return "met within error" if keeps(outer) else "missed"


def _loss(rounds, case_key):
    """The loss of the two streams of a ratio must be small as well."""
    found = figures.summary(rounds.get(case_key, "sock6", "loss"))
    return found["median"] if found else None


def _reason(rounds, unmeasured, one, other):
    for case_key, who, _ in (one, other):
        if who in unmeasured:
            return unmeasured[who]
        failures = rounds.failures.get((case_key, who))
        if failures:
            return f"{who}: {failures[-1]}"
    return "not run"


def _by_hand(rounds, one, other):
    """What C by hand reaches there, where that is not what sock6 is compared
    with: no library does better than the kernel."""
    if other[1] == "raw":
        return {}
    if other[1] == "sock6":
        other = (other[0], "raw", other[2])
    found = figures.ratio(rounds.get(one[0], "raw", one[2]),
                          rounds.get(*other))
    return {"reason": f"by hand {found['median']:.4g}"} if found else {}


def judge(rounds, unmeasured):
    """One row for each target."""
    for name, limit, is_upper, one, other in _pairs():
        found = figures.ratio(rounds.get(*one), rounds.get(*other))
        row = {"name": name, "limit": limit,
               "comparison": "<=" if is_upper else ">="}
        if not found:
            row |= {"verdict": "unmeasured",
                    "reason": _reason(rounds, unmeasured, one, other)}
        else:
            row |= {"verdict": _verdict(found, limit, is_upper),
                    "ratio": found, **_by_hand(rounds, one, other)}
            loss = _loss(rounds, one[0])
            if one[2] == "kpps" and loss is not None and loss > LOSS:
                row |= {"verdict": "missed",
                        "reason": f"{100 * loss:.1f} % lost"}
        yield row

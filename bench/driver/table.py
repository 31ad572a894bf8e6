# SPDX-License-Identifier: MIT
"""The tables that a person reads."""

from . import figures
from .cases import LABELS
from .targets import ENOUGH

MEASURES = {
    "turns": (("send_cpu", "send, CPU ns"), ("receive_cpu", "receive, CPU ns")),
    "stream": (("kpps", "thousand/s"), ("loss", "lost, %")),
    "codec": (("encode", "encode, ns"), ("decode", "decode, ns"),
              ("parse", "parse, ns")),
    "join": (("join_cpu", "a group, CPU ns"),),
}

COLOURS = {"met": "\033[32m", "met within error": "\033[32m",
           "missed": "\033[1;31m", "unmeasured": "\033[33m"}


def number(value):
    """Three digits that matter."""
    if value == 0:
        return "0"
    if value >= 100:
        return f"{value:.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _cell(found, scale=1):
    if not found:
        return "-"
    low, high = found["minimum"] * scale, found["maximum"] * scale
    return (f"{number(found['median'] * scale)} "
            f"({number(low)}-{number(high)})")


def _ratio(rounds, case, who, measure):
    if who == "raw" or measure == "loss":
        return ""
    found = figures.ratio(rounds.get(case.key, who, measure),
                          rounds.get(case.key, "raw", measure))
    if not found:
        return ""
    return f"{found['median']:.3f} [{found['low']:.3f}, {found['high']:.3f}]"


def _rows(rounds, case):
    for who in rounds.contestants(case):
        cells = [LABELS[who]]
        for measure, _ in MEASURES[case.kind]:
            scale = 100 if measure == "loss" else 1
            cells.append(_cell(figures.summary(
                rounds.get(case.key, who, measure)), scale))
            if measure != "loss":
                cells.append(_ratio(rounds, case, who, measure))
        yield cells


def _lines(rows):
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        yield "  " + "  ".join(
            cell.ljust(width) for cell, width in zip(row, widths)).rstrip()


def measured(rounds):
    """Median (minimum-maximum), and the ratio to C by hand with its
    interval."""
    for case in rounds.cases:
        size = f", {case.size} B" if case.size else ""
        yield ""
        yield f"{case.about}{size}"
        head = [""]
        for measure, title in MEASURES[case.kind]:
            head.append(title)
            if measure != "loss":
                head.append("to C by hand")
        yield from _lines([head, *_rows(rounds, case)])


def _target_cells(row):
    found = row.get("ratio")
    cells = [row["verdict"], row["name"]]
    if found:
        cells += [f"{found['median']:.4g} [{found['low']:.4g}, "
                  f"{found['high']:.4g}]",
                  f"{row['comparison']} {row['limit']:g}"]
    else:
        cells += ["", f"{row['comparison']} {row['limit']:g}"
                  if "limit" in row else ""]
    return cells + [row.get("reason", "")]


def targets(rows, done, colour):
    """Every target with its verdict."""
    cells = [["verdict", "target", "ratio [95 % interval]", "wanted", ""],
             *(_target_cells(row) for row in rows)]
    yield ""
    yield f"Targets, {done} paired rounds"
    if done < ENOUGH:
        yield f"  (fewer than {ENOUGH}: an impression, not a verdict)"
    lines = list(_lines(cells))
    yield lines[0]
    for row, line in zip(rows, lines[1:]):
        yield (COLOURS[row["verdict"]] + line + "\033[0m" if colour
               else line)
    missed = [row["name"] for row in rows if row["verdict"] == "missed"]
    kept = sum(row["verdict"].startswith("met") for row in rows)
    without = sum(row["verdict"] == "unmeasured" for row in rows)
    yield ""
    yield f"{kept} met, {len(missed)} MISSED, {without} unmeasured"
    for name in missed:
        yield f"MISSED: {name}"

# SPDX-License-Identifier: MIT
"""The plot, an SVG written by hand: bars with their extremes."""

from html import escape
from math import log10

from . import figures
from .cases import LABELS, SIZES
from .table import number

WIDTH, PANEL, LEFT, TOP = 1080, 500, 190, 74
BAR, GAP, HEAD = 18, 8, 44

COLOURS = {"sock6": "#0b6e4f", "made": "#4caf87", "raw": "#4a5568",
           "go": "#2f8fc4", "uv": "#a06cb4", "quinn": "#c8772a"}

# title, unit, measure, logarithmic?, (case, contestant, what it does)
SECTIONS = (
    ("Received end to end", "datagrams a second", "kpps", False, (
        ("stream", "go", "batches"), ("stream", "raw", "batches"),
        ("stream", "sock6", "batches"),
        ("stream-sticky", "sock6", "batches, connected"),
        ("stream-runs", "raw", "runs"), ("stream-runs", "quinn", "runs"),
        ("stream-runs", "sock6", "batches, coalesced"),
        ("stream-runs", "made", "runs as runs"))),
    ("CPU to send one datagram", "nanoseconds", "send_cpu", True, (
        ("single-bare", "uv", "single, bare"), ("single", "go", "single"),
        ("single", "raw", "single"), ("single", "sock6", "single"),
        ("batch64", "go", "batches"), ("batch64", "raw", "batches"),
        ("batch64", "sock6", "batches"), ("runs", "raw", "runs"),
        ("runs", "quinn", "runs"), ("runs", "sock6", "coalesced"))),
    ("CPU to receive one datagram", "nanoseconds", "receive_cpu", True, (
        ("single-bare", "uv", "batches, bare"), ("single", "go", "single"),
        ("single", "raw", "single"), ("single", "sock6", "single"),
        ("batch64", "go", "batches"), ("batch64", "raw", "batches"),
        ("batch64", "sock6", "batches"), ("runs", "raw", "runs"),
        ("runs", "quinn", "runs"), ("runs", "sock6", "coalesced"))),
)


def _text(x, y, words, style="", anchor="start"):
    return (f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" '
            f'{style}>{escape(words)}</text>')


def _shown(value, measure):
    if measure != "kpps":
        return f"{number(value)} ns"
    if value >= 1000:
        return f"{number(value / 1000)} million"
    return f"{number(value)} thousand"


class _Scale:
    """From a value to a length; logarithmic ones begin at a power of ten."""

    def __init__(self, most, least, logarithmic):
        self.logarithmic = logarithmic
        self.most = most
        self.start = 10 ** int(log10(least)) if logarithmic else 0

    def __call__(self, value):
        room = PANEL - LEFT - 110
        if not self.logarithmic:
            return room * value / self.most
        if value <= self.start:
            return 0
        return (room * log10(value / self.start) /
                log10(self.most / self.start))


def _bar(y, left, who, what, found, scale, measure):
    name = LABELS[who].split(",", maxsplit=1)[0]
    length = max(scale(found["median"]), 1)
    low, high = scale(found["minimum"]), scale(found["maximum"])
    middle = y + BAR / 2
    yield _text(left - 8, y + 13, f"{name}, {what}", anchor="end")
    yield (f'<rect x="{left}" y="{y}" width="{length:.1f}" height="{BAR}" '
           f'rx="2" fill="{COLOURS[who]}"/>')
    yield (f'<path d="M{left + low:.1f} {middle}H{left + high:.1f}'
           f'M{left + low:.1f} {y + 5}v8M{left + high:.1f} {y + 5}v8" '
           'stroke="#111" stroke-opacity="0.55" fill="none"/>')
    yield _text(left + max(high, length) + 6, y + 13,
                _shown(found["median"], measure), 'font-weight="600"')


def _panel(rounds, size, x, y, section):
    title, unit, measure, logarithmic, bars = section
    found = [(who, what,
              figures.summary(rounds.get(f"{case}/{size}", who, measure)))
             for case, who, what in bars]
    found = [bar for bar in found if bar[2]]
    yield _text(x + 8, y + 16, f"{title}, {size} B", 'class="title"')
    scale_word = ", logarithmic" if logarithmic else ""
    yield _text(x + 8, y + 32, f"{unit}{scale_word}", 'class="unit"')
    if not found:
        return
    scale = _Scale(max(bar[2]["maximum"] for bar in found),
                   min(bar[2]["minimum"] for bar in found), logarithmic)
    for i, (who, what, values) in enumerate(found):
        yield from _bar(y + HEAD + i * (BAR + GAP), x + LEFT, who, what,
                        values, scale, measure)


def svg(rounds, machine):
    """One column a size, one row a section."""
    body, y = [], TOP
    for section in SECTIONS:
        for column, size in enumerate(SIZES):
            x = 20 + column * (PANEL + 40)
            body += _panel(rounds, size, x, y, section)
        y += HEAD + len(section[4]) * (BAR + GAP) + 26
    height = y + 10
    head = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" '
        f'height="{height}" viewBox="0 0 {WIDTH} {height}" '
        'font-family="DejaVu Sans, Helvetica, Arial, sans-serif" '
        'font-size="12" fill="#1a202c">',
        "<!-- SPDX-License-Identifier: MIT -->",
        "<style>.title{font-size:15px;font-weight:700}"
        ".unit{fill:#4a5568}</style>",
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        _text(28, 30, "IPv6 UDP on ::1, two processes on two processors",
              'font-size="18" font-weight="700"'),
        _text(28, 50, f"{machine}; {rounds.done} interleaved rounds: median, "
              "whiskers from minimum to maximum", 'class="unit"'),
    ]
    return "\n".join([*head, *body, "</svg>", ""])

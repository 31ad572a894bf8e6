# SPDX-License-Identifier: MIT
"""Medians, ratios of paired rounds, and their intervals."""

from math import comb
from statistics import median


def interval(values, confidence=0.95):
    """An interval for the median by order statistics: no assumption about
    how the values are spread.  With too few values it is all of them."""
    ordered = sorted(values)
    n = len(ordered)
    outside, rank = 0.0, 0
    while rank < n // 2:
        outside += 2 * comb(n, rank) / 2 ** n
        if outside > 1 - confidence:
            break
        rank += 1
    first = max(rank - 1, 0)
    return ordered[first], ordered[n - 1 - first]


def summary(values):
    """Median and extremes of what was measured, or None."""
    values = [value for value in values if value is not None]
    if not values:
        return None
    return {"median": median(values), "minimum": min(values),
            "maximum": max(values), "count": len(values)}


def ratio(ones, others):
    """The median of the rounds' own ratios, with its interval, or None."""
    ratios = [one / other for one, other in zip(ones, others)
              if one is not None and other]
    if not ratios:
        return None
    low, high = interval(ratios)
    return {"median": median(ratios), "low": low, "high": high,
            "count": len(ratios)}

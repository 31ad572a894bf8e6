# SPDX-License-Identifier: MIT
"""The driver of the bench: builds, runs, counts and judges."""

"""Measures the platform against the marks it has to reach, each beside a named alternative.

`python -m benchmarks` makes databases of its own, writes docs/benchmarks.md and .json, and drops the
databases again. Modules here lay out what is measured; those in `inside` do the work, each call in a
process of its own that has Django set up for one database. Nothing of the platform imports them.
"""

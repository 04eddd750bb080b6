"""Who takes part: one module each, with ``load`` and its answers to ``QUESTIONS`` by name.

``load(path)`` does once what an analyst would do once; each answer takes what it returned.
"""

from __future__ import annotations

CONTESTANTS = {
    "journeykit": ("ours", None),
    "pandas": ("in_pandas", "pandas"),
    "polars": ("in_polars", "polars"),
    "duckdb": ("in_duckdb", "duckdb"),
    "retentioneering": ("in_retentioneering", "retentioneering"),
    "pm4py": ("in_pm4py", "pm4py"),
    "limit": ("limit", None),
}
"""Name -> module, and the package it needs."""

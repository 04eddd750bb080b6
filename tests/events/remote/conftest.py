"""Engines elsewhere for the tests of this folder."""

from .engines import clickhouse, engine, spark

__all__ = ["clickhouse", "engine", "spark"]

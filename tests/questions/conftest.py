"""Questions are tested with the logs and the engine of the tests of ``events``."""

from tests.events.conftest import csv_file, one_database, real_data

__all__ = ["csv_file", "one_database", "real_data"]

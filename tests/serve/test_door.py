"""Who comes in and what is handed out, asked without a browser."""

from __future__ import annotations

import urllib.error
import urllib.request

import pytest

from tests.browser.servers import Served


def status(url: str, **headers: str) -> int:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


@pytest.mark.parametrize(
    "path",
    [
        "api/kernels/11111111-1111-1111-1111-111111111111",
        "api/kernels/11111111-1111-1111-1111-111111111111/channels",
        "journeykit/alive/11111111-1111-1111-1111-111111111111",
        "voila/api/shutdown/11111111-1111-1111-1111-111111111111",
        "voila/files/beside.png",
        "voila/files/trial.ipynb",
    ],
)
def test_nothing_but_login_and_assets_answers_without_the_key(trial: Served, path: str) -> None:
    address = trial.url.split("?")[0]
    assert status(address + path, Accept="application/json") >= 400


@pytest.mark.parametrize("name", ["beside.png", "trial.ipynb"])
def test_files_beside_the_notebook_are_not_served_even_with_the_key(trial: Served, name: str) -> None:
    address, key = trial.url.split("?token=")
    assert status(f"{address}voila/files/{name}?token={key}") == 403


def test_a_foreign_host_name_is_refused(trial: Served) -> None:
    assert status(trial.url, Host="dashboard.example") == 403


def test_an_unknown_kernel_is_not_alive(trial: Served) -> None:
    address, key = trial.url.split("?token=")
    url = f"{address}journeykit/alive/11111111-1111-1111-1111-111111111111?token={key}"
    with urllib.request.urlopen(url, timeout=30) as answer:
        assert answer.read() == b'{"alive": false}'

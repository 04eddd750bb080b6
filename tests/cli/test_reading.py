"""``export`` and ``serve`` of a map that names the data that measure it."""

import json
from pathlib import Path

import pytest

import journeykit as jk
from journeykit.cli import _notebook_for, main, parser


def test_a_map_that_names_its_data_is_exported_and_served_with_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "visits.csv").write_text(
        "user_id,event,timestamp\n" + "".join(f"u{n},home,2026-05-01\n" for n in range(9))
    )
    journey = jk.edit.add_touchpoint(
        jk.new_map("Shop", stages=["Browse"]), "Home", stage="browse", binding={"events": ["home"]}
    )
    recorded = jk.evidence.record_data(
        jk.measure(journey, jk.read_events(tmp_path / "visits.csv")), tmp_path / "shop.json"
    )
    jk.write_map(recorded, tmp_path / "shop.json")
    shop, page = str(tmp_path / "shop.json"), tmp_path / "page.html"
    assert main(["export", shop, "-o", str(page)]) == 0
    assert "visits.csv: 9 lines = 9 kept" in capsys.readouterr().out
    assert "9 customers in the log" in page.read_text()
    assert main(["export", shop, "-o", str(page), "--no-data"]) == 0
    assert "9 customers in the log" not in page.read_text()
    assert main(["export", shop, "-o", str(tmp_path / "visits.csv"), "--format", "html", "--force"]) == 1
    assert "visits.csv is an input of this command" in capsys.readouterr().err

    offered: list[object] = []
    monkeypatch.setattr("journeykit.serve.offer_map", lambda path, log=None, **_: offered.append(log))
    _notebook_for(parser().parse_args(["serve", shop]))
    _notebook_for(parser().parse_args(["serve", shop, "--no-data"]))
    assert offered[0] is not None
    assert offered[0]["source"] == str(tmp_path / "visits.csv")
    assert jk.read_events(**offered[0]).path_count == 9
    assert json.loads(json.dumps(offered[0])) == offered[0]
    assert offered[1] is None

    (tmp_path / "visits.csv").unlink()
    capsys.readouterr()
    assert main(["export", shop, "-o", str(page)]) == 0
    assert "look at: source 'visits.csv': 'visits.csv' is not in the folder of the map" in capsys.readouterr().err
    assert "Home" in page.read_text(), "the design is worth a page"
    _notebook_for(parser().parse_args(["serve", shop]))
    assert offered[2] is None

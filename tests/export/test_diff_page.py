"""The page about two maps names both, counts what changed, and shows every word as it was typed."""

from pathlib import Path

from journeykit.export import Facts, Section, render_page, write_page
from journeykit.export.diff_page import diff_page
from journeykit.model import edit, new_map


def test_the_page_names_as_is_and_to_be_and_counts_the_changes(tmp_path: Path) -> None:
    before = new_map("Shop", stages=["Browse", "Pay"])
    after = edit.update_stage(edit.add_stage(before, "Return"), "pay", name="Check out")
    title, sections = diff_page(before, edit.update_map(after, state="future"))
    assert title == "Shop: as is → to be"
    facts, *tables = sections
    assert isinstance(facts, Facts)
    assert [(fact.label, fact.value) for fact in facts.facts] == [
        ("Added", "1"),
        ("Removed", "0"),
        ("Moved", "0"),
        ("Changed", "2"),
    ]
    assert [table.title for table in tables if isinstance(table, Section)] == ["The map", "Stages"]
    page = write_page(tmp_path / "diff.html", title=title, sections=sections).read_text(encoding="utf-8")
    assert "<td>Pay</td><td>Check out</td>" in page
    assert "plotly" not in page, "a page without charts carries no chart library"


def test_equal_maps_make_a_page_that_says_so() -> None:
    shop = new_map("Shop", stages=["Browse"])
    title, sections = diff_page(shop, shop)
    assert "The two maps say the same." in render_page(title=title, sections=sections)


def test_a_hostile_name_is_shown_literally() -> None:
    before = new_map("<b>Shop</b>", stages=["Pay"])
    after = edit.update_stage(
        before, "pay", name="<img src=x onerror=alert(1)>", objective='"><script>alert(1)</script>'
    )
    title, sections = diff_page(before, after)
    page = render_page(title=title, sections=sections)
    assert "<img" not in page
    assert "<script>alert" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert "<h1>&lt;b&gt;Shop" in page

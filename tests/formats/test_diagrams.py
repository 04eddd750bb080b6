from pathlib import Path

import pytest

from journeykit import formats
from journeykit.errors import FormatError
from journeykit.formats.mermaid import read_mermaid

BODY = "journey\n  section Pay\n    Till: 3: Ann\n"


def indented(text: str, by: str) -> str:
    return "".join(f"{by}{line}\n" for line in text.splitlines())


@pytest.mark.parametrize(
    "text",
    [
        f"---\ntitle: Buy\nconfig:\n  theme: dark\n---\n{BODY}",
        f"\n---\ntitle: 'Buy'\n---\n\n{BODY}",
        f'---\nconfig: {{"theme": "x"}}\ntitle: "Buy" # the shop\n---\n{BODY}',
        f"---\ntitle: >-\n  Buy\n---\n{BODY}",
        '%%{init: {"theme": "dark"}}%%\n' + BODY.replace("journey\n", "journey\n title Buy\n"),
        '%%{init: {\n "theme": "dark"\n}}%%\njourney %% x\n%% a comment\ntitle Buy %% y\nsection Pay\nTill: 3: Ann\n',
        BODY.replace("journey\n", "journey\n accTitle: Buy\n accDescr { Ann\n buys }\n"),
        "\ufeff" + BODY.replace("journey\n", "journey\r\ntitle Buy\r\n"),
        "# Shop\n\n```mermaid\n" + BODY.replace("journey\n", "journey\n title Buy\n") + "```\n\ntext\n",
        f"# Shop\n\n~~~mermaid\n---\ntitle: Buy\n---\n{BODY}~~~\n",
        "1. one\n\n" + indented(f"```mermaid\n---\ntitle: Buy\n---\n{BODY}```", "   ") + "2. two\n",
        "- " + indented(f"```mermaid\n---\ntitle: Buy\n---\n{BODY}```", "  ").lstrip(),
        indented(f"```mermaid\n---\ntitle: Buy\n---\n{BODY}```", "> "),
        f"````md\n```mermaid\n{BODY}```\n````\n\n``` {{.mermaid}}\n---\ntitle: Buy\n---\n{BODY}```\n",
        f"::: mermaid\n---\ntitle: Buy\n---\n{BODY}:::\n",
        "```\n" + BODY.replace("journey\n", "journey\n title Buy\n") + "```\n",
        f'<pre class="mermaid">\n---\ntitle: Buy\n---\n{BODY}</pre>\n',
        f"```mermaid\n---\ntitle: Buy\n---\n{BODY}",  # Never closed.
        f"```mermaid\npie\n  a\n```\n\n```python\njourney\n```\n\n```mermaid\n---\ntitle: Buy\n---\n{BODY}```\n",
    ],
)
def test_a_journey_is_found_wherever_it_stands(tmp_path: Path, text: str) -> None:
    (tmp_path / "page.md").write_text(text, newline="")
    journey = formats.read(tmp_path / "page.md").map
    assert journey.name == "Buy"
    assert [stage.name for stage in journey.stages] == ["Pay"]
    assert [(t.name, t.personas) for t in journey.touchpoints] == [("Till", ("ann",))]


TWO = (
    "# Page\n\n```mermaid\njourney\n title Buy\n section Pay\n Till: 3\n```\n\n```mermaid\nflowchart LR\n a-->b\n```\n"
    "\n```mermaid\n---\ntitle: Return\n---\njourney\n section Bring\n Desk: 1\n```\n"
)
PLAIN = "journey\n title Buy\n section Pay\n Till: 3\n\n---\ntitle: Return\n---\njourney\n section Bring\n Desk: 1\n"


@pytest.mark.parametrize(("text", "first", "second"), [(TWO, 4, 19), (PLAIN, 1, 9)])
def test_of_several_journeys_one_is_asked_for_by_number_or_title(
    tmp_path: Path, text: str, first: int, second: int
) -> None:
    page = tmp_path / "page.md"
    page.write_text(text)
    with pytest.raises(FormatError) as caught:
        formats.read(page)
    assert str(caught.value) == (
        f"{page}: it has 2 journeys: 1 'Buy' (line {first}), 2 'Return' (line {second}). Choose one by number or "
        "title, diagram=1 (--diagram 1), or read all: formats.read_all(…) (--diagram all)."
    )
    assert [formats.read(page, diagram=which).map.stages[0].name for which in (1, "2", "buy", "Return")] == [
        "Pay",
        "Bring",
        "Pay",
        "Bring",
    ]
    assert [imported.map.name for imported in formats.read_all(page)] == ["Buy", "Return"]
    for wrong, hint in (("Retrun", r"Did you mean 'Return'\?"), (3, "it has no journey 3"), (0, "no journey 0")):
        with pytest.raises(FormatError, match=hint):
            formats.read(page, diagram=wrong)


def test_other_diagrams_are_named_with_their_lines() -> None:
    told = [str(note) for note in read_mermaid(TWO, diagram=1).report.not_taken]
    assert told == [
        "line 11: flowchart - only journeys are maps",
        "line 19: journey 'Return' - diagram= reads another journey",
    ]


def test_what_says_how_a_diagram_looks_is_in_the_report() -> None:
    text = '---\ntitle: Buy\nconfig:\n  theme: dark\n---\n%%{init: {"theme": "x"}}%%\njourney\n title Shop\n'
    imported = read_mermaid(text)
    assert imported.map.name == "Shop"
    assert [str(note) for note in imported.report.not_taken] == [
        "line 3: 'config' in the front matter - it says how the diagram looks",
        "line 6: a directive %%{…}%% - it says how the diagram looks",
        "line 8: the title 'Buy' of the front matter - the diagram has its own title",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("```mermaid\nflowchart LR\n a-->b\n```\n", "page.md, line 2: a Mermaid journey begins with 'journey'."),
        ("```mermaid\nbubbles\n a\n```\n", "page.md, line 2: a Mermaid journey begins with 'journey'."),
        ("# Page\n", "page.md: no stages and lanes were found."),
    ],
)
def test_a_page_without_a_journey_is_refused_with_what_it_has(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "page.md").write_text(text)
    with pytest.raises(FormatError) as caught:
        formats.read(tmp_path / "page.md")
    assert str(caught.value).startswith(f"{tmp_path}/{message}")


def test_a_table_of_markdown_is_a_sheet(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text("# Shop\n\n| Stage | Find | Buy |\n|---|:--:|---|\n| Actions | look | pay |\n")
    journey = formats.read(tmp_path / "page.md").map
    assert (journey.name, [stage.name for stage in journey.stages]) == ("Shop", ["Find", "Buy"])

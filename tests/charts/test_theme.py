"""theme.py: the look is legible in both themes, and dressing a figure changes nothing but its clothes."""

from __future__ import annotations

import re

import plotly.graph_objects as go
import pytest

from journeykit.charts import theme

TEXT = ("ink", "soft", "faint", "positive", "negative", "accent")
SURFACES = ("bg", "card", "customer", "business", "path")


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two hex colours, 1 to 21 (WCAG 2.2)."""

    def luminance(colour: str) -> float:
        parts = [channel / 255 for channel in theme.channels(colour)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dim, bright = sorted((luminance(one), luminance(other)))
    return (bright + 0.05) / (dim + 0.05)


@pytest.mark.parametrize("tokens", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("text", TEXT)
def test_every_text_token_is_legible_on_every_surface(tokens: dict[str, str], surface: str, text: str) -> None:
    assert contrast(tokens[text], tokens[surface]) >= 4.5


@pytest.mark.parametrize("tokens", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_every_stage_colour_stands_out_from_paper(tokens: dict[str, str]) -> None:
    assert min(contrast(colour, tokens["card"]) for colour in theme.stage_colours(30)) >= 3


@pytest.mark.parametrize("tokens", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_a_label_stays_legible_on_a_link_of_any_stage(tokens: dict[str, str]) -> None:
    def over(colour: str, paper: str, opacity: float) -> str:
        parts = ((int(colour[i : i + 2], 16), int(paper[i : i + 2], 16)) for i in (1, 3, 5))
        return "#" + "".join(f"{round(top * opacity + under * (1 - opacity)):02x}" for top, under in parts)

    for colour in theme.stage_colours(12):
        assert contrast(tokens["ink"], over(colour, tokens["card"], 0.34)) >= 4.5


def test_contrast_is_the_published_ratio() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)  # WebAIM's worked example


def test_five_stages_walk_from_blue_to_orange_in_the_colours_of_the_house() -> None:
    assert theme.stage_colours(5) == ["#4b8ac9", "#7f7bc8", "#a56eb1", "#c26869", "#bb723c"]


@pytest.mark.parametrize("n", [0, 1, 2, 12, 200])
def test_any_number_of_stages_has_colours_from_the_same_walk(n: int) -> None:
    colours = theme.stage_colours(n)
    assert len(colours) == n
    assert all(re.fullmatch(r"#[0-9a-f]{6}", colour) for colour in colours)
    assert colours[:1] == ["#4b8ac9"][:n]


def test_a_themed_figure_is_another_figure() -> None:
    figure = go.Figure(layout={"height": 300, "meta": {"alt": "words"}})
    before = figure.to_json()
    for name in ("light", "dark", "css"):
        assert theme.themed(figure, name).layout.meta["alt"] == "words"
    assert figure.to_json() == before


def test_dark_swaps_every_token_that_a_chart_wrote_and_no_text_that_looks_like_one() -> None:
    ink, dark = theme.LIGHT["ink"], theme.DARK["ink"]
    typed = f'&lt;span style="color:{ink}"&gt; {ink}'
    figure = go.Figure(
        go.Scatter(x=[0], y=[0], marker={"color": [ink, "#123456"]}, customdata=[ink], fillcolor=theme.rgba(ink, 0.5)),
        layout={"annotations": [{"text": f'<span style="color:{ink}">a</span>{typed}', "font": {"color": ink}}]},
    )
    dressed = theme.themed(figure, "dark")
    assert list(dressed.data[0].marker.color) == [dark, "#123456"]
    assert dressed.data[0].fillcolor == theme.rgba(dark, 0.5)
    assert list(dressed.data[0].customdata) == [ink]
    assert dressed.layout.annotations[0].text == f'<span style="color:{dark}">a</span>{typed}'
    assert dressed.layout.annotations[0].font.color == dark


def test_on_a_page_paper_is_transparent_and_css_maps_every_token() -> None:
    dressed = theme.themed(go.Figure(), "css")
    assert dressed.layout.paper_bgcolor == "rgba(0,0,0,0)"
    css = theme.plotly_css(".scope")
    for name in theme.LIGHT:
        assert f"fill: var(--jk-{name}, {theme.LIGHT[name]}) !important" in css
    assert '.scope [style*="fill: rgb(31, 36, 48)"]' in css


def test_an_unknown_theme_is_refused_with_the_names_that_exist() -> None:
    with pytest.raises(ValueError, match="no theme is called 'sepia'; choose 'light', 'dark' or 'css'"):
        theme.themed(go.Figure(), "sepia")

"""The look of all charts: colour tokens, stage colours, and the three ways to dress a figure.

A chart draws in the *light* tokens only; :func:`themed` dresses the finished figure for the page it is shown on:

* ``"light"`` and ``"dark"`` put real colours into it, for pictures and documents;
* ``"css"`` leaves paper and plot transparent, and the stylesheet of the page (:func:`plotly_css`) replaces every light
  token that Plotly wrote into the SVG by the ``--jk-*`` variable of the page. So one figure follows the reader's theme
  at once, without JavaScript.

The matrices of OKLab are those of Björn Ottosson, "A perceptual color space for image processing" (2020).
"""

from __future__ import annotations

import copy
import functools
import math
import re
from collections.abc import Sequence
from types import MappingProxyType
from typing import Any, Literal

import plotly.graph_objects as go

Theme = Literal["light", "dark", "css"]

LIGHT = MappingProxyType(
    {
        "bg": "#faf9f7",
        "card": "#ffffff",
        "line": "#e6e3dd",
        "ink": "#1f2430",
        "soft": "#5b6474",
        "faint": "#656d7c",
        "customer": "#fbf7f0",
        "business": "#f3f6fa",
        "path": "#eef2ee",
        "positive": "#0a7779",
        "negative": "#ae5019",
        "accent": "#3b5bdb",
    }
)
DARK = MappingProxyType(
    {
        "bg": "#14171d",
        "card": "#1b1f27",
        "line": "#2c323d",
        "ink": "#e8ebf0",
        "soft": "#a3adbd",
        "faint": "#838d9c",
        "customer": "#1f1d1a",
        "business": "#191e27",
        "path": "#1a211c",
        "positive": "#4cc3c1",
        "negative": "#f0a05a",
        "accent": "#8ea2ff",
    }
)

_CLEAR = {"paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)"}
FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif'
PADDING = 16

# From blue over violet, magenta and rose to orange: hues that are told apart with the common colour deficiencies when
# lightness and chroma are equal. No green, which would look like the teal of good feelings.
_HUES = (250.0, 285.0, 320.0, 380.0, 415.0)
_LIGHTNESS, _CHROMA = 0.62, 0.115
_COLOUR_KEYS = re.compile(r"colou?r$|^bgcolor$")
_SPAN = re.compile(r'<span style="color:(#[0-9a-f]{6})">')


def stage_colours(n: int) -> list[str]:
    """Return ``n`` hex colours, one per stage, at equal distances in OKLCH with equal lightness and chroma.

    The walk runs through the hues 250, 285, 320, 20 and 55 degrees; with five stages these are the colours. Channels
    are clipped to sRGB. The twin in JavaScript gives the same walk as CSS colours.
    """
    colours = []
    legs = len(_HUES) - 1
    for i in range(n):
        place = i / (n - 1) * legs if n > 1 else 0.0
        leg = min(int(place), legs - 1)
        colours.append(_hex(_HUES[leg] + (_HUES[leg + 1] - _HUES[leg]) * (place - leg)))
    return colours


def colours_at(positions: Sequence[int | None], stages: int = 0) -> list[str]:
    """Return the colours of stages by their positions on a map of at least ``stages`` stages; neutral without one."""
    palette = stage_colours(max(stages, *(position + 1 for position in positions if position is not None)))
    return [LIGHT["faint"] if position is None else palette[position] for position in positions]


def themed(figure: go.Figure, theme: Theme = "light") -> go.Figure:
    """Return a copy of a figure in the colours of the page it is shown on.

    Parameters
    ----------
    figure
        A figure of ``journeykit.charts``.
    theme
        ``"light"`` or ``"dark"`` for pictures; ``"css"`` for pages that include :func:`plotly_css`.

    Raises
    ------
    ValueError
        No such theme.
    """
    if theme not in ("light", "dark", "css"):
        raise ValueError(f"no theme is called {theme!r}; choose 'light', 'dark' or 'css'.")
    dressed = copy.deepcopy(figure)
    if theme == "dark":
        swaps = {value: DARK[name] for name, value in LIGHT.items()}
        dressed = go.Figure(_recoloured(dressed.to_dict(), swaps))
    dressed.update_layout(template=TEMPLATES["light" if theme == "css" else theme])
    if theme != "css":
        # A card has padding of its own; a picture has none.
        margin = {side: (dressed.layout.margin[side] or 0) + PADDING for side in ("l", "r", "t", "b")}
        dressed.update_layout(margin=margin, height=(dressed.layout.height or 400) + 2 * PADDING)
    else:
        dressed.update_layout(_CLEAR)
    return dressed


def page_spec(spec: dict[str, Any]) -> dict[str, Any]:
    """Return the plain data of a figure in the colours of the page: what ``themed(figure, "css")`` holds."""
    return {"data": spec["data"], "layout": {"template": _page_template(), **spec["layout"], **_CLEAR}}


@functools.cache
def _page_template() -> dict[str, Any]:
    plain: dict[str, Any] = TEMPLATES["light"].to_plotly_json()
    return plain


def tokens_css(theme: Literal["light", "dark"] = "light") -> str:
    """Return the tokens of a theme as CSS declarations: ``--jk-ink: #1f2430; …``."""
    tokens = LIGHT if theme == "light" else DARK
    return " ".join(f"--jk-{name}: {value};" for name, value in tokens.items())


def plotly_css(scope: str = ".jk-plot") -> str:
    """Return the stylesheet that lets a figure themed ``"css"`` follow the ``--jk-*`` variables of the page.

    Plotly writes colours as inline styles (``fill: rgb(31, 36, 48)``), so an attribute selector finds every mark in the
    colour of a token. Only an ``!important`` rule overrides an inline style.
    """
    rules = [f"{scope} {{ font-variant-numeric: tabular-nums; }}"]
    for name, value in LIGHT.items():
        red, green, blue = channels(value)
        written = (f"rgb({red}, {green}, {blue})", f"rgba({red}, {green}, {blue}", value)
        for attribute in ("fill", "stroke"):
            selectors = ", ".join(
                f'{scope} [style*="{attribute}:{space}{colour}"]' for colour in written for space in (" ", "")
            )
            rules.append(f"{selectors} {{ {attribute}: var(--jk-{name}, {value}) !important; }}")
    return "\n".join(rules)


def _template(tokens: MappingProxyType[str, str]) -> go.layout.Template:
    axis = {
        "showgrid": False,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "linecolor": tokens["line"],
        "gridcolor": tokens["line"],
        "tickfont": {"color": tokens["soft"], "size": 12},
        "fixedrange": True,
    }
    layout = {
        "font": {"family": FONT, "size": 12, "color": tokens["ink"]},
        "paper_bgcolor": tokens["card"],
        "plot_bgcolor": "rgba(0,0,0,0)",
        "colorway": stage_colours(5),
        "showlegend": False,
        "hovermode": "closest",
        "hoverlabel": {
            "bgcolor": tokens["card"],
            "bordercolor": tokens["line"],
            "font": {"family": FONT, "size": 12, "color": tokens["ink"]},
            "align": "left",
            "namelength": 0,
        },
        "xaxis": axis,
        "yaxis": axis,
        "separators": ".,",
        "dragmode": False,
    }
    return go.layout.Template(layout=layout)


def _recoloured(value: Any, swaps: dict[str, str], key: str = "") -> Any:
    # Only values of colour keys, and spans written by _figure.span: a user's text that looks like a colour is kept.
    # The template has the light tokens too, but it is replaced as a whole.
    if isinstance(value, dict):
        return {name: part if name == "template" else _recoloured(part, swaps, name) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_recoloured(part, swaps, key) for part in value]
    if not isinstance(value, str):
        return value
    if key in ("text", "ticktext"):
        return _SPAN.sub(lambda found: f'<span style="color:{swaps.get(found[1], found[1])}">', value)
    return _swapped(value, swaps) if _COLOUR_KEYS.search(key) else value


def _swapped(colour: str, swaps: dict[str, str]) -> str:
    if colour in swaps:
        return swaps[colour]
    found = re.fullmatch(r"rgba\((\d+),(\d+),(\d+),([\d.]+)\)", colour)
    if not found:
        return colour
    plain = "#" + "".join(f"{int(channel):02x}" for channel in found.groups()[:3])
    return rgba(swaps[plain], float(found[4])) if plain in swaps else colour


def rgba(colour: str, opacity: float) -> str:
    """Return a hex colour with an opacity of 0-1 as Plotly writes it."""
    red, green, blue = channels(colour)
    return f"rgba({red},{green},{blue},{opacity:g})"


def channels(colour: str) -> tuple[int, int, int]:
    """Return red, green and blue of a hex colour, 0-255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _hex(hue: float) -> str:
    """Return the stage colour of a hue in degrees."""
    a, b = _CHROMA * math.cos(math.radians(hue)), _CHROMA * math.sin(math.radians(hue))
    long = (_LIGHTNESS + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (_LIGHTNESS - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (_LIGHTNESS - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    return "#" + "".join(f"{int(_gamma(min(max(part, 0.0), 1.0)) * 255 + 0.5):02x}" for part in linear)


def _gamma(part: float) -> float:
    return 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055


# Last: a template uses everything above.
TEMPLATES = MappingProxyType({"light": _template(LIGHT), "dark": _template(DARK)})

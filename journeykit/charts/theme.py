"""The house look: one set of tokens, stage colours, the emotion scale, and three ways to dress a figure.

A chart draws in the *light* tokens and nothing else; :func:`themed` dresses the finished figure for its surface:

* ``"light"`` and ``"dark"`` put real colours into it, for pictures and papers;
* ``"css"`` leaves paper and plot transparent, and the page's stylesheet (:func:`plotly_css`) turns every light token
  that Plotly wrote into the SVG into the page's ``--jk-*`` variable. So one figure follows the reader's theme at once,
  without a line of JavaScript that races the theme's stylesheet.
"""

from __future__ import annotations

import copy
import re
from types import MappingProxyType
from typing import Any, Literal

import plotly.graph_objects as go

from journeykit.charts._colour import channels, contrast, mixed, oklch_hex, rgba

__all__ = [
    "DARK",
    "LIGHT",
    "TEMPLATES",
    "contrast",
    "emotion_colour",
    "plotly_css",
    "rgba",
    "stage_colours",
    "themed",
    "tokens_css",
]

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

FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif'
SIZES = MappingProxyType({"small": 12, "text": 13, "heading": 15, "title": 20, "display": 28})

PADDING = 16

# From blue over violet, magenta and rose to orange: hues that stay apart under the common colour deficiencies when
# lightness and chroma are equal. No green: it would meet the teal of good feelings.
_WALK = (250.0, 285.0, 320.0, 380.0, 415.0)
_LIGHTNESS, _CHROMA = 0.62, 0.115
_COLOUR_KEYS = re.compile(r"colou?r$|^bgcolor$")
_SPAN = re.compile(r'<span style="color:(#[0-9a-f]{6})">')


def stage_colours(n: int) -> list[str]:
    """Return ``n`` hex colours, one a stage, evenly along an OKLCH walk of equal lightness and chroma.

    The walk runs through the hues 250, 285, 320, 20 and 55 degrees; with five stages these are the colours. Channels
    are clipped to sRGB. The twin in JavaScript gives the same walk as CSS colours.
    """
    return [oklch_hex(_LIGHTNESS, _CHROMA, _hue(i / (n - 1) if n > 1 else 0.0)) for i in range(n)]


def emotion_colour(score: float, theme: Literal["light", "dark"] = "light") -> str:
    """Return the colour of an emotion score: amber at -2 over grey at 0 to teal at +2, mixed in OKLab."""
    tokens = LIGHT if theme == "light" else DARK
    pole = tokens["positive"] if score >= 0 else tokens["negative"]
    return mixed(tokens["faint"], pole, min(abs(score) / 2, 1.0))


def themed(figure: go.Figure, theme: Theme = "light") -> go.Figure:
    """Return a copy of a figure dressed for its surface; the given figure stays as it is.

    Parameters
    ----------
    figure
        A figure drawn by this room (in light tokens).
    theme
        ``"light"`` or ``"dark"`` for pictures; ``"css"`` for pages that carry :func:`plotly_css`.

    Raises
    ------
    ValueError
        When the theme has another name.
    """
    if theme not in ("light", "dark", "css"):
        raise ValueError(f"no theme is called {theme!r}; choose 'light', 'dark' or 'css'.")
    dressed = copy.deepcopy(figure)
    if theme == "dark":
        swaps = {value: DARK[name] for name, value in LIGHT.items()}
        dressed = go.Figure(_recoloured(dressed.to_dict(), swaps))
    dressed.update_layout(template=TEMPLATES["light" if theme == "css" else theme])
    if theme != "css":
        # A card brings its own padding; a picture has none.
        margin = {side: (dressed.layout.margin[side] or 0) + PADDING for side in ("l", "r", "t", "b")}
        dressed.update_layout(margin=margin, height=(dressed.layout.height or 400) + 2 * PADDING)
    else:
        dressed.update_layout(paper_bgcolor="rgba(0,0,0,0)", plot_bgcolor="rgba(0,0,0,0)")
    return dressed


def tokens_css(theme: Literal["light", "dark"] = "light") -> str:
    """Return the tokens of a theme as CSS declarations: ``--jk-ink: #1f2430; …``."""
    tokens = LIGHT if theme == "light" else DARK
    return " ".join(f"--jk-{name}: {value};" for name, value in tokens.items())


def plotly_css(scope: str = ".jk-plot") -> str:
    """Return the stylesheet that lets a figure themed ``"css"`` follow the page's ``--jk-*`` variables.

    Plotly writes colours as inline styles (``fill: rgb(31, 36, 48)``), so an attribute selector finds every mark of a
    token, whatever it is part of. Only an important rule beats an inline style.
    """
    rules = [f"{scope} {{ font-variant-numeric: tabular-nums; }}"]
    for name, value in LIGHT.items():
        red, green, blue = channels(value)
        written = (f"rgb({red}, {green}, {blue})", f"rgba({red}, {green}, {blue}", value)
        for attribute in ("fill", "stroke"):
            selectors = ", ".join(
                selector
                for colour in written
                for selector in (
                    f'{scope} [style*="{attribute}: {colour}"]',
                    f'{scope} [style*="{attribute}:{colour}"]',
                )
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
        "tickfont": {"color": tokens["soft"], "size": SIZES["small"]},
        "fixedrange": True,
    }
    layout = {
        "font": {"family": FONT, "size": SIZES["small"], "color": tokens["ink"]},
        "paper_bgcolor": tokens["card"],
        "plot_bgcolor": "rgba(0,0,0,0)",
        "colorway": stage_colours(5),
        "showlegend": False,
        "hovermode": "closest",
        "hoverlabel": {
            "bgcolor": tokens["card"],
            "bordercolor": tokens["line"],
            "font": {"family": FONT, "size": SIZES["small"], "color": tokens["ink"]},
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
    # Only values under colour keys, and spans that this room wrote: a person's text that reads like a colour stays.
    # The template carries the light tokens too, but it is replaced as a whole.
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


def _hue(place: float) -> float:
    leg = min(int(place * (len(_WALK) - 1)), len(_WALK) - 2)
    return _WALK[leg] + (_WALK[leg + 1] - _WALK[leg]) * (place * (len(_WALK) - 1) - leg)


# Last, because a template is made from everything above.
TEMPLATES = MappingProxyType({"light": _template(LIGHT), "dark": _template(DARK)})

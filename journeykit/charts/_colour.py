"""Colour arithmetic: hex, OKLab, contrast. Pure; the words for colours are in :mod:`journeykit.charts.theme`.

The OKLab matrices are those of Björn Ottosson, "A perceptual color space for image processing" (2020).
"""

from __future__ import annotations

import math


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two hex colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def rgba(colour: str, opacity: float) -> str:
    """Return a hex colour with an opacity of 0-1 as Plotly writes it."""
    red, green, blue = channels(colour)
    return f"rgba({red},{green},{blue},{opacity:g})"


def oklch_hex(lightness: float, chroma: float, hue: float) -> str:
    """Return the hex colour of OKLCH coordinates (hue in degrees), clipped to sRGB, rounded half up."""
    angle = math.radians(hue)
    return _oklab_hex(lightness, chroma * math.cos(angle), chroma * math.sin(angle))


def _oklab_hex(lightness: float, a: float, b: float) -> str:
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    return "#" + "".join(f"{int(_gamma(min(max(part, 0.0), 1.0)) * 255 + 0.5):02x}" for part in linear)


def _oklab(colour: str) -> tuple[float, float, float]:
    red, green, blue = (_linear(channel) for channel in channels(colour))
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def mixed(one: str, other: str, share: float) -> str:
    """Return the colour that lies ``share`` (0-1) of the way from one to the other in OKLab."""
    if share in (0.0, 1.0):
        return other if share else one
    start, stop = _oklab(one), _oklab(other)
    return _oklab_hex(*(a + (b - a) * share for a, b in zip(start, stop, strict=True)))


def channels(colour: str) -> tuple[int, int, int]:
    """Return red, green and blue of a hex colour, 0-255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _gamma(part: float) -> float:
    return 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055


def _linear(channel: int) -> float:
    part = channel / 255
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def luminance(colour: str) -> float:
    """Return the relative luminance of a hex colour, 0-1 (WCAG 2.2)."""
    red, green, blue = (_linear(channel) for channel in channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

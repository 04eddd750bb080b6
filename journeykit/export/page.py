"""A page as one HTML file, for light and dark screens and for print.

The file includes plotly.js. Its content security policy allows no request and no other script, in addition to the
escaping of every text.
"""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

from journeykit.atomic import write_atomic
from journeykit.charts.theme import plotly_css, tokens_css
from journeykit.editors._plotly_js import plotly_js as quick_plotly_js
from journeykit.errors import ExportError
from journeykit.export._parts import Parts
from journeykit.export.section import Facts, Section
from journeykit.text import html_text


def write_page(
    path: str | os.PathLike[str], *, title: str, sections: Sequence[Section | Facts], subtitle: str = ""
) -> Path:
    """Write one HTML file that needs no network, and return its path. An old file is replaced atomically.

    Parameters
    ----------
    path
        The file to write.
    title, subtitle
        Heading of the page, and the line below it.
    sections
        The content, in order; facts may be outside the cards.

    Raises
    ------
    ExportError
        The file cannot be written; an old file stays intact.

    Examples
    --------
    >>> from journeykit.export import Prose, write_page
    >>> write_page("/tmp/journeykit-page.html", title="Spring", sections=[Section("Aim", [Prose("Sell more.")])]).name
    'journeykit-page.html'
    """
    return save_page(path, render_page(title=title, sections=sections, subtitle=subtitle))


def save_page(path: str | os.PathLike[str], page: str) -> Path:
    """Write a page atomically and return its path."""
    target = Path(path)
    if target.is_dir():
        raise ExportError(f"the page was not written: {target} is a folder. Give the name of a file in it.")
    try:
        write_atomic(target, page.encode())
    except OSError as error:
        cause = error.strerror or str(error)
        raise ExportError(
            f"the page was not written to {target}: {cause}. Choose a folder that exists and that you may write to."
        ) from error
    return target


def render_page(*, title: str, sections: Sequence[Section | Facts], subtitle: str = "") -> str:
    """Return the page of :func:`write_page` as text."""
    parts = Parts()
    body = "\n".join(parts.html(section) for section in sections)
    scripts = [*([plotly_js()] if parts.charts else []), static_text("page.js")]
    return render_document(title=title, subtitle=subtitle, body=body, scripts=scripts, style=_stylesheet())


def render_document(
    *,
    title: str,
    subtitle: str,
    body: str,
    scripts: Sequence[str],
    style: str,
    sources: Mapping[str, str] | None = None,
    linked: bool = False,
) -> str:
    """Return an HTML document that runs these scripts and asks no other host for anything.

    ``body`` and ``style`` are not escaped; ``sources`` extends the policy, such as ``{"img-src": "data:"}``. ``linked``
    means that scripts and style are names of files beside the page, which several pages share.
    """
    run = "'self'" if linked else " ".join(f"'sha256-{_digest(script)}'" for script in scripts)
    allowed = {"script-src": run, "style-src": "'self' 'unsafe-inline'" if linked else "'unsafe-inline'"}
    for kind, source in (sources or {}).items():
        allowed[kind] = f"{allowed.get(kind, '')} {source}".strip()
    policy = "default-src 'none'; base-uri 'none'; form-action 'none'; " + "; ".join(
        f"{kind} {source}" for kind, source in allowed.items()
    )
    lead = f'<p class="lead">{html_text(subtitle)}</p>' if subtitle else ""
    # Else a browser asks for an icon.
    styled = (
        f'<link rel="icon" href="data:,">\n<link rel="stylesheet" href="{style}">'
        if linked
        else f"<style>\n{style}\n</style>"
    )
    last = [f'<script src="{script}"></script>' if linked else f"<script>{script}</script>" for script in scripts]
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="journeykit">
<title>{html_text(title)}</title>
{styled}
</head>
<body>
<header><h1>{html_text(title)}</h1>{lead}</header>
<main>
{body}
</main>
<footer><p>Made with journeykit. {_ASKS[linked]}</p></footer>
{"".join(last)}
</body>
</html>
"""


_ASKS = {
    False: "This file holds everything it shows and asks no server.",
    True: "This page was written once for all who read it: nothing on it is counted again for a visitor.",
}


@cache
def plotly_js() -> str:
    """Return plotly.js from the installed plotly package, safe inside ``<script>``."""
    return _inlined(quick_plotly_js())


def _inlined(script: str) -> str:
    # The HTML parser would end the script at these sequences, and normalise line ends, which changes the hash. In
    # JavaScript they occur only inside strings and regular expressions, where the backslash changes nothing.
    return script.replace("\r\n", "\n").replace("</script", "<\\/script").replace("<!--", "<\\!--")


def static_text(name: str) -> str:
    """Return a script or style sheet of this package, safe inside its element."""
    return _inlined(files("journeykit.export").joinpath("static", name).read_text(encoding="utf-8"))


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _stylesheet() -> str:
    tokens = (
        f":root {{ {tokens_css('light')} }}\n"
        f"@media screen and (prefers-color-scheme: dark) {{ :root {{ {tokens_css('dark')} }} }}"
    )
    return f"{tokens}\n{static_text('page.css')}\n{static_text('parts.css')}\n{plotly_css('.jk-plot')}"

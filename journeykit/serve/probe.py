"""Asks a running server for what must not answer: ``journeykit check-serve``.

It only asks: no file, kernel or setting is made, changed or deleted, except that it opens the page twice, as two
readers would, and closes it again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from html import unescape
from http.cookies import SimpleCookie
from ipaddress import ip_address

from journeykit.errors import ServeError
from journeykit.serve.visitor import Said, Visitor

__all__ = ["Checked", "probe"]

NOBODY = "11111111-1111-1111-1111-111111111111"
FOREIGN = "https://elsewhere.example"
API = ("api/kernels", "api/sessions", "api/terminals", "api/contents", "api/kernelspecs", "api/config/x", "api/status")
PAGES = ("lab", "tree", "voila/tree", "nbconvert/html/x.ipynb", "metrics", "files/", "static/", "voila/files/")
NOTEBOOKS = tuple(
    f"{room}{folder}{name}.ipynb"
    for room in ("", "files/", "voila/files/", "voila/render/", "notebooks/")
    for folder in ("", "notebooks/")
    for name in ("04_dashboard", "02_journey_map")
)
UP = ("../", "%2e%2e/", "..%2f", "..\\", "%252e%252e/")
ABOVE = ("etc/passwd", "voila/static/", "voila/templates/journeykit/static/", "voila/files/", "static/", "files/")
BROKEN = (
    "%ff",
    "%00",
    "?token=%ff",
    "voila/templates/x/static/y",
    f"api/kernels/{NOBODY}",
    "login?next=%0d%0ax",
    "x" * 3000,
)
TRACES = re.compile(r'Traceback|File "/|site-packages')
LISTED = re.compile(r"Directory listing|<title>Index of", re.IGNORECASE)
OTHERS = re.compile(
    r"""<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)=["']?(?:https?:)?//([^/"'\s>]+)""", re.IGNORECASE
)
POLICY = re.compile(r"""<meta http-equiv="Content-Security-Policy" content="([^"]*)">""")
SOURCE = re.compile(r'jp-InputArea-editor|"cell_type": ?"code"')

GUIDE = "the guide on hosting says how"
OWN = "Serve it with journeykit serve"


@dataclass(frozen=True)
class Checked:
    """One thing that must hold, and what holds; ``wrong`` is empty where it does."""

    what: str
    wrong: str = ""
    action: str = ""

    def __str__(self) -> str:
        return f"wrong  {self.what}: {self.wrong}. {self.action}." if self.wrong else f"ok     {self.what}"


@dataclass(frozen=True)
class Probed:
    """Who asks, and the page that was opened."""

    stranger: Visitor
    """Somebody without the token."""
    reader: Visitor
    """Somebody with the address."""
    page: Said
    local: bool
    """Whether only this machine reaches the server by this address."""

    def both(self, *paths: str) -> Iterator[tuple[str, Said]]:
        """Ask as reader and, where that is another, as stranger."""
        for path in paths:
            for who in (self.reader, self.stranger)[: 2 if self.reader.token else 1]:
                yield path, who.ask(path)


def probe(url: str) -> Iterator[Checked]:
    """Yield what was found about the server at this address, one thing after the other.

    Raises ServeError if nothing answers there, or the page does not open.
    """
    reader = Visitor(url)
    page = reader.open()
    for _ in range(3):
        if page.status not in (301, 302, 303, 307, 308) or "login" in page.headers.get("Location", ""):
            break
        reader.page = page.headers.get("Location", "/")
        page = reader.open()
    if page.status != 200:
        why = "it is full" if page.status == 503 else "give the whole address, with its token"
        raise ServeError(f"the page at {reader.place} does not open (status {page.status}): {why}.")
    asked = Probed(Visitor(url.split("?")[0]), reader, page, _is_local(reader.host))
    try:
        for check in CHECKS:
            yield check(asked)
    finally:
        with suppress(ServeError):
            reader.leave()


def _is_local(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _token(asked: Probed) -> Checked:
    what = "the page asks for a token"
    if asked.stranger.ask(asked.stranger.page).status != 200:
        return Checked(what)
    if asked.local:
        return Checked("without a token the page opens on this machine only")
    return Checked(what, "it opens without one", "Start the server without --no-token")


def _encrypted(asked: Probed) -> Checked:
    what = "what is sent is encrypted"
    if asked.reader.secure or asked.local:
        return Checked(what if asked.reader.secure else "what is sent does not leave this machine")
    return Checked(what, "the address begins with http://", f"Put a reverse proxy with a certificate in front; {GUIDE}")


def _answering(asked: Probed, what: str, paths: tuple[str, ...], action: str) -> Checked:
    # A login form is an answer too.
    found = {path for path, answer in asked.both(*paths) if answer.status == 200 and "password" not in answer.text}
    return Checked(what, f"{', '.join(sorted(found)[:4])} can be had" if found else "", action)


def _api(asked: Probed) -> Checked:
    what = "kernels, sessions, terminals and files have no API"
    return _answering(asked, what, API, f"Voila is an extension of Jupyter Server, or this is JupyterLab. {OWN}")


def _rooms(asked: Probed) -> Checked:
    return _answering(asked, "there are no other pages", PAGES, f"Only the dashboard should answer. {OWN}")


def _notebooks(asked: Probed) -> Checked:
    return _answering(asked, "no notebook is handed out or run by its name", NOTEBOOKS, f"Serve one notebook. {OWN}")


def _sources(asked: Probed) -> Checked:
    wrong = "it shows the code of its cells" if SOURCE.search(asked.page.text) else ""
    return Checked("the page holds no source code", wrong, "Set VoilaConfiguration.strip_sources")


def _files(asked: Probed) -> Checked:
    paths = [f"{room}{up * 12}etc/passwd" for room in ("/", *ABOVE[1:]) for up in UP] + ["/etc/passwd", "//etc/passwd"]
    out = [path for path, answer in asked.both(*paths) if "root:x:0:" in answer.text]
    wrong = f"{out[0]} is a file of the machine" if out else ""
    return Checked("no file outside the dashboard is handed out", wrong, f"Take it down. {OWN}")


def _listings(asked: Probed) -> Checked:
    shown = [path or "/" for path, answer in asked.both("", "voila/", *ABOVE) if LISTED.search(answer.text)]
    wrong = f"{shown[0]} lists files" if shown else ""
    return Checked("no folder is listed", wrong, "Switch the listing off, and put only the pages in the folder")


def _errors(asked: Probed) -> Checked:
    for path, answer in asked.both(*BROKEN):
        if answer.status >= 500 or TRACES.search(answer.text):
            return Checked("an error says nothing about the server", f"{path[:40]} gives {answer.status}", OWN)
    return Checked("an error says nothing about the server")


def _secrets(asked: Probed) -> Checked:
    token = asked.reader.token
    answers = [asked.page, *(answer for _, answer in asked.both("login", f"x?token={token}"))] if token else []
    wrong = "an answer holds it" if any(token in answer.text for answer in answers) else ""
    return Checked("no page repeats the token", wrong, f"Who gets a copy of it gets in. {OWN}")


def _policy(asked: Probed) -> Checked:
    inside = POLICY.search(asked.page.text)
    policies = (unescape(inside[1]) if inside else "", asked.page.headers.get("Content-Security-Policy", ""))
    rules = dict(rule.strip().partition(" ")[::2] for policy in policies for rule in policy.split(";"))
    allowed = {name: rules.get(name, rules.get("default-src", "")) for name in ("script-src", "object-src")}
    allowed["frame-ancestors"] = rules.get("frame-ancestors", "")
    lacks = ", ".join(name for name, value in allowed.items() if not value)
    loose = ", ".join({"'unsafe-inline'", "'unsafe-eval'", "*"} & set(allowed["script-src"].split()))
    wrong = f"it lacks {lacks}" if lacks else f"script-src allows {loose}" if loose else ""
    return Checked("a content security policy keeps foreign scripts out", wrong, f"A proxy must pass it on; {GUIDE}")


def _headers(asked: Probed) -> Checked:
    headers = asked.page.headers
    # A page without a kernel may be kept by its reader's own browser, which asks whether it is still the same.
    wanted = {
        "X-Content-Type-Options": ("nosniff",),
        "Referrer-Policy": ("",),
        "Cache-Control": ("no-store", "private"),
    }
    lacks = [
        name
        for name, values in wanted.items()
        if name not in headers or not any(value in headers[name] for value in values)
    ]
    wrong = f"{', '.join(lacks)} missing or too wide" if lacks else ""
    return Checked(
        "the page is not kept, guessed at or named to others", wrong, f"Let the proxy pass headers on; {GUIDE}"
    )


def _cookies(asked: Probed) -> Checked:
    for line in asked.reader.set:
        for name, morsel in SimpleCookie(line).items():
            login = name.startswith("username")
            wanted = {"SameSite": True, "HttpOnly": login, "Secure": login and asked.reader.secure}
            lacks = [flag for flag, needed in wanted.items() if needed and not morsel[flag.lower()]]
            if lacks and morsel.value:
                action = f"Let the proxy send X-Forwarded-Proto; {GUIDE}" if lacks == ["Secure"] else OWN
                return Checked("cookies are for this server alone", f"{name[:20]} lacks {', '.join(lacks)}", action)
    return Checked("cookies are for this server alone")


def _hosts(asked: Probed) -> Checked:
    others = sorted(set(OTHERS.findall(asked.page.text)) - {asked.reader.place})
    wrong = f"it loads from {', '.join(others[:3])}" if others else ""
    return Checked("the page loads nothing from other hosts", wrong, "Use the template of journeykit")


def _names(asked: Probed) -> Checked:
    what = "the server has no other name"
    if not asked.local:
        return Checked("the name of the server is checked by whoever gave it")
    foreign = asked.stranger.ask(asked.reader.page, Host="elsewhere.example").status == 200
    return Checked(what, "it answers to elsewhere.example" if foreign else "", f"A web page could read it. {OWN}")


def _code(asked: Probed) -> Checked:
    what = "readers cannot run code"
    runs = bool(asked.reader.kernel_id) and asked.reader.runs_code()
    return Checked(what, "the kernel ran a line that a reader sent" if runs else "", f"Take it down. {OWN}")


def _kernels(asked: Probed) -> Checked:
    what = "a kernel answers its own reader and no other site"
    own = asked.reader.kernel_id
    if asked.stranger.connects(own or NOBODY):
        return Checked(what, "its websocket opens without the cookies of its reader", f"Take it down. {OWN}")
    if own and asked.reader.connects(own, origin=FOREIGN):
        return Checked(what, "its websocket opens for a page of another site", f"Let the proxy pass Origin on; {GUIDE}")
    return Checked(what)


def _others(asked: Probed) -> Checked:
    what, own = "a reader does not reach the page of another", asked.reader.kernel_id
    if not own:
        return Checked(what)
    other = Visitor(asked.reader.url)
    other.open()
    try:
        reached = other.ask(f"api/kernels/{own}").status == 200 or other.connects(own)
    finally:
        other.leave()
    return Checked(what, "the id of a kernel is enough" if reached else "", OWN)


def _methods(asked: Probed) -> Checked:
    taken = [method for method in ("PUT", "DELETE", "PATCH", "TRACE") if asked.reader.ask("x.txt", method).status < 400]
    wrong = f"{', '.join(taken)} answered" if taken else ""
    return Checked("nothing can be written or deleted by its address", wrong, "Let the server answer GET only")


CHECKS: tuple[Callable[[Probed], Checked], ...] = (
    _token,
    _encrypted,
    _code,
    _kernels,
    _others,
    _api,
    _rooms,
    _notebooks,
    _sources,
    _files,
    _listings,
    _methods,
    _errors,
    _secrets,
    _policy,
    _headers,
    _cookies,
    _hosts,
    _names,
)

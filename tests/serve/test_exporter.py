"""A server compiles its templates once, and a template that changes again."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import Environment

from journeykit.serve.exporter import PageExporter


def test_the_templates_of_a_second_page_are_not_compiled_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []
    compile = Environment.compile

    def noted(self: Environment, source: str, name: str | None = None, *more: object, **how: object) -> object:
        compiled.append(str(name))
        return compile(self, source, name, *more, **how)  # type: ignore[call-overload]

    monkeypatch.setattr(Environment, "compile", noted)
    for words in ("one", "one", "two"):
        (tmp_path / "page.html.j2").write_text(words, encoding="utf-8")
        exporter = PageExporter(template_paths=[str(tmp_path)], template_file="page.html.j2", base_url="/")
        template = exporter.environment.get_template("page.html.j2")
        assert template.name == "page.html.j2"
    assert compiled == ["page.html.j2", "page.html.j2"]

"""``journeykit templates``, ``examples`` and ``new``: start a map from a template."""

from __future__ import annotations

import argparse
import json
import re
from typing import Any

from journeykit.cli.command import Commands, add_command
from journeykit.cli.outputs import MAPS, add_output, check_output

LONGEST_LINE = 118


def add_templates(commands: Commands) -> None:
    add_command(commands, "templates", "list the templates that a map can start from, a line each", _templates)


def _templates(_: argparse.Namespace) -> None:
    from journeykit.templates import names, template

    _listed({name: template(name).description for name in names()})
    print("\nStart a map from one with: journeykit new TEMPLATE -o my-map.json")


def add_examples(commands: Commands) -> None:
    add_command(commands, "examples", "list the example maps, a line each", _examples)


def _examples(_: argparse.Namespace) -> None:
    from journeykit.examples import example, names

    _listed({name: example(name).description for name in names()})
    print('\nOpen one in Python with: journeykit.example("NAME"); journeykit demo shows them as a dashboard.')


def _listed(described: dict[str, str]) -> None:
    width = max(len(name) for name in described) + 2
    for name, description in described.items():
        print(f"{name:{width}}{_gist(description, LONGEST_LINE - width)}")


def _gist(description: str, most: int) -> str:
    """Return as many whole sentences as fit, else the first part of the first one."""
    from journeykit.text import cut, one_line

    said = one_line(description)
    if len(said) <= most:
        return said
    sentences = [match.start() for match in re.finditer(r"[.](?= )", said[:most])]
    parts = [match.start() for match in re.finditer(r"[,:;](?= )", said[:most])]
    ends = sentences[-1:] or parts[:1]
    return f"{said[: ends[0]]}." if ends else cut(said, most)


def add_new(commands: Commands) -> None:
    new = add_command(commands, "new", "start a map from a template", _new)
    new.add_argument("template", metavar="TEMPLATE", help="its name, for example small-business")
    add_output(new, "FILE", "the map to write (.json)")
    new.add_argument("--name", help="the name of the map, from which its id is made (default: the template's)")
    new.add_argument(
        "--notebook", action="store_true", help="also write a notebook next to it, with the map on a board to edit"
    )
    new.add_argument(
        "--bare",
        action="store_true",
        help="without what the template suggests: touchpoints and KPIs, in some goals and feelings",
    )


def _new(arguments: argparse.Namespace) -> None:
    import journeykit as jk
    from journeykit.model.base import slug
    from journeykit.text import counted

    check_output(arguments.output, (), ends=MAPS)
    notebook = arguments.output.with_suffix(".ipynb") if arguments.notebook else None
    if notebook is not None:
        check_output(notebook, ())
    journey = jk.template(arguments.template, bare=arguments.bare)
    if arguments.name:
        journey = jk.edit.update_map(journey, name=arguments.name, id=slug(arguments.name))
    jk.write_map(journey, arguments.output)
    parts = {
        "stages": len(journey.stages),
        "touchpoints": len(journey.touchpoints),
        "KPIs": len(journey.kpis),
        "goals": sum(cell.lane == "goals" for cell in journey.cells),
        "feelings": len(journey.emotions),
    }
    has = ", ".join(counted(number, what) for what, number in parts.items() if number)
    print(f"{arguments.output}: a map with {has}. Open it with: journeykit serve {arguments.output}")
    if notebook is not None:
        notebook.write_text(_notebook(arguments.output.name, journey.name), encoding="utf-8")
        print(f"{notebook}: the map on a board to edit. Open it with: jupyter lab {notebook}")
    print(f"What is yours to fill in: journeykit check {arguments.output}")


def _notebook(map: str, name: str) -> str:
    """Return a notebook that edits a map in its file, so that it goes on from there whenever it is opened."""
    code = f"import journeykit as jk\n\nboard = jk.MapBoard(jk.store.open_shared({json.dumps(map)}))\nboard"
    cells: list[dict[str, Any]] = [
        {"cell_type": "markdown", "id": "title", "metadata": {}, "source": f"# {name}"},
        {"cell_type": "code", "id": "board", "metadata": {}, "source": code, "execution_count": None, "outputs": []},
    ]
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    held = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(held, indent=1, ensure_ascii=False) + "\n"

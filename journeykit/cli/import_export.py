"""``journeykit export`` and ``journeykit import``: maps to and from other formats, and pages."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from journeykit.cli.columns import add_columns, add_least, add_no_data
from journeykit.cli.command import Commands, add_command
from journeykit.cli.outputs import MAPS, PAGES, add_output, check_output
from journeykit.cli.pages import is_site, write_site
from journeykit.errors import ExportError

if TYPE_CHECKING:
    from journeykit.model import JourneyMap


def add_export(commands: Commands) -> None:
    text = "write a map as a page to read, a spreadsheet, Mermaid, CJML, Markdown, sticky notes or TheyDo metrics"
    export = add_command(commands, "export", text, _export)
    export.add_argument("map", metavar="MAP", type=Path, help="the map (.json), or a folder of maps")
    add_output(export, "FILE", "the file to write, or the folder for pages of a file server", force=True)
    export.add_argument(
        "--format",
        metavar="FORMAT",
        help="html, csv, xlsx, mermaid, cjml, markdown, stickies or theydo (default: by the name of the file)",
    )
    page = export.add_argument_group("page (.html)", "one file for people who only read; it needs no network")
    page.add_argument(
        "--watch", action="store_true", help="with a folder: write pages anew when map or log change, until Ctrl-C"
    )
    page.add_argument(
        "--log",
        metavar="LOG",
        type=Path,
        help="the event log that measures the map; aggregates only (default: the one that the map names)",
    )
    add_no_data(page)
    add_least(page)
    add_columns(export)


def _export(arguments: argparse.Namespace) -> None:
    from journeykit.cli.reading import as_open_as, map_in
    from journeykit.evidence import recorded_files
    from journeykit.formats import losses_in_short, write

    if is_site(arguments):
        write_site(arguments)
        return
    if arguments.watch:
        raise ExportError(
            "--watch goes with pages in a folder: give the output a name without an end, such as -o site."
        )
    as_page = arguments.format == "html" or (arguments.format is None and arguments.output.suffix.lower() in PAGES)
    journey = map_in(arguments.map)
    reads = [arguments.map, *([arguments.log] if arguments.log else []), *recorded_files(journey, arguments.map)]
    check_output(arguments.output, reads, ends=PAGES if as_page else (), force=arguments.force)
    if arguments.log and not as_page:
        raise ExportError("--log goes with a page: give the output a name that ends in .html.")
    with as_open_as(arguments.map):
        if as_page:
            _export_page(journey, arguments)
            return
        losses = write(journey, arguments.output, format=arguments.format)
    if losses:
        print(f"{arguments.output}: written. It does not contain:")
        print(losses_in_short(losses, most=len(losses)))
    else:
        print(f"{arguments.output}: written. It contains the whole map.")


def _export_page(journey: JourneyMap, arguments: argparse.Namespace) -> None:
    from journeykit.cli.reading import data_in
    from journeykit.export import map_page

    log: Path | None = arguments.log
    found = data_in(arguments.map, arguments, journey, log=log)
    page = map_page(journey, arguments.output, found.events, found.answers, least=arguments.least)
    print(f"{page}: written. Open it in any browser; it needs no network. It prints on A3 landscape.")


def add_import(commands: Commands) -> None:
    text = "make a map from a spreadsheet, sticky notes, a Mermaid journey or CJML"
    import_ = add_command(commands, "import", text, _import)
    import_.add_argument("file", metavar="FILE", type=Path, help="the file to read: .csv, .tsv, .xlsx, .mmd, .md, .xml")
    add_output(import_, "MAP", "the map to write (.json)")
    import_.add_argument(
        "--format",
        metavar="FORMAT",
        help="csv, xlsx, mermaid, cjml or stickies (default: by name and content of the file)",
    )
    import_.add_argument("--sheet", metavar="NAME", help="the sheet of a workbook (default: the first with a map)")
    import_.add_argument(
        "--diagram",
        metavar="WHICH",
        help="which of several Mermaid journeys: number, title, or all (writes MAP-1.json, MAP-2.json …)",
    )
    import_.add_argument("--encoding", metavar="NAME", help="the encoding of text, such as cp1252 (default: found)")
    import_.add_argument(
        "--lane",
        metavar="NAME=LANE",
        action="append",
        type=_named_lane,
        help="what the name of a row or column means, such as Autsch=pain-points; may be repeated",
    )
    import_.add_argument(
        "--emotion-scale", metavar="WORST,BEST", type=_scale, help="worst and best score of feelings, such as 1,5"
    )


def _import(arguments: argparse.Namespace) -> None:
    from journeykit.formats import read, read_all
    from journeykit.store import write_map

    options = {
        "format": arguments.format,
        "sheet": arguments.sheet,
        "encoding": arguments.encoding,
        "lane_names": dict(arguments.lane) if arguments.lane else None,
        "emotion_scale": arguments.emotion_scale,
    }
    check_output(arguments.output, [arguments.file], ends=MAPS)
    if arguments.diagram == "all":
        found = read_all(arguments.file, **options)
        numbered = [arguments.output.with_stem(f"{arguments.output.stem}-{n}") for n in range(1, len(found) + 1)]
        for output in numbered:
            check_output(output, [arguments.file], ends=MAPS)
    else:
        found, numbered = (read(arguments.file, diagram=arguments.diagram, **options),), [arguments.output]
    for imported, output in zip(found, numbered, strict=True):
        write_map(imported.map, output)
        print(imported.report)
        print(f"{output}: {imported.map!r}. Open it with: journeykit serve {output}")


def _named_lane(text: str) -> tuple[str, str]:
    name, equals, lane = text.rpartition("=")
    if not equals or not name.strip():
        raise argparse.ArgumentTypeError(f"{text!r} is not a name and a lane such as Autsch=pain-points")
    return name.strip(), lane.strip()


def _scale(text: str) -> tuple[float, float]:
    try:
        low, high = map(float, text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a scale such as 1,5") from None
    if low == high:
        raise argparse.ArgumentTypeError(f"{text!r} has no room between the worst and the best score, as 1,5 has")
    return low, high

"""``make sentiment``: how well methods score text, by macro-F1 against labelled comments, as a table.

The labelled data are not part of journeykit: ``JOURNEYKIT_REAL_DATA`` names their folder. They are the three sets of
"Sentiment Labelled Sentences" (Kotzias et al. 2015, UCI, CC BY 4.0: 1,000 sentences each, half negative and half
positive) and the coded comments of the passenger survey 2017 of San Francisco airport (public domain; three labels).
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from journeykit.answers.linear_text import LABELS, LinearText, cross_validated, fitted
from journeykit.answers.sentiment import TextModel, vader
from journeykit.errors import JourneyKitError

__all__ = ["labelled_sets", "main", "measured"]

Labelled = list[tuple[str, str]]
UCI = {"amazon": "uci_sentiment_amazon_cells.txt", "imdb": "uci_sentiment_imdb.txt", "yelp": "uci_sentiment_yelp.txt"}
SFO = "sfo2017_fact_comments.csv"


def labelled_sets(folder: Path) -> dict[str, Labelled]:
    """Return the labelled comments by the name of their set; of the survey each different comment once."""
    sets: dict[str, Labelled] = {}
    for name, file in UCI.items():
        lines = (folder / file).read_text(encoding="utf-8").splitlines()
        pairs = (line.rsplit("\t", 1) for line in lines if "\t" in line)
        sets[name] = [(text.strip(), "positive" if label == "1" else "negative") for text, label in pairs]
    with (folder / SFO).open(encoding="utf-8", newline="") as survey:
        votes: dict[str, Counter[str]] = {}
        for row in csv.DictReader(survey):
            if (label := (row["Sentiment"] or "").casefold()) in ("negative", "neutral", "positive"):
                votes.setdefault(row["Comment"], Counter())[label] += 1
    sets["airport"] = [(text, votes[text].most_common(1)[0][0]) for text in sorted(votes)]
    return sets


def measured(sets: Mapping[str, Labelled]) -> dict[str, dict[str, float]]:
    """Return the macro-F1 of each method on each set."""
    lexicon = vader()
    found: dict[str, dict[str, float]] = {
        "VADER": {
            name: _macro_f1([label for _, label in pairs], _labels(lexicon, pairs)) for name, pairs in sets.items()
        },
        "linear, fitted to the other sets of reviews": {},
        "linear, fitted to four fifths of the same set, five times": {},
    }
    _, across, within = found.values()
    for name, pairs in sets.items():
        method = _fitted([pair for other in UCI if other != name for pair in sets[other]])
        across[name] = _macro_f1([label for _, label in pairs], _labels(method, pairs))
        kinds, known = _numbered(pairs)
        within[name] = cross_validated([text for text, _ in pairs], known, kinds, seed=0)
    return found


def table(found: Mapping[str, Mapping[str, float]], sets: Mapping[str, Labelled]) -> str:
    """Return the table in Markdown."""
    names = [f"{name} ({len(pairs):,})" for name, pairs in sets.items()]
    lines = [f"| Macro-F1 | {' | '.join(names)} |", f"|---|{'---|' * len(names)}"]
    lines += [f"| {method} | {' | '.join(f'{by[name]:.2f}' for name in sets)} |" for method, by in found.items()]
    return "\n".join(lines)


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table and return the exit code: 0 done, 1 failed with a message."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.sentiment", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--data", type=Path, default=os.environ.get("JOURNEYKIT_REAL_DATA"), help="folder of the data")
    folder = parser.parse_args(argv).data
    if folder is None or not (folder / SFO).is_file():
        print(f"sentiment: --data names the folder with {', '.join([*UCI.values(), SFO])}.", file=sys.stderr)
        return 1
    try:
        sets = labelled_sets(folder)
        print(table(measured(sets), sets))
    except JourneyKitError as error:
        print(f"sentiment: {error}", file=sys.stderr)
        return 1
    return 0


def _fitted(pairs: Labelled) -> LinearText:
    kinds, known = _numbered(pairs)
    return fitted([text for text, _ in pairs], known, kinds)


def _numbered(pairs: Labelled) -> tuple[tuple[str, ...], npt.NDArray[np.int64]]:
    kinds = tuple(label for label in LABELS if label in {label for _, label in pairs})
    return kinds, np.array([kinds.index(label) for _, label in pairs])


def _labels(method: TextModel, pairs: Labelled) -> list[str]:
    """Return the labels of texts; where the set has no neutral ones, the sign of the score decides."""
    texts = [text for text, _ in pairs]
    if "neutral" in {label for _, label in pairs}:
        return method.label(texts)
    return ["negative" if score < 0 else "positive" for score in method.score(texts)]


def _macro_f1(truth: Sequence[str], said: Sequence[str]) -> float:
    from sklearn.metrics import f1_score

    return float(f1_score(truth, said, average="macro", labels=sorted(set(truth))))


if __name__ == "__main__":
    sys.exit(main())

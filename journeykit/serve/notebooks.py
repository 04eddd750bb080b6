"""Finds the notebooks of the package, in a checkout and in an installed wheel."""

from __future__ import annotations

from pathlib import Path

from journeykit.errors import ServeError, did_you_mean, listing

_PACKAGE = Path(__file__).resolve().parent.parent


def notebook_folder() -> Path:
    """Return the folder of the notebooks: inside an installed package, beside it in a checkout."""
    for folder in (_PACKAGE / "notebooks", _PACKAGE.parent / "notebooks"):
        if folder.is_dir():
            return folder
    raise ServeError(
        f"The notebooks that come with journeykit are missing beside {_PACKAGE}. Install journeykit again."
    )


def notebook_path(name: str) -> Path:
    """Return the path of a notebook of the package, by its file name with or without ``.ipynb``.

    Raises
    ------
    ServeError
        No such notebook; the message lists them.

    Examples
    --------
    >>> notebook_path("04_dashboard").name
    '04_dashboard.ipynb'
    """
    folder = notebook_folder()
    path = folder / Path(name).with_suffix(".ipynb").name
    if path.is_file():
        return path
    known = sorted(found.stem for found in folder.glob("*.ipynb"))
    hint = did_you_mean(Path(name).stem, known)
    raise ServeError(f"no packaged notebook is called {name!r}.{hint} There are: {listing(known)}.")

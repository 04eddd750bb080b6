"""Finds the notebooks that come with the package, in a checkout and in an installed wheel."""

from __future__ import annotations

from pathlib import Path

from journeykit.errors import ServeError, listing, nearest

_PACKAGE = Path(__file__).resolve().parent.parent


def notebook_folder() -> Path:
    """Return the folder of the packaged notebooks.

    A wheel carries them inside the package; an editable install uses the checkout's own.
    """
    for folder in (_PACKAGE / "notebooks", _PACKAGE.parent / "notebooks"):
        if folder.is_dir():
            return folder
    raise ServeError(
        f"The notebooks that come with journeykit are missing beside {_PACKAGE}. Install journeykit again."
    )


def notebook_path(name: str) -> Path:
    """Return the path of a packaged notebook.

    Parameters
    ----------
    name : str
        The file name, with or without ``.ipynb``.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    ServeError
        No packaged notebook has that name; the message lists those there are.

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
    hint = nearest(Path(name).stem, known)
    guess = f" Did you mean {hint!r}?" if hint else ""
    raise ServeError(f"no packaged notebook is called {name!r}.{guess} There are: {listing(known)}.")

"""The long description of the package: the README with links that also work outside the repository."""

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

LINK = re.compile(r'(\]\(|src="|srcset="|href=")(?!https?:|#)([^)"\s]+)')


class CustomMetadataHook(MetadataHookInterface):
    """Hatchling finds it by its name."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Set the long description."""
        repository = metadata["urls"]["Repository"]
        raw = repository.replace("https://github.com/", "https://raw.githubusercontent.com/")

        def absolute(link: re.Match[str]) -> str:
            before, path = link.groups()
            return f"{before}{raw}/main/{path}" if "src" in before else f"{before}{repository}/blob/main/{path}"

        text = Path(self.root, "README.md").read_text(encoding="utf-8")
        metadata["readme"] = {"content-type": "text/markdown", "text": LINK.sub(absolute, text)}

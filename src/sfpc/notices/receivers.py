"""Who is told: read from the environment and `.env`. Nobody, unless it is set. No secret is among it."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from dotenv import dotenv_values

TO = "SFPC_NOTICES_TO"
APPRISE = "SFPC_NOTICES_APPRISE"
SITE = "SFPC_SITE"

HOW_TO = "docs/how_to/be_told.md"

ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_CONNECTION = re.compile(r"[A-Za-z0-9_.\-]+")


@dataclass(frozen=True)
class Receivers:
    """Who is told, and how they are pointed to what there is to read.

    Attributes:
        to: the e-mail addresses (SFPC_NOTICES_TO).
        apprise: the ids of Airflow connections that hold Apprise addresses (SFPC_NOTICES_APPRISE).
        site: where what stands under SFPC_DATA is shown to people, with no stroke at the end (SFPC_SITE).
        problems: what is set wrongly, and what to write; it is left out above, and all the rest is used.
    """

    to: tuple[str, ...] = ()
    apprise: tuple[str, ...] = ()
    site: str | None = None
    problems: tuple[str, ...] = ()

    @property
    def are_wanted(self) -> bool:
        """Whether anybody is to be told, however wrongly it is set."""
        return bool(self.to or self.apprise or self.problems)

    @classmethod
    def from_environment(cls) -> Receivers:
        """Take the settings from the environment, then from `.env`."""
        home = Path(os.environ.get("SFPC_HOME") or Path(__file__).resolve().parents[3])
        written = dotenv_values(home / ".env")
        return cls.from_words({name: os.environ.get(name) or written.get(name) for name in (TO, APPRISE, SITE)})

    @classmethod
    def from_words(cls, words: Mapping[str, str | None]) -> Receivers:
        """Take each setting from the text under its name.

        What is wrong never stops the pipeline, so it is no exception: it is told by whoever finds it in `problems`. An
        address that is wrong is not repeated there: it may be a person's, or hold a secret.
        """
        to, problems = _listed(words.get(TO), TO, ADDRESS, "an e-mail address, such as returns@example.gov.uk")
        apprise, more = _listed(
            words.get(APPRISE), APPRISE, _CONNECTION, "the id of an Airflow connection, such as apprise_default"
        )
        problems += more
        site = (words.get(SITE) or "").strip().rstrip("/") or None
        if site and not _is_site(site):
            problems.append(f"{SITE}: write the address of a web site, such as https://returns.example.gov.uk")
            site = None
        return cls(to, apprise, site, tuple(f"{problem}; see {HOW_TO}" for problem in problems))

    def place(self, what: str, path: str) -> tuple[str, str]:
        """What stands under SFPC_DATA, with its address on the site, or else its path."""
        return (what, f"{self.site}/{path}" if self.site else path)


def _listed(text: str | None, name: str, shape: re.Pattern[str], wanted: str) -> tuple[tuple[str, ...], list[str]]:
    """The items of a list with commas or semicolons between them, each once, and what is wrong with the others."""
    items = [item.strip() for item in re.split(r"[,;]", text or "") if item.strip()]
    good = tuple(dict.fromkeys(item for item in items if shape.fullmatch(item)))
    bad = [number for number, item in enumerate(items, start=1) if not shape.fullmatch(item)]
    return good, [f"{name}: item {number} of {len(items)} is not {wanted}" for number in bad]


def _is_site(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"[\s<>\"]", text)

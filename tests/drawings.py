"""Reads a chart's drawing back: what was drawn where, from the marks alone; and how its colours are told apart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from xml.etree import ElementTree as ET

# Machado, Oliveira and Fernandes (2009), full strength, on linear light.
SEEN = {
    "all": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "no green": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "no blue": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


@dataclass(frozen=True)
class View:
    """A panel of a drawing.

    Attributes:
        points: where each symbol stands, in the order drawn.
        bars: left, top, width and height of each rectangle, in the order drawn.
        texts: every text in it.
        lines: how many points each line joins.
    """

    width: float
    height: float
    points: list[tuple[float, float]]
    bars: list[tuple[float, float, float, float]]
    texts: list[str]
    lines: list[int]

    def up(self, y: float, first: Decimal, last: Decimal) -> float:
        """The figure that stands at a height."""
        return float(first) + (1 - y / self.height) * float(last - first)


def views(svg: str) -> list[View]:
    """Every panel of a drawing, in the order drawn."""
    root = ET.fromstring(svg)  # noqa: S314 - drawn here
    scopes = [each for each in root.iter() if re.search(r"role-scope concat_\d+_group$", each.get("class") or "")]
    return [_view(each) for each in scopes or [root]]


def _view(scope: ET.Element) -> View:
    box = next(each for each in scope.iter() if each.get("class") == "background")
    width, height = (float(part) for part in re.match(r"M0,0h([\d.]+)v([\d.]+)", box.get("d") or "").groups())
    return View(
        width,
        height,
        [_place(each) for each in _marks(scope, "symbol")],
        [_box(each.get("d") or "") for each in _marks(scope, "rect")],
        [text for each in scope.iter() if each.tag == "text" for text in each.itertext()],
        [len(re.findall("[ML]", each.get("d") or "")) for each in _marks(scope, "line")],
    )


def _marks(scope: ET.Element, kind: str) -> list[ET.Element]:
    groups = [each for each in scope.iter() if f"mark-{kind} role-mark" in (each.get("class") or "")]
    return [path for group in groups for path in group if path.get("d")]


def _place(path: ET.Element) -> tuple[float, float]:
    x, y = re.match(r"translate\(([-\d.]+),([-\d.]+)\)", path.get("transform") or "").groups()
    return float(x), float(y)


def _box(d: str) -> tuple[float, float, float, float]:
    x, y, width, height = re.match(r"M([-\d.]+),([-\d.]+)h([-\d.e]+)v([-\d.e]+)", d).groups()
    return float(x), float(y), float(width), float(height)


def scale_of(legend: str) -> tuple[Decimal, Decimal]:
    """The ends of the scale that a legend states."""
    first, last = re.search(r"One scale, (\S+) to (\S+?)[,.]? ?(?:for|$|[A-Z])", legend).groups()
    return _number(first), _number(last)


def _number(text: str) -> Decimal:
    size = {"m": 1_000_000, "k": 1_000}.get(text.rstrip(",.")[-1], 1)
    return Decimal(re.sub(r"[£%,mk]", "", text.rstrip(",.")).replace("−", "-")) * size


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, as WCAG 2 reckons it."""
    lighter, darker = sorted((_luminance(_linear(each)) for each in (one, other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def difference(one: str, other: str, seen: str) -> float:
    """How far two colours are apart (CIE 1976) for who sees so."""
    first, second = (_lab(_simulated(_linear(each), seen)) for each in (one, other))
    return sum((a - b) ** 2 for a, b in zip(first, second, strict=True)) ** 0.5


def _linear(colour: str) -> list[float]:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def _simulated(light: list[float], seen: str) -> list[float]:
    return [min(1, max(0, sum(a * b for a, b in zip(row, light, strict=True)))) for row in SEEN[seen]]


def _luminance(light: list[float]) -> float:
    return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]


def _lab(light: list[float]) -> tuple[float, float, float]:
    r, g, b = light
    whites = (0.95047, 1.0, 1.08883)
    xyz = (
        0.4124 * r + 0.3576 * g + 0.1805 * b,
        0.2126 * r + 0.7152 * g + 0.0722 * b,
        0.0193 * r + 0.1192 * g + 0.9505 * b,
    )
    x, y, z = (
        part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116
        for part in (each / white for each, white in zip(xyz, whites, strict=True))
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)

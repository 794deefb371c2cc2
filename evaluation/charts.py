"""Charts as inline SVG: nothing is loaded from anywhere, and they print."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

_W, _H, _PAD = 360, 220, 36


def bars(rows: Sequence[tuple[str, float, float, float, int]]) -> Markup:
    """One horizontal bar a row: (name, value, low, high, count), shares in [0, 1], the interval as a whisker."""
    lines = []
    for number, (name, value, low, high, count) in enumerate(rows):
        y = 22 * number
        lines.append(
            Markup(
                '<text x="248" y="{t}" text-anchor="end">{name} ({count})</text>'
                '<rect x="256" y="{y}" width="{w:.1f}" height="14" class="bar"/>'
                '<path d="M{a:.1f} {m}H{b:.1f}" class="whisker"/>'
                '<text x="{v:.1f}" y="{t}">{value:.0f} %</text>'
            ).format(
                t=y + 12,
                y=y + 1,
                name=name,
                count=count,
                w=260 * value,
                a=256 + 260 * low,
                b=256 + 260 * high,
                m=y + 8,
                v=262 + 260 * max(value, high),
                value=100 * value,
            )
        )
    return _svg(580, max(22, 22 * len(rows)), lines)


def curve(points: Sequence[tuple[float, float]], x: str, y: str, *, diagonal: bool = False) -> Markup:
    """A line through (x, y) points in the unit square."""
    lines = [_axes(x, y)]
    if diagonal:
        lines.append(Markup('<path d="M{} {}L{} {}" class="guide"/>').format(*_at(0, 0), *_at(1, 1)))
    if points:
        path = "L".join("{:.1f} {:.1f}".format(*_at(*point)) for point in points)
        lines.append(Markup('<path d="M{}" class="line"/>').format(path))
        lines += [
            Markup('<circle cx="{:.1f}" cy="{:.1f}" r="2.5"/>').format(*_at(*p)) for p in points[:: _step(points)]
        ]
    return _svg(_W, _H, lines)


def histogram(values: Sequence[float], x: str, bins: int = 30) -> Markup:
    """How many values fall into each of `bins` equal parts of [0, 99th percentile]."""
    ordered = sorted(values)
    if not ordered:
        return Markup("")
    top = ordered[min(len(ordered) - 1, int(0.99 * len(ordered)))] or 1.0
    counts = [0] * bins
    for value in ordered:
        counts[min(bins - 1, int(bins * value / top))] += 1
    width = (_W - 2 * _PAD) / bins
    lines = [_axes(f"{x}, 0 … {top:.0f}", "", share=False)]
    for number, count in enumerate(counts):
        height = (_H - 2 * _PAD) * count / max(counts)
        lines.append(
            Markup('<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" class="bar"/>').format(
                _PAD + number * width, _H - _PAD - height, width - 1, height
            )
        )
    return _svg(_W, _H, lines)


def _svg(width: int, height: int, lines: Sequence[str]) -> Markup:
    return Markup('<svg viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="img">{body}</svg>').format(
        w=width, h=height, body=Markup("").join(lines)
    )


def _axes(x: str, y: str, *, share: bool = True) -> Markup:
    labels = Markup("")
    if share:
        for tick in (0.0, 0.5, 1.0):
            (px, py), (qx, qy) = _at(tick, 0), _at(0, tick)
            labels += Markup('<text x="{}" y="{}" text-anchor="middle">{}</text>').format(px, py + 14, tick)
            labels += Markup('<text x="{}" y="{}" text-anchor="end">{}</text>').format(qx - 5, qy + 4, tick)
    return (
        Markup('<path d="M{p} {p}V{b}H{r}" class="axis"/>').format(p=_PAD, b=_H - _PAD, r=_W - _PAD)
        + labels
        + Markup('<text x="{}" y="{}" text-anchor="middle">{}</text>').format(_W / 2, _H - 4, x)
        + Markup('<text x="6" y="14">{}</text>').format(y)
    )


def _at(x: float, y: float) -> tuple[float, float]:
    return _PAD + x * (_W - 2 * _PAD), _H - _PAD - y * (_H - 2 * _PAD)


def _step(points: Sequence[tuple[float, float]]) -> int:
    return max(1, len(points) // 40)

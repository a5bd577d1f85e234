"""What people show in their posts: a tool wall, a curve, a view, a menu, a machine part, a plan, a whiteboard."""

from collections.abc import Callable
from itertools import pairwise

from PIL import Image

from portal.simulator.rng import Stream

from .canvas import Canvas, Colour, Point, shade

_PAPER: Colour = (250, 249, 246)
_INK: Colour = (46, 54, 70)
_BLUE: Colour = (48, 100, 176)
_NOTES: tuple[Colour, ...] = ((255, 224, 130), (255, 182, 166), (178, 222, 190), (174, 208, 246), (224, 200, 246))


def scene(name: str, number: int, language: str) -> Image.Image:
    """Draws a scene. Raises KeyError for an unknown one. The number varies it."""
    return SCENES[name](Stream("scene", name, number), language)


def _tool_wall(stream: Stream, _language: str) -> Image.Image:
    canvas = Canvas(1000, 560, (222, 230, 245))
    canvas.box(70, 50, 930, 510, fill=(244, 247, 252), round_by=18)
    tools = (_spanner, _hammer, _driver, _pliers)
    missing = stream.between(0, 11)
    for place in range(12):
        x, y = 160 + place % 6 * 136, 150 + place // 6 * 210
        tone = stream.pick(((64, 86, 190), (196, 66, 74), (52, 130, 110), (214, 144, 58)))
        canvas.box(x - 50, y - 74, x + 50, y + 86, fill=(228, 233, 242), round_by=12)
        tools[(place + stream.below(2)) % 4](canvas, x, y, (208, 216, 230) if place == missing else tone)
    return canvas.finished()


def _spanner(canvas: Canvas, x: int, y: int, tone: Colour) -> None:
    canvas.path([(x, y - 36), (x, y + 58)], line=tone, width=16)
    canvas.oval(x, y - 42, 24, 22, fill=tone)
    canvas.shape([(x - 9, y - 70), (x + 9, y - 70), (x + 7, y - 44), (x - 7, y - 44)], fill=(228, 233, 242))


def _hammer(canvas: Canvas, x: int, y: int, tone: Colour) -> None:
    canvas.path([(x, y - 30), (x, y + 66)], line=(150, 112, 78), width=12)
    canvas.box(x - 34, y - 58, x + 34, y - 26, fill=tone, round_by=6)


def _driver(canvas: Canvas, x: int, y: int, tone: Colour) -> None:
    canvas.path([(x, y - 62), (x, y + 6)], line=(120, 130, 146), width=8)
    canvas.box(x - 14, y + 2, x + 14, y + 72, fill=tone, round_by=12)


def _pliers(canvas: Canvas, x: int, y: int, tone: Colour) -> None:
    canvas.path([(x - 18, y - 54), (x + 4, y), (x - 20, y + 66)], line=tone, width=12)
    canvas.path([(x + 18, y - 54), (x - 4, y), (x + 20, y + 66)], line=shade(tone, 86), width=12)
    canvas.oval(x, y, 9, 9, fill=(120, 130, 146))


def _chart(stream: Stream, language: str) -> Image.Image:
    canvas = Canvas(1000, 520, _PAPER)
    for line in range(5):
        canvas.path([(90, 90 + line * 84), (940, 90 + line * 84)], line=(226, 228, 232), width=2)
        canvas.text(44, 80 + line * 84, str(100 - line * 20), fill=(120, 128, 140), size=16)
    falling = stream.chance(600)
    value, points = (70 if falling else 330), []
    for week in range(18):
        value += (1 if falling else -1) * stream.between(-10, 38)
        value = min(max(value, 70), 420)
        points.append((100 + week * 49, value))
    odd = stream.between(7, 12)
    points[odd] = (points[odd][0], max(points[odd][1] - 70, 66))
    canvas.shape([(100, 426), *points, (points[-1][0], 426)], fill=(220, 232, 248))
    canvas.path(points, line=_BLUE, width=6)
    canvas.oval(*points[-1], 11, 11, fill=_BLUE)
    canvas.oval(*points[-1], 5, 5, fill=_PAPER)
    for week in range(0, 18, 4):
        label = f"{'Wo.' if language == 'de' else 'wk'} {week + 1}"
        canvas.text(86 + week * 49, 446, label, fill=(120, 128, 140), size=16)
    return canvas.finished()


def _mountains(stream: Stream, _language: str) -> Image.Image:
    sky = stream.pick(((252, 214, 190), (200, 222, 244), (236, 208, 226), (250, 226, 178)))
    canvas = Canvas(1200, 640, sky)
    sun = stream.between(260, 940)
    canvas.oval(sun, stream.between(150, 250), 58, 58, fill=shade(sky, 150))
    tones = ((150, 172, 206), (110, 138, 182), (74, 104, 150), (48, 74, 112), (34, 54, 82))
    for layer, tone in enumerate(tones):
        base, rough = 290 + layer * 74, 110 - layer * 16
        points: list[Point] = [(0, 640)]
        for x in range(0, 1201, 75):
            points.append((x, base - stream.below(rough)))
        canvas.shape([*points, (1200, 640)], fill=tone)
    for tree in range(14):
        x, height = 40 + tree * 86 + stream.between(-24, 24), stream.between(50, 96)
        canvas.shape([(x - 18, 636), (x, 636 - height), (x + 18, 636)], fill=(24, 40, 58))
    return canvas.finished()


_MENU = {
    "de": ("Diese Woche", ("Mo  Eintopf", "Di  Vom Blech", "Mi  Pilzpfanne", "Do  Pasta", "Fr  Fisch")),
    "en": ("This week", ("Mon  Stew", "Tue  Tray bake", "Wed  Dumplings", "Thu  Pasta", "Fri  Fish")),
}


def _menu(stream: Stream, language: str) -> Image.Image:
    canvas = Canvas(900, 600, stream.pick(((196, 164, 128), (178, 150, 120), (206, 176, 140))))
    canvas.box(50, 40, 850, 560, fill=(122, 88, 58), round_by=16)
    canvas.box(74, 64, 826, 536, fill=(48, 62, 58), round_by=8)
    title, lines = _MENU[language]
    canvas.text(120, 88, title, fill=(250, 240, 214), size=46)
    canvas.path([(120, 160), (430, 160)], line=(214, 180, 110), width=4)
    for row, line in enumerate(lines):
        canvas.text(120, 188 + row * 64, line, fill=(232, 236, 228), size=36)
    x, y = 680, 330
    canvas.oval(x, y + 30, 100, 32, fill=(226, 222, 212))
    canvas.pie(x, y + 20, (86, 70), (180, 360), fill=stream.pick(((214, 120, 70), (196, 84, 74), (140, 168, 92))))
    for steam in (-34, 0, 34):
        points = [(x + steam, y - 76), (x + steam + 12, y - 104), (x + steam - 4, y - 130)]
        canvas.path(points, line=(200, 208, 204), width=6)
    return canvas.finished()


def _part(stream: Stream, _language: str) -> Image.Image:
    canvas = Canvas(960, 640, stream.pick(((38, 52, 74), (58, 66, 72), (44, 70, 84))))
    steel = (186, 196, 208)
    x, y = 480, 330
    canvas.oval(x + 12, y + 22, 236, 236, fill=(26, 36, 52))
    canvas.oval(x, y, 236, 236, fill=shade(steel, 84))
    canvas.oval(x - 4, y - 6, 226, 226, fill=steel)
    canvas.oval(x, y, 150, 150, fill=shade(steel, 76))
    canvas.oval(x, y, 142, 142, fill=shade(steel, 112))
    canvas.oval(x, y, 66, 66, fill=(38, 46, 60))
    for bore_x, bore_y in ((0, -188), (163, -94), (163, 94), (0, 188), (-163, 94), (-163, -94)):
        canvas.oval(x + bore_x, y + bore_y, 22, 22, fill=(44, 54, 70))
        canvas.arc(x + bore_x, y + bore_y, (22, 22), (20, 160), line=(236, 240, 246), width=3)
    for turn in range(0, 360, 45):
        canvas.arc(x, y, (110, 110), (turn, turn + 20), line=shade(steel, 92), width=9)
    canvas.arc(x - 4, y - 6, (214, 214), (200, 260), line=(246, 250, 254), width=7)
    if stream.chance(500):
        canvas.path([(720, 560), (800, 480)], line=(214, 144, 58), width=14)
    return canvas.finished()


def _floor_plan(stream: Stream, _language: str) -> Image.Image:
    canvas = Canvas(1000, 620, (240, 244, 248))
    canvas.box(60, 50, 940, 570, fill=_INK, round_by=4)
    canvas.box(70, 60, 930, 560, fill=_PAPER, round_by=2)
    stations: list[Point] = []
    for place in range(9):
        x, y = 170 + place % 3 * 300 + stream.between(-30, 30), 140 + place // 3 * 165 + stream.between(-16, 16)
        tone = stream.pick(((206, 220, 240), (212, 234, 216), (250, 228, 198), (232, 218, 242)))
        canvas.box(x - 66, y - 40, x + 66, y + 40, fill=tone, round_by=8)
        canvas.text(x - 12, y - 14, "ABCDEFGHI"[place], fill=_INK, size=24)
        stations.append((x, y))
    for tone in ((196, 66, 74), (48, 100, 176), (52, 130, 110)):
        route = [stream.pick(stations) for _ in range(5)]
        shift = stream.between(-26, 26)
        way = [(x + shift, y + 52 + shift // 3) for x, y in route]
        corners = [point for here, there in pairwise(way) for point in (here, (there[0], here[1]))]
        canvas.path([*corners, way[-1]], line=tone, width=4)
    return canvas.finished()


def _whiteboard(stream: Stream, language: str) -> Image.Image:
    canvas = Canvas(1100, 640, (208, 212, 218))
    canvas.box(40, 30, 1060, 600, fill=(160, 166, 176), round_by=10)
    canvas.box(54, 44, 1046, 586, fill=(252, 253, 254), round_by=4)
    heads = ("Idee", "Wir probieren", "Fertig") if language == "de" else ("Idea", "Trying", "Works")
    for column, head in enumerate(heads):
        left = 90 + column * 320
        canvas.text(left, 66, head, fill=_BLUE, size=32)
        canvas.path([(left, 116), (left + 250, 116)], line=(196, 66, 74), width=4)
        for row in range(stream.between(2, 4)):
            x, y = left + stream.between(0, 40) + (row % 2) * 110, 150 + row // 2 * 190 + stream.between(-8, 14)
            canvas.box(x, y, x + 116, y + 112, fill=stream.pick(_NOTES), round_by=3)
            for line in range(stream.between(2, 4)):
                end = x + stream.between(60, 100)
                canvas.path([(x + 16, y + 26 + line * 22), (end, y + 26 + line * 22)], line=(110, 104, 100), width=4)
    return canvas.finished()


SCENES: dict[str, Callable[[Stream, str], Image.Image]] = {
    "toolwall": _tool_wall,
    "chart": _chart,
    "mountain": _mountains,
    "menu": _menu,
    "part": _part,
    "floorplan": _floor_plan,
    "whiteboard": _whiteboard,
}

"""Friendly drawn faces on a tinted ground."""

from collections.abc import Callable

from PIL import Image

from portal.simulator.rng import Stream

from .canvas import Canvas, Colour, shade

SIDE = 256
_GROUNDS: tuple[Colour, ...] = (
    (255, 214, 204), (206, 226, 255), (214, 240, 214), (255, 234, 190), (232, 220, 250), (200, 236, 236),
    (250, 214, 232), (226, 232, 206), (216, 224, 240), (255, 226, 214),
)  # fmt: skip
_SKINS: tuple[Colour, ...] = (
    (255, 224, 200), (250, 212, 184), (243, 199, 166), (232, 182, 146), (214, 160, 120), (188, 132, 94), (150, 100, 68),
    (112, 72, 50),
)  # fmt: skip
_HAIRS: tuple[Colour, ...] = (
    (44, 34, 30), (70, 48, 36), (104, 70, 44), (142, 98, 58), (190, 146, 88), (222, 190, 132), (166, 84, 50),
    (150, 150, 154), (206, 206, 208), (30, 30, 36),
)  # fmt: skip
_CLOTHES: tuple[Colour, ...] = (
    (38, 84, 148), (46, 112, 98), (164, 66, 74), (92, 76, 140), (214, 144, 58), (70, 82, 98), (232, 232, 236),
    (40, 46, 60), (120, 140, 72), (196, 98, 130),
)  # fmt: skip
_INK: Colour = (48, 38, 40)


def portrait(name: str) -> Image.Image:
    """Draws the face that goes with a name such as `woman-12`: always the same one."""
    stream = Stream("portrait", name)
    woman = name.startswith("woman")
    canvas = Canvas(SIDE, SIDE, stream.pick(_GROUNDS))
    skin = stream.weighted(_SKINS, (16, 18, 18, 14, 11, 9, 8, 6))
    dark = sum(skin) < 420
    hair = stream.weighted(_HAIRS, (20, 12, 3, 0, 0, 0, 0, 5, 2, 20) if dark else (14, 15, 14, 12, 9, 8, 6, 8, 5, 9))
    wide = stream.between(50, 57)
    style = stream.pick(_WOMEN if woman else _MEN)
    back, front = style
    back(canvas, hair, wide)
    _body(canvas, skin, stream)
    _head(canvas, skin, wide, stream)
    if not woman and stream.chance(380):
        _beard(canvas, skin, hair, wide, stream)
    _face(canvas, skin, hair, stream)
    front(canvas, hair, wide)
    if stream.chance(320):
        _glasses(canvas, stream)
    return canvas.finished()


def _body(canvas: Canvas, skin: Colour, stream: Stream) -> None:
    cloth = stream.pick(_CLOTHES)
    canvas.oval(128, 268, 98, 74, fill=cloth)
    canvas.box(106, 168, 150, 214, fill=shade(skin, 88), round_by=18)
    cut = stream.below(4)
    if cut == 0:
        canvas.shape([(100, 198), (128, 236), (156, 198)], fill=shade(skin, 94))
    elif cut == 1:
        canvas.oval(128, 202, 30, 14, fill=shade(skin, 94))
    elif cut == 2:
        canvas.shape([(98, 196), (128, 222), (110, 244), (90, 208)], fill=shade(cloth, 130))
        canvas.shape([(158, 196), (128, 222), (146, 244), (166, 208)], fill=shade(cloth, 130))
    else:
        canvas.box(100, 192, 156, 212, fill=shade(cloth, 84), round_by=9)


def _head(canvas: Canvas, skin: Colour, wide: int, stream: Stream) -> None:
    for side in (-1, 1):
        canvas.oval(128 + side * wide, 132, 11, 15, fill=shade(skin, 92))
    canvas.oval(128, 124, wide, 66, fill=skin)
    if stream.chance(600):
        for side in (-1, 1):
            canvas.oval(128 + side * 30, 148, 11, 7, fill=_blush(skin))


def _blush(skin: Colour) -> Colour:
    return min(skin[0] + 6, 255), skin[1] * 90 // 100, skin[2] * 90 // 100


def _face(canvas: Canvas, skin: Colour, hair: Colour, stream: Stream) -> None:
    eye = stream.pick(((60, 44, 36), (52, 66, 84), (58, 78, 60), (40, 34, 34)))
    brow = shade(hair, 75) if sum(hair) < 520 else shade(hair, 60)
    for side in (-1, 1):
        x = 128 + side * 23
        canvas.oval(x, 126, 7, 8, fill=(255, 255, 255))
        canvas.oval(x, 127, 5, 6, fill=eye)
        canvas.oval(x + 2, 125, 1, 2, fill=(255, 255, 255))
        lift = stream.below(4)
        canvas.path([(x - 10, 110 + lift // 2), (x, 106), (x + 10, 110 - lift // 2)], line=brow, width=4)
    canvas.arc(128, 138, (7, 8), (20, 150), line=shade(skin, 78), width=3)
    mouth = stream.below(3)
    if mouth == 0:
        canvas.pie(128, 154, (19, 16), (0, 180), fill=(140, 52, 56))
        canvas.box(116, 154, 140, 159, fill=(255, 250, 246), round_by=2)
    else:
        lips = _INK if mouth == 1 else (176, 74, 78)
        canvas.arc(128, 148, (19, 17), (25, 155), line=lips, width=4)


def _beard(canvas: Canvas, skin: Colour, hair: Colour, wide: int, stream: Stream) -> None:
    tone = shade(hair, 92)
    if stream.chance(500):
        canvas.pie(128, 134, (wide, 60), (8, 172), fill=tone)
        canvas.oval(128, 140, wide - 14, 26, fill=skin)
    else:
        canvas.oval(128, 172, 22, 20, fill=tone)
        canvas.oval(128, 160, 22, 13, fill=skin)


def _glasses(canvas: Canvas, stream: Stream) -> None:
    frame = stream.pick(((44, 44, 52), (120, 74, 48), (150, 52, 60), (70, 96, 130)))
    for side in (-1, 1):
        canvas.ring(128 + side * 23, 127, 17, line=frame, width=3)
    canvas.path([(120, 124), (128, 121), (136, 124)], line=frame, width=3)


def _nothing(_canvas: Canvas, _hair: Colour, _wide: int) -> None:
    return


def _long_back(canvas: Canvas, hair: Colour, wide: int) -> None:
    canvas.box(128 - wide - 14, 76, 128 + wide + 14, 216, fill=shade(hair, 86), round_by=44)


def _bob_back(canvas: Canvas, hair: Colour, wide: int) -> None:
    canvas.box(128 - wide - 12, 70, 128 + wide + 12, 176, fill=shade(hair, 86), round_by=46)


def _bun_back(canvas: Canvas, hair: Colour, _wide: int) -> None:
    canvas.oval(128, 46, 28, 24, fill=shade(hair, 88))


def _curls_back(canvas: Canvas, hair: Colour, wide: int) -> None:
    for x, y in ((-1, 96), (-1, 128), (-1, 158), (1, 96), (1, 128), (1, 158), (0, 62)):
        canvas.oval(128 + x * (wide + 4), y, 27, 25, fill=shade(hair, 88))
    for x in (-44, -22, 22, 44):
        canvas.oval(128 + x, 66, 26, 24, fill=shade(hair, 88))


def _scarf_back(canvas: Canvas, hair: Colour, wide: int) -> None:
    canvas.oval(128, 128, wide + 17, 84, fill=_scarf(hair))
    canvas.oval(128, 206, wide + 12, 30, fill=_scarf(hair))


def _scarf(hair: Colour) -> Colour:
    return _CLOTHES[sum(hair) % 5]


def _fringe(canvas: Canvas, hair: Colour, wide: int) -> None:
    canvas.pie(128, 104, (wide + 5, 50), (180, 360), fill=hair)


def _parted(canvas: Canvas, hair: Colour, wide: int) -> None:
    canvas.pie(128 - 22, 112, (wide - 12, 54), (172, 318), fill=hair)
    canvas.pie(128 + 30, 110, (wide - 20, 50), (214, 368), fill=hair)


def _short(canvas: Canvas, hair: Colour, wide: int) -> None:
    canvas.pie(128, 98, (wide + 3, 46), (178, 362), fill=hair)
    canvas.box(128 - wide - 3, 92, 128 - wide + 9, 122, fill=hair, round_by=6)
    canvas.box(128 + wide - 9, 92, 128 + wide + 3, 122, fill=hair, round_by=6)


def _swept(canvas: Canvas, hair: Colour, wide: int) -> None:
    canvas.pie(132, 96, (wide + 5, 48), (176, 356), fill=hair)
    canvas.oval(108, 72, 40, 22, fill=hair)


def _tuft(canvas: Canvas, hair: Colour, wide: int) -> None:
    canvas.pie(128, 90, (wide - 2, 38), (184, 356), fill=hair)
    for x, y in ((100, 62), (118, 54), (138, 55), (156, 63)):
        canvas.oval(x, y, 15, 14, fill=hair)


def _bald(canvas: Canvas, hair: Colour, wide: int) -> None:
    for side in (-1, 1):
        canvas.oval(128 + side * (wide - 1), 108, 8, 20, fill=hair)


def _scarf_front(canvas: Canvas, hair: Colour, wide: int) -> None:
    canvas.arc(128, 124, (wide + 9, 75), (168, 372), line=_scarf(hair), width=15)


Style = tuple[Callable[[Canvas, Colour, int], None], Callable[[Canvas, Colour, int], None]]
_WOMEN: tuple[Style, ...] = (
    (_long_back, _parted), (_long_back, _fringe), (_bob_back, _parted), (_bob_back, _fringe), (_bun_back, _fringe),
    (_bun_back, _parted), (_curls_back, _fringe), (_long_back, _swept), (_nothing, _short), (_scarf_back, _scarf_front),
)  # fmt: skip
_MEN: tuple[Style, ...] = (
    (_nothing, _short), (_nothing, _swept), (_nothing, _tuft), (_nothing, _bald), (_nothing, _fringe),
    (_curls_back, _fringe), (_nothing, _short), (_nothing, _swept),
)  # fmt: skip

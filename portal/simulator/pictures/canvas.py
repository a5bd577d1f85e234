"""A drawing surface with smooth edges: drawn three times as large, then reduced."""

from PIL import Image, ImageDraw, ImageFont

Colour = tuple[int, int, int]
Point = tuple[int, int]
_SCALE = 3


class Canvas:
    """Takes coordinates in pixels of the finished picture."""

    def __init__(self, width: int, height: int, ground: Colour) -> None:
        self._image = Image.new("RGB", (width * _SCALE, height * _SCALE), ground)
        self._draw = ImageDraw.Draw(self._image)
        self.width, self.height = width, height

    def oval(self, x: int, y: int, across: int, down: int, *, fill: Colour) -> None:
        """Fills an ellipse around a centre; `across` and `down` are half axes."""
        self._draw.ellipse(_scaled(x - across, y - down, x + across, y + down), fill=fill)

    def ring(self, x: int, y: int, radius: int, *, line: Colour, width: int) -> None:
        """Draws a circle's outline."""
        self._draw.ellipse(_scaled(x - radius, y - radius, x + radius, y + radius), outline=line, width=width * _SCALE)

    def box(self, left: int, top: int, right: int, bottom: int, *, fill: Colour, round_by: int = 0) -> None:
        """Fills a rectangle, its corners rounded."""
        self._draw.rounded_rectangle(_scaled(left, top, right, bottom), radius=round_by * _SCALE, fill=fill)

    def shape(self, points: list[Point], *, fill: Colour) -> None:
        """Fills a polygon."""
        self._draw.polygon([(x * _SCALE, y * _SCALE) for x, y in points], fill=fill)

    def path(self, points: list[Point], *, line: Colour, width: int) -> None:
        """Draws a line through the points, with round ends."""
        scaled = [(x * _SCALE, y * _SCALE) for x, y in points]
        self._draw.line(scaled, fill=line, width=width * _SCALE, joint="curve")
        for x, y in (points[0], points[-1]):
            self.oval(x, y, width // 2, width // 2, fill=line)

    def arc(self, x: int, y: int, radius: Point, angles: Point, *, line: Colour, width: int) -> None:
        """Draws a part of an ellipse's outline, angles in degrees clockwise from three o'clock."""
        bounds = _scaled(x - radius[0], y - radius[1], x + radius[0], y + radius[1])
        self._draw.arc(bounds, angles[0], angles[1], fill=line, width=width * _SCALE)

    def pie(self, x: int, y: int, radius: Point, angles: Point, *, fill: Colour) -> None:
        """Fills a part of an ellipse."""
        bounds = _scaled(x - radius[0], y - radius[1], x + radius[0], y + radius[1])
        self._draw.pieslice(bounds, angles[0], angles[1], fill=fill)

    def text(self, x: int, y: int, words: str, *, fill: Colour, size: int) -> None:
        """Writes words with Pillow's own font, the same on every machine."""
        font = ImageFont.load_default(size * _SCALE)
        self._draw.text((x * _SCALE, y * _SCALE), words, fill=fill, font=font)

    def finished(self) -> Image.Image:
        """Gives the picture in its real size."""
        return self._image.reduce(_SCALE)


def _scaled(left: int, top: int, right: int, bottom: int) -> tuple[int, int, int, int]:
    return left * _SCALE, top * _SCALE, right * _SCALE, bottom * _SCALE


def shade(colour: Colour, per_cent: int) -> Colour:
    """Gives a darker colour below 100 per cent, a lighter one above."""
    if per_cent <= 100:
        return (colour[0] * per_cent // 100, colour[1] * per_cent // 100, colour[2] * per_cent // 100)
    rest = per_cent - 100
    return (
        colour[0] + (255 - colour[0]) * rest // 100,
        colour[1] + (255 - colour[1]) * rest // 100,
        colour[2] + (255 - colour[2]) * rest // 100,
    )

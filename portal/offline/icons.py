"""The application's icons, drawn in the company's colour: two heads and the shoulders that they share."""

import io
import math
from functools import lru_cache

SIZES = (180, 192, 512)
_FINE = 4  # drawn so many times larger and made smaller, for smooth edges
_SAFE = 0.72  # of a maskable icon, whatever the shape that the device cuts
_WHITE, _YELLOW = "#ffffff", "#ffc857"


@lru_cache(maxsize=16)
def draw(size: int, hue: int, *, maskable: bool) -> bytes:
    """Gives a square PNG of so many pixels; a maskable one fills it and keeps the sign within the safe middle."""
    from PIL import Image, ImageDraw

    side = size * _FINE
    image = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle((0, 0, side, side), 0 if maskable else side * 8 / 28, fill=colour(hue))
    scale = side / 28 * (_SAFE if maskable else 1)
    edge = (side - 28 * scale) / 2

    def at(*points: float) -> list[float]:
        return [edge + point * scale for point in points]

    pen.ellipse(at(6.6, 7.6, 13.4, 14.4), fill=_WHITE)
    pen.ellipse(at(15.0, 7.6, 21.8, 14.4), fill=_YELLOW)
    for left in (5, 14.2):
        pen.pieslice(at(left, 16.3, left + 9.4, 27.7), 180, 360, fill=_WHITE)
    out = io.BytesIO()
    image.resize((size, size), Image.Resampling.LANCZOS).save(out, "PNG", optimize=True)
    return out.getvalue()


def colour(hue: int, lightness: float = 0.46, chroma: float = 0.15) -> str:
    """Gives the brand colour as sRGB hex, from OKLCH by the matrices of Ottosson's Oklab."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    return "#" + "".join(f"{round(255 * _gamma(min(1.0, max(0.0, part)))):02x}" for part in linear)


def _gamma(part: float) -> float:
    return 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055

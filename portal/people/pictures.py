"""Photos of people: any usual picture in, a square WebP of one size without metadata out. Knows no database."""

import io
import warnings
from typing import IO, TYPE_CHECKING, Literal

from portal.core import storage
from portal.core.errors import Invalid
from portal.core.i18n import _

if TYPE_CHECKING:
    from PIL import Image

SIDE = 512
"""Pixels of the stored square: twice the largest size on a page, for screens that are twice as fine."""
MOST_PIXELS = 50_000_000
MOST_BYTES = 15 * 1024 * 1024
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
Part = Literal["start", "middle", "end"]
_CENTRES = {"start": 0.0, "middle": 0.5, "end": 1.0}


def square(upload: IO[bytes], *, keep: Part = "middle") -> str:
    """Stores the picture as a square and gives its digest. Raises Invalid("photo", …) for what is not a picture.

    The type is found by content; decoding and encoding again leaves nothing of a polyglot or of metadata.
    """
    content = upload.read(MOST_BYTES + 1)
    if not content:
        raise Invalid("photo", _("Choose a picture first."))
    if len(content) > MOST_BYTES:
        raise Invalid("photo", _("This picture is too large: at most %(n)s MB.", n=MOST_BYTES // 2**20))
    return storage.put(_encode(_open(content), keep))


def _open(content: bytes) -> "Image.Image":
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=FORMATS)
            if picture.width * picture.height > MOST_PIXELS:
                raise Invalid("photo", _("This picture has too many pixels: at most 50 million."))
            picture.draft("RGB", (SIDE * 2, SIDE * 2))
            picture.load()
            return ImageOps.exif_transpose(picture)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise Invalid("photo", _("This picture has too many pixels: at most 50 million.")) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, OverflowError) as error:
        message = _("This is not a picture that can be read. JPEG, PNG, WebP, GIF and AVIF work.")
        raise Invalid("photo", message) from error


def _encode(picture: "Image.Image", keep: Part) -> bytes:
    from PIL import Image, ImageOps

    centre = (_CENTRES[keep], _CENTRES[keep])
    cut = ImageOps.fit(picture.convert("RGBA"), (SIDE, SIDE), Image.Resampling.LANCZOS, centering=centre)
    flat = Image.new("RGB", cut.size, "white")
    flat.paste(cut, mask=cut.getchannel("A"))
    out = io.BytesIO()
    flat.save(out, "WEBP", quality=82, method=4)
    return out.getvalue()

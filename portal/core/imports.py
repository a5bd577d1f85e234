"""Loading libraries without what they could use but are not used for."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without(*names: str) -> Iterator[None]:
    """Has modules that are not loaded yet look as if they were not installed, while others are imported.

    For libraries that import such modules only if they are there. Afterwards they can be imported as ever.
    """
    hidden = [name for name in names if name not in sys.modules]
    for name in hidden:
        sys.modules[name] = None  # type: ignore[assignment]  # the documented way to have an import fail
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]

"""Shows how far a long step is: one moving line on a terminal, a line now and then in a log."""

import sys
import time

_WIDTH = 24
_REDRAW = 0.1  # seconds


class Progress:
    """Called with a label, how much is done and how much there is; draws to standard error."""

    def __init__(self) -> None:
        self._label = ""
        self._began = 0.0
        self._drawn = 0.0
        self._tenth = -1
        self._moving = sys.stderr.isatty()

    def __call__(self, label: str, done: int, total: int) -> None:
        """Shows the state; a new label begins a new line. A total of 0 means unknown."""
        if label != self._label:
            self.finish()
            self._label, self._began, self._drawn, self._tenth = label, time.monotonic(), 0.0, -1
        share = min(done / total, 1.0) if total else 0.0
        if self._moving:
            self._draw(share, finished=bool(total) and done >= total)
        else:
            self._log(share)

    def finish(self) -> None:
        """Ends the line that is being drawn."""
        if self._label and self._moving:
            sys.stderr.write("\n")
        self._label = ""

    def _draw(self, share: float, *, finished: bool) -> None:
        now = time.monotonic()
        if not finished and now - self._drawn < _REDRAW:
            return
        self._drawn = now
        bar = ("━" * round(share * _WIDTH)).ljust(_WIDTH, "·")
        sys.stderr.write(f"\r  {self._label:<28} {bar} {share:4.0%} {now - self._began:4.0f} s ")
        sys.stderr.flush()

    def _log(self, share: float) -> None:
        tenth = int(share * 4)
        if tenth != self._tenth:
            self._tenth = tenth
            sys.stderr.write(f"  {self._label}: {share:.0%}\n")
            sys.stderr.flush()

"""How much dearer pages get when everything there is gets ten times as much.

    python -m bench.growth [--requests 900] [--database URL --large URL]

Two portals run over the scenarios `bench` and `bench-x10` at once, and each page is asked for by turns of a fraction of
a second: the machine's speed drifts, the ratio does not. Loading the large one takes about half an hour.
"""

import argparse
import tempfile
from contextlib import ExitStack

from bench import load
from bench.pages import TURN, Member, Meter, corpus, filled, pages, portal, postmaster
from tests.browser.conftest import free_port


def main() -> None:
    """Runs it all."""
    options = argparse.ArgumentParser()
    options.add_argument("--requests", type=int, default=900)
    options.add_argument("--database", default="", help="a PostgreSQL with the small corpus, or for it")
    options.add_argument("--large", default="", help="one with the large corpus, or for it")
    given = options.parse_args()
    with ExitStack() as stack:
        sides = []
        for url in (filled(given.database, 1), filled(given.large, 10)):
            port, folder = free_port(), stack.enter_context(tempfile.TemporaryDirectory(prefix="foyer-bench-"))
            process = stack.enter_context(portal(url, port, folder))
            sides.append((port, [process.pid, postmaster(url)], pages(Member(port), corpus(url))))
        for name in sides[0][2]:
            meters = [Meter(port, asked[name], roots) for port, roots, asked in sides]
            for meter in meters:
                load.run(meter.port, meter.shots, requests=200, connections=16)
            while len(meters[0].times) < given.requests:
                for meter in meters:
                    meter.turn(TURN)
            small, large = (meter.milliseconds for meter in meters)
            print(
                f"{name:14} {small:6.2f} ms CPU, ten times the corpus {large:.2f}, ratio {large / small:.3f}",
                flush=True,
            )


if __name__ == "__main__":
    main()

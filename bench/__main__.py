"""Runs all measurements, one after the other."""

import subprocess
import sys

PARTS = (
    "bench.jobs",
    "bench.search",
    "bench.asking_around",
    "bench.nudges",
    "bench.following",
    "bench.announcing",
    "bench.digest",
    "bench.pages",
    "bench.uploads",
    "bench.provisioning",
    "bench.directory",
    "bench.sign_in",
    "bench.scim",
    "bench.lighthouse",
    "bench.growth",
)

if __name__ == "__main__":
    for part in PARTS:
        print(f"── {part} " + "─" * 50, flush=True)
        subprocess.run([sys.executable, "-m", part], check=False)

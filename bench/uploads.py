"""How much a web process grows while 25 MB go up, and how long a picture of 20 megapixels takes in a job.

    python -m bench.uploads [--megabytes 25] [--rounds 5]

Serves the portal on SQLite as production does, with one web process. Growth is the peak of resident memory while the
file goes up (VmHWM, begun anew before each upload) less what was resident before, in MB of 10^6 bytes. A picture
waits for a worker process as in production: from the commit of the upload to the state "ready".
"""

import argparse
import http.client
import io
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

from PIL import Image

from bench import processes
from bench.pages import Member, serving
from portal.app import create_app
from portal.attachments import Attachment, attach, take_in
from portal.config import Settings
from portal.core import db, schema
from tests.browser.conftest import free_port

LINE = "foyer-bench-boundary"
PATIENCE = 120  # seconds


def photo(kind: str, width: int = 5472, height: int = 3648, **options: int) -> bytes:
    """A picture of 20 megapixels with grain, as a camera makes it."""
    grain = Image.effect_noise((width // 4, height // 4), 60).convert("RGB")
    target = io.BytesIO()
    grain.resize((width, height), Image.Resampling.BICUBIC).save(target, kind, **options)
    return target.getvalue()


def archive(megabytes: int) -> bytes:
    """An archive of so many megabytes that do not pack."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr("plan.bin", os.urandom(megabytes * 2**20 - 1000))
    return target.getvalue()


def film(megabytes: int) -> bytes:
    """What begins like a film."""
    return b"\x00\x00\x00\x20ftypisom" + os.urandom(megabytes * 2**20 - 1000)


def padded(picture: bytes, megabytes: int) -> bytes:
    """The picture with as much behind it as fits into the limit."""
    return picture + bytes(max(0, megabytes * 2**20 - 1000 - len(picture)))


def status(pid: int, name: str) -> float:
    """Reads a size from /proc, in MB of 10^6 bytes."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise LookupError(name)


def send(member: Member, name: str, content: bytes) -> float:
    """Uploads a file as the composer does; gives the seconds."""
    head = f'--{LINE}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
    body = head + content + f"\r\n--{LINE}--\r\n".encode()
    headers = {
        "Cookie": member.cookie,
        "X-CSRF-Token": member.token,
        "HX-Request": "true",
        "Content-Type": f"multipart/form-data; boundary={LINE}",
    }
    line = http.client.HTTPConnection("127.0.0.1", member.port, timeout=120)
    begin = time.perf_counter()
    line.request("POST", "/attachments", body, headers)
    answer = line.getresponse()
    said = answer.read()
    line.close()
    assert answer.status == 200, (answer.status, said[:300])
    return time.perf_counter() - begin


def measure_growth(rounds: int, megabytes: int) -> None:
    """Prints the growth of the web process for each kind of file."""
    kinds = {
        "small.txt": b"hello",
        "archive.zip": archive(megabytes),
        "film.mp4": film(megabytes),
        "photo.jpg": padded(photo("JPEG", quality=92), megabytes),
        "photo.webp": padded(photo("WEBP", quality=80, method=0), megabytes),
    }
    with tempfile.TemporaryDirectory(prefix="foyer-bench-") as folder:
        port = free_port()
        environment = {"FOYER_ENV": "test", "FOYER_DATA": folder, "FOYER_PORT": str(port), "MALLOC_ARENA_MAX": "1"}
        prepare(Path(folder))
        portal = [sys.executable, "-m", "gunicorn", "-c", "python:portal.ops.gunicorn_conf", "wsgi:portal()"]
        with serving(portal, port, environment) as server:
            member = Member(port)
            worker = next(pid for pid in processes.descendants(server.pid) if pid != server.pid)
            for name, content in kinds.items():
                growths, seconds = [], []
                for _ in range(rounds):
                    before = status(worker, "VmRSS")
                    Path(f"/proc/{worker}/clear_refs").write_text("5")
                    seconds.append(send(member, name, content))
                    growths.append(status(worker, "VmHWM") - before)
                shown = " ".join(f"{growth:.1f}" for growth in growths)
                print(f"{name:12} {len(content) / 1e6:5.1f} MB  growth {shown} MB  {max(seconds):.2f} s at most")


def prepare(folder: Path) -> None:
    """Makes the database, with the personas to sign in as."""
    create_app(Settings(env="test", data=folder, secret_key="for measuring alone"))
    schema.upgrade()
    make_persona()
    db.session.remove()
    db.engine().dispose()


def make_persona() -> int:
    """Makes the person who uploads."""
    from auth.accounts import make_user

    with db.unit_of_work() as session:
        user = make_user(name="Ann Probst", language="en")
        user.persona = "employee"
        session.add(user)
        session.flush()
        return int(user.id)


def measure_job() -> None:
    """Prints how long a picture of 20 megapixels takes until a worker has made it ready."""
    pictures = {
        "small": photo("PNG", 40, 30),
        "JPEG, 20 MP": photo("JPEG", quality=92),
        "WebP, 20 MP": photo("WEBP", quality=80, method=0),
        "PNG, 20 MP": photo("PNG", compress_level=1),
    }
    with tempfile.TemporaryDirectory(prefix="foyer-bench-") as folder:
        create_app(Settings(env="test", data=Path(folder), secret_key="for measuring alone"))
        schema.upgrade()
        user_id = make_persona()
        environment = os.environ | {"FOYER_ENV": "test", "FOYER_DATA": folder, "MALLOC_ARENA_MAX": "1"}
        worker = subprocess.Popen([sys.executable, "-m", "portal.cli", "worker"], env=environment)
        try:
            for name, content in pictures.items():
                took, worked, state = until_ready(user_id, content, worker.pid)
                print(
                    f"{name:12} {len(content) / 1e6:5.1f} MB  {state} after {took:.2f} s, {worked:.2f} s of CPU,"
                    f" load {os.getloadavg()[0]:.1f}"
                )
        finally:
            worker.terminate()
            worker.wait(timeout=20)
            db.session.remove()
            db.engine().dispose()


def until_ready(user_id: int, content: bytes, worker: int) -> tuple[float, float, str]:
    """Uploads a picture and waits for the worker; gives seconds, seconds of its CPU, and what became of the picture."""
    from auth.audience import actor_for

    with db.unit_of_work():
        number = attach(actor_for(user_id), take_in(io.BytesIO(content), "photo.jpg")).id
    begin, cpu = time.perf_counter(), processes.cpu_seconds(worker)
    state = "waiting"
    while state not in ("ready", "refused") and time.perf_counter() - begin < PATIENCE:
        time.sleep(0.02)
        with db.reading() as session:
            state = session.get_one(Attachment, number).state
    return time.perf_counter() - begin, processes.cpu_seconds(worker) - cpu, state


def main() -> None:
    """Runs both."""
    options = argparse.ArgumentParser()
    options.add_argument("--megabytes", type=int, default=25)
    options.add_argument("--rounds", type=int, default=5)
    given = options.parse_args()
    measure_growth(given.rounds, given.megabytes)
    measure_job()


if __name__ == "__main__":
    main()

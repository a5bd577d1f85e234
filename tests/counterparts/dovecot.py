"""A Dovecot of the test's own: real mailboxes, spoken to by IMAP on a free port of the loopback."""

import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.counterparts import lifetime

PASSWORD = "imap-secret"
CONFIG = """
base_dir = {folder}/run
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
first_valid_uid = 1
mail_location = maildir:~/Maildir
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/%u
}}
"""


def missing() -> str:
    """Why no server can be started here, or an empty string."""
    if shutil.which("dovecot", path=f"{os.environ['PATH']}:/usr/sbin"):
        return ""
    return "Dovecot is not installed. Run: sudo apt-get install --no-install-recommends dovecot-imapd"


class Mailbox:
    """One person's mailbox, as the mail server fills it."""

    def __init__(self, folder: Path, port: int, owner: pwd.struct_passwd) -> None:
        self.folder, self.port, self._owner = folder, port, owner
        self.url = f"imap://foyer:{PASSWORD}@127.0.0.1:{port}/INBOX"
        self._number = 0

    def deliver(self, content: bytes, to: str) -> None:
        """Puts a mail into it, with the header that says for which address."""
        self._number += 1
        new = self.folder / "foyer" / "Maildir" / "new"
        self._own(new)
        file = new / f"{time.time_ns()}.{self._number}.test"
        file.write_bytes(b"Delivered-To: " + to.encode() + b"\r\n" + content)
        os.chown(file, self._owner.pw_uid, self._owner.pw_gid)

    def left(self) -> int:
        """How many mails are still in it."""
        box = self.folder / "foyer" / "Maildir"
        return sum(len(list((box / part).iterdir())) for part in ("new", "cur") if (box / part).exists())

    def _own(self, new: Path) -> None:
        for part in (new, new.parent / "cur", new.parent / "tmp"):
            part.mkdir(parents=True, exist_ok=True)
        for folder in (self.folder / "foyer", new.parent, *new.parent.iterdir()):
            os.chown(folder, self._owner.pw_uid, self._owner.pw_gid)


@contextmanager
def running(folder: Path) -> Iterator[Mailbox]:
    """Runs the server on an empty mailbox until the block ends."""
    owner = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
    folder.chmod(0o755)
    port = lifetime.free_port()
    group = subprocess.run(["id", "-gn", owner.pw_name], capture_output=True, text=True, check=True).stdout.strip()
    values = {"folder": folder, "port": port, "user": owner.pw_name, "group": group, "password": PASSWORD}
    config = folder / "dovecot.conf"
    config.write_text(CONFIG.format(**values, uid=owner.pw_uid, gid=owner.pw_gid))
    command = [shutil.which("dovecot", path=f"{os.environ['PATH']}:/usr/sbin") or "dovecot", "-F", "-c", str(config)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        lifetime.wait_until(lambda: _answers(port), seconds=20, what="Dovecot")
        yield Mailbox(folder, port, owner)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)


def _answers(port: int) -> bool:
    import imaplib

    try:
        with imaplib.IMAP4("127.0.0.1", port, timeout=2) as box:
            box.login("foyer", PASSWORD)
        return True
    except (OSError, imaplib.IMAP4.error):
        return False

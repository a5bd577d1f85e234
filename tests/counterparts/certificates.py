"""Certificates of the tests' own servers: an authority made for the run, and one that nobody should believe."""

import subprocess
from pathlib import Path

_CURVE = ("-pkeyopt", "ec_paramgen_curve:P-256")


def make(folder: Path, *names: str) -> Path:
    """Makes `ca.crt`, `server.crt` and `server.key` for these host names and addresses; gives the authority's file."""
    folder.mkdir(parents=True, exist_ok=True)
    authority(folder)
    others = ",".join(("IP:" if name.replace(".", "").isdigit() else "DNS:") + name for name in names)
    (folder / "names").write_text(f"subjectAltName={others}\nextendedKeyUsage=serverAuth\n")
    request = ["req", "-newkey", "ec", *_CURVE, "-nodes", "-subj", f"/CN={names[0]}", "-keyout", "server.key"]
    _openssl(folder, *request, "-out", "server.csr")
    sign = ["x509", "-req", "-in", "server.csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-days", "30"]
    _openssl(folder, *sign, "-extfile", "names", "-out", "server.crt")
    return folder / "ca.crt"


def authority(folder: Path) -> Path:
    """Makes an authority of its own; gives its file."""
    folder.mkdir(parents=True, exist_ok=True)
    uses = ["-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign,cRLSign"]
    begin = ["req", "-x509", "-newkey", "ec", *_CURVE, "-nodes", "-days", "30", "-subj", "/CN=Authority of the tests"]
    _openssl(folder, *begin, *uses, "-keyout", "ca.key", "-out", "ca.crt")
    return folder / "ca.crt"


def _openssl(folder: Path, *words: str) -> None:
    subprocess.run(["openssl", *words], cwd=folder, check=True, timeout=60, capture_output=True)

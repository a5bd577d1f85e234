"""A server that speaks S3 and checks every signature, on a free port of the loopback: moto, run as a server."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.counterparts import lifetime

BUCKET = "foyer"
_UNSIGNED = 4
"""So many calls are not checked: those that make the bucket and the account with which all others sign."""
_ALL = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}


def server() -> str:
    """The address of the bucket, as FOYER_STORAGE takes it; starts the server when needed."""
    return (lifetime.shared("s3", _start) / "address").read_text()


def _start(folder: Path) -> Sequence[str]:
    port = lifetime.free_port()
    environment = os.environ | {"INITIAL_NO_AUTH_ACTION_COUNT": str(_UNSIGNED), "PYTHONWARNINGS": "ignore"}
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    begin = 'log=$1; shift; "$@" >"$log" 2>&1 </dev/null & echo $!'
    started = subprocess.run(
        ["sh", "-c", begin, "sh", f"{folder}/log", *command],
        env=environment,
        cwd="/",
        check=True,
        timeout=30,
        stdout=subprocess.PIPE,
        text=True,
    )
    lifetime.wait_until(lambda: _answers(port), seconds=60, what="the S3 server")
    key = _account(f"http://127.0.0.1:{port}")
    signed = f"{quote(key['AccessKeyId'], safe='')}:{quote(key['SecretAccessKey'], safe='')}"
    (folder / "address").write_text(f"s3+http://{signed}@127.0.0.1:{port}/{BUCKET}/files?region=us-east-1")
    return ["kill", started.stdout.strip()]


def _account(endpoint: str) -> dict[str, str]:
    import boto3

    def client(name: str) -> Any:
        known = {"aws_access_key_id": "setup", "aws_secret_access_key": "setup", "region_name": "us-east-1"}
        return boto3.client(name, endpoint_url=endpoint, **known)

    iam = client("iam")
    iam.create_user(UserName="foyer")
    iam.put_user_policy(UserName="foyer", PolicyName="all", PolicyDocument=json.dumps(_ALL))
    client("s3").create_bucket(Bucket=BUCKET)
    key: dict[str, str] = iam.create_access_key(UserName="foyer")["AccessKey"]
    return key


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False

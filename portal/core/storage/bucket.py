"""Files in a bucket of a server that speaks S3. They pass through this disk in small pieces, never whole in memory."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from ..errors import NotFound, Unavailable
from .place import CHUNK

_GONE = ("404", "NoSuchKey", "NotFound")


class Address(NamedTuple):
    """Where a bucket is: `s3://key:secret@host:port/bucket/prefix?region=…`, or `s3+http://…` without TLS."""

    endpoint: str
    key: str
    secret: str
    region: str
    bucket: str
    prefix: str


def parse(address: str) -> Address:
    """Reads an address. Raises ValueError, naming what is missing."""
    parts = urlsplit(address)
    bucket, _, prefix = parts.path.strip("/").partition("/")
    named = {"a host": parts.hostname, "a key": parts.username, "a secret": parts.password, "a bucket": bucket}
    missing = [name for name, value in named.items() if not value]
    if parts.scheme not in ("s3", "s3+http") or missing:
        raise ValueError(f"the address lacks {', '.join(missing) or 's3:// at its beginning'}")
    scheme = "http" if parts.scheme == "s3+http" else "https"
    endpoint = f"{scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else "")
    region = parse_qs(parts.query).get("region", ["us-east-1"])[0]
    who = unquote(parts.username or ""), unquote(parts.password or "")
    return Address(endpoint, *who, region, bucket, f"{prefix}/" if prefix else "")


class Bucket:
    """A bucket with the files of one installation; `folder` is where they pass through."""

    def __init__(self, address: str, folder: Path) -> None:
        self._address = parse(address)
        self._folder = folder
        self._client = _client(self._address)

    def _name(self, digest: str) -> dict[str, str]:
        return {"Bucket": self._address.bucket, "Key": f"{self._address.prefix}{digest[:2]}/{digest}"}

    def _call(self, operation: str, **arguments: Any) -> Any:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            return getattr(self._client, operation)(**arguments)
        except ClientError as error:
            if str(error.response.get("Error", {}).get("Code", "")) in _GONE and operation != "put_object":
                raise NotFound from error
            raise Unavailable from error
        except BotoCoreError as error:
            raise Unavailable from error

    def take(self, file: Path, digest: str) -> None:
        """Sends the file; it is there whole or not at all. Sent again, it counts as kept anew."""
        with file.open("rb") as body:
            self._call("put_object", **self._name(digest), Body=body)

    def size(self, digest: str) -> int | None:
        """Gives the size in bytes; None where nothing is kept."""
        found = self._head(digest)
        return int(found["ContentLength"]) if found else None

    def since(self, digest: str) -> float | None:
        """Gives when the bytes were last kept, in seconds since 1970."""
        found = self._head(digest)
        return float(found["LastModified"].timestamp()) if found else None

    def _head(self, digest: str) -> Any:
        try:
            return self._call("head_object", **self._name(digest))
        except NotFound:
            return None

    def read(self, digest: str, start: int, length: int | None) -> Iterator[bytes]:
        """Reads a stretch in small pieces. Raises NotFound."""
        from botocore.exceptions import BotoCoreError
        from urllib3.exceptions import HTTPError

        if length == 0:
            return
        last = start + length - 1 if length else ""
        span = {"Range": f"bytes={start}-{last}"} if start or length else {}
        body = self._call("get_object", **self._name(digest), **span)["Body"]
        try:
            yield from body.iter_chunks(CHUNK)
        except (BotoCoreError, HTTPError) as error:
            raise Unavailable from error
        finally:
            body.close()

    @contextmanager
    def at_hand(self, digest: str) -> Iterator[Path]:
        """Fetches the file for as long as the block lasts. Raises NotFound."""
        with tempfile.NamedTemporaryFile(dir=self._folder, prefix=".got-") as file:
            for piece in self.read(digest, 0, None):
                file.write(piece)
            file.flush()
            yield Path(file.name)

    def delete(self, digest: str) -> None:
        """Removes what is kept, if it is."""
        self._call("delete_object", **self._name(digest))

    def digests(self) -> Iterator[str]:
        """Gives all digests, in ascending order."""
        asked: dict[str, Any] = {"Bucket": self._address.bucket, "Prefix": self._address.prefix}
        while True:
            found = self._call("list_objects_v2", **asked)
            yield from (entry["Key"].rsplit("/", 1)[-1] for entry in found.get("Contents", ()))
            if not found.get("IsTruncated"):
                return
            asked["ContinuationToken"] = found["NextContinuationToken"]


def _client(address: Address) -> Any:
    import boto3
    from botocore.config import Config

    settings = Config(
        connect_timeout=5,
        read_timeout=30,
        retries={"max_attempts": 2, "mode": "standard"},
        s3={"addressing_style": "path"},
        # Servers other than Amazon's do not all know the newer check sums.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        max_pool_connections=20,
    )
    return boto3.session.Session().client(
        "s3",
        endpoint_url=address.endpoint,
        region_name=address.region,
        aws_access_key_id=address.key,
        aws_secret_access_key=address.secret,
        config=settings,
    )

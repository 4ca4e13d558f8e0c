"""Move bytes from the registry: bounded, patient with short faults, and never half-written."""

from __future__ import annotations

import hashlib
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TypeVar

import httpx

from settled.errors import SourceError
from settled.files import replacing
from settled.sources.registry.releases import PackageFile

# Files are hashed as they come, so they must not be compressed on the way.
_HEADERS = {
    "Accept": "application/vnd.pypi.simple.v1+json, */*;q=0.1",
    "Accept-Encoding": "identity",
    "User-Agent": "settled (evidence of technology adoption)",
}
_CHUNK_BYTES = 1 << 18
_Result = TypeVar("_Result")


class _ShortFaultError(Exception):
    """A fault that may be gone at the next try."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """How patiently to ask.

    Attributes:
        timeout_s: seconds without a byte after which an attempt is given up.
        attempts: tries in all, for faults that may pass (no answer, HTTP 429 and 5xx, a body cut short).
        backoff_s: pause before the second try; doubled before each further one.
    """

    timeout_s: float = 30.0
    attempts: int = 4
    backoff_s: float = 0.5

    def get(self, place: str, url: str, limit_bytes: int) -> bytes:
        """The body at a URL.

        Raises:
            SourceError: nothing there, no network, or an error that stayed.
        """

        def attempt() -> bytes:
            body = bytearray()
            with _open(url, place, self.timeout_s) as response:
                for chunk in response.iter_bytes(_CHUNK_BYTES):
                    body += chunk
                    if len(body) > limit_bytes:
                        raise SourceError(place, f"the registry's answer has over {limit_bytes} bytes")
            return bytes(body)

        return self._patiently(place, attempt)

    def download(self, file: PackageFile, path: Path) -> None:
        """Write a file's content to ``path``, verified against the size and digest that were stated.

        Raises:
            SourceError: not to be had, or not what was stated; nothing is left at ``path`` then.
        """

        def attempt() -> None:
            path.parent.mkdir(parents=True, exist_ok=True)
            with replacing(path) as new, new.open("xb") as stream:
                self._stream(file, stream)

        try:
            self._patiently(file.filename, attempt)
        except OSError as error:
            what = f"cannot write to the cache folder ({error.strerror or type(error).__name__})"
            raise SourceError(file.filename, what, "set SETTLED_CACHE to a folder with room") from error

    def _stream(self, file: PackageFile, stream: IO[bytes]) -> None:
        digest, received, stated = hashlib.sha256(), 0, file.size_bytes or 0
        with _open(file.url, file.filename, self.timeout_s) as response, _progress(file) as advance:
            for chunk in response.iter_raw(_CHUNK_BYTES):
                received += len(chunk)
                if received > stated:
                    what = f"more bytes came than the {stated} stated"
                    raise SourceError(file.filename, what, "the registry's mirror may be damaged; try again")
                digest.update(chunk)
                stream.write(chunk)
                advance(len(chunk))
        if received < stated:
            raise _ShortFaultError(f"the body ended after {received} of {stated} bytes")
        if digest.hexdigest() != file.sha256:
            what = f"its SHA-256 is {digest.hexdigest()[:12]}..., stated is {file.sha256[:12]}..."
            raise SourceError(file.filename, what, "the registry's mirror may be damaged; try again")

    def _patiently(self, place: str, attempt: Callable[[], _Result]) -> _Result:
        for count in range(1, self.attempts + 1):
            try:
                return attempt()
            except _ShortFaultError as fault:
                if count == self.attempts:
                    what = f"{fault} (tried {count} times)"
                    raise SourceError(place, what, "check the network and SETTLED_INDEX_URL") from fault
            time.sleep(self.backoff_s * 2 ** (count - 1))
        raise AssertionError("attempts must be at least 1")


@contextmanager
def _open(url: str, place: str, timeout_s: float) -> Iterator[httpx.Response]:
    try:
        with httpx.stream("GET", url, headers=_HEADERS, timeout=timeout_s, follow_redirects=True) as response:
            _check(response, place)
            yield response
    except (httpx.UnsupportedProtocol, httpx.InvalidURL, httpx.TooManyRedirects) as error:
        hint = "check SETTLED_INDEX_URL"
        raise SourceError(place, f"'{url[:200]}' cannot be fetched ({type(error).__name__})", hint) from error
    except httpx.TimeoutException as error:
        raise _ShortFaultError(f"no answer from {_host(url)} within {timeout_s:g} s") from error
    except (httpx.TransportError, httpx.DecodingError) as error:
        raise _ShortFaultError(f"no connection to {_host(url)} ({type(error).__name__})") from error


def _check(response: httpx.Response, place: str) -> None:
    status = response.status_code
    if status in (404, 410):
        hint = "check the spelling (the registry has no list of names to compare with)"
        raise SourceError(place, "the registry has no package or file of this name", hint)
    if status == 429 or status >= 500:
        raise _ShortFaultError(f"the registry answered HTTP {status}")
    if status != 200:
        raise SourceError(place, f"the registry answered HTTP {status}", "check SETTLED_INDEX_URL")


def _host(url: str) -> str:
    with suppress(httpx.InvalidURL):
        return httpx.URL(url).host or "the registry"
    return "the registry"


@contextmanager
def _progress(file: PackageFile) -> Iterator[Callable[[int], object]]:
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from tqdm import tqdm

    with tqdm(total=file.size_bytes, desc=file.filename, unit="B", unit_scale=True, leave=False) as bar:
        yield bar.update

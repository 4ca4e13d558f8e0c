"""A registry on this machine that answers in the true shapes, faults included."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from settled.sources.registry import Registry
from settled.sources.registry.transfer import Transfer


@dataclass
class Answer:
    """What the server does at one address; ``first`` answers are used up before it."""

    body: bytes = b""
    status: int = 200
    content_type: str = "application/vnd.pypi.simple.v1+json"
    cut_to: int | None = None
    delay_s: float = 0.0
    drip_s: float = 0.0
    first: list[Answer] = field(default_factory=list)


class Local:
    """The server, what it answers, and what it was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: Counter[str] = Counter()
        local = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                local.asked[self.path] += 1
                answer = local.answers.get(self.path, Answer(b"404 Not Found", 404))
                if answer.first:
                    answer = answer.first.pop(0)
                time.sleep(answer.delay_s)
                self.send_response(answer.status)
                self.send_header("Content-Type", answer.content_type)
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                with suppress(BrokenPipeError, ConnectionResetError):  # the client has had enough
                    body = answer.body[: answer.cut_to]
                    for start in range(0, len(body), 1 << 18):
                        time.sleep(answer.drip_s)
                        self.wfile.write(body[start : start + (1 << 18)])

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/simple"

    def publish(self, project: str, files: dict[str, bytes], **changes: dict[str, Any]) -> None:
        """List files of a project as a registry does (PEP 691 and 700), and serve them."""
        entries = [self._entry(name, body) | changes.get(name, {}) for name, body in files.items()]
        page = {
            "meta": {"api-version": "1.1", "_last-serial": "40235474"},
            "name": project,
            "files": entries,
            "versions": [],
        }
        self.answers[f"/simple/{project}/"] = Answer(json.dumps(page).encode())

    def _entry(self, name: str, body: bytes) -> dict[str, Any]:
        self.answers[f"/files/{name}"] = Answer(body, content_type="application/octet-stream")
        return {
            "filename": name,
            "hashes": {"sha256": hashlib.sha256(body).hexdigest()},
            "requires-python": ">=3.6",
            "size": len(body),
            "upload-time": "2020-08-14T12:42:30.606310Z",
            "url": f"../../files/{name}",
            "yanked": False,
        }


@pytest.fixture
def local() -> Iterator[Local]:
    started = Local()
    thread = threading.Thread(target=started.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield started
    started.server.shutdown()
    started.server.server_close()
    thread.join()


@pytest.fixture
def registry(local: Local, tmp_path: Path) -> Registry:
    return Registry(local.url, tmp_path / "cache", Transfer(timeout_s=0.5, attempts=3, backoff_s=0.01))

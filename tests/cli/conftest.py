"""Running commands: in this process with a clock that the test sets, or as a process of its own."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ktrack import when
from ktrack.cli.program import run

NOON = datetime.fromisoformat("2026-11-19T12:00:00-05:00")
ZONE = "America/New_York"


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        """The one JSON document on stdout."""
        return json.loads(self.out)


@dataclass
class Cli:
    """Commands on one diary, at a time that the test chooses."""

    folder: Path
    now: datetime = NOON
    ran: list[Ran] = field(default_factory=list)

    def __call__(self, *args: str, stdin: bytes = b"", terminal: bool = False) -> Ran:
        streams = [_stream(stdin, terminal), _stream(b"", terminal), _stream(b"", terminal)]
        before = sys.stdin, sys.stdout, sys.stderr
        sys.stdin, sys.stdout, sys.stderr = streams
        try:
            code = run([*args])
        finally:
            sys.stdin, sys.stdout, sys.stderr = before
        texts = [_text(stream) for stream in streams[1:]]
        self.ran.append(Ran(code, *texts))
        return self.ran[-1]

    def ok(self, *args: str, stdin: bytes = b"") -> Ran:
        """Run something that must succeed."""
        ran = self(*args, stdin=stdin)
        assert ran.code == 0, ran.err
        return ran

    def later(self, **lapse: float) -> None:
        """Let time pass."""
        self.now += timedelta(**lapse)


class _Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


def _stream(content: bytes, terminal: bool) -> io.TextIOWrapper:
    kind = _Terminal if terminal else io.TextIOWrapper
    return kind(io.BytesIO(content), encoding="utf-8", write_through=True)


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode()


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """A new diary at noon in New York."""
    cli = Cli(tmp_path / "diary")
    monkeypatch.setenv("KTRACK_HOME", str(cli.folder))
    monkeypatch.setattr(when, "now", lambda: cli.now)
    monkeypatch.setattr(when, "local_zone_name", lambda: ZONE)
    return cli


@pytest.fixture
def infused(cli: Cli) -> str:
    """Infusion 3 ended two hours ago; its id."""
    added = cli.ok("infusion", "add", "--start", "9:15", "--end", "10:00", "--number", "3", "--json").json()
    return str(added["id"])


Process = Callable[..., "subprocess.CompletedProcess[bytes]"]


@pytest.fixture
def process(tmp_path: Path) -> Process:
    """Runs `python -m ktrack` as a process of its own, in a home of its own."""

    def start(
        *args: str | bytes, env: Mapping[str, str] | None = None, **options: Any
    ) -> subprocess.CompletedProcess[bytes]:
        clean = {key: value for key, value in os.environ.items() if not key.startswith(("KTRACK", "LC_", "LANG"))}
        home = {"HOME": str(tmp_path), "KTRACK_HOME": str(tmp_path / "diary"), "LC_ALL": "C.UTF-8"}
        given = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
        command = [sys.executable, "-m", "ktrack", *args]
        return subprocess.run(command, env={**clean, **home, **(env or {})}, timeout=60, check=False, **given)

    return start

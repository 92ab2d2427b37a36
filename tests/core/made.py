"""Fixed moments that tests of diary files share."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

START = datetime(2026, 4, 7, 10, 0, tzinfo=timezone(timedelta(hours=-4)))
AT = "2026-04-07T11:45:00-04:00"

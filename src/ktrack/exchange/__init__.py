"""The diary file: everything out as JSON, and in again.

`shapes` says what a file may hold, `parsing` and `reading` bring it in, `writing` brings it out, `schema`
publishes the shapes. How two diaries become one is `ktrack.merging`.
"""

from ktrack.exchange.problems import BadDiary
from ktrack.exchange.reading import Reading, read, read_diary
from ktrack.exchange.schema import schema
from ktrack.exchange.writing import write_diary

__all__ = ["BadDiary", "Reading", "read", "read_diary", "schema", "write_diary"]

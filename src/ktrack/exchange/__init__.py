"""The diary file: everything out as JSON, and in again.

`shapes` says what a file may hold, `parsing` and `reading` bring it in, `writing` brings it out, `schema`
publishes the shapes, `importing` takes a file into the diary. How two diaries become one is `ktrack.merging`.
"""

from ktrack.exchange.importing import ImportReport, import_diary
from ktrack.exchange.problems import BadDiary
from ktrack.exchange.reading import read_diary
from ktrack.exchange.schema import schema
from ktrack.exchange.writing import write_diary

__all__ = ["BadDiary", "ImportReport", "import_diary", "read_diary", "schema", "write_diary"]

"""Floor of a CSV file: `sqlite3` and `csv.writer` over the answers of a diary. `python table.py DIARY CSV`"""

from __future__ import annotations

import csv
import sqlite3
import sys
from pathlib import Path

QUERY = """
SELECT check_in.id, check_in.at, check_in.infusion, check_in.note, answer.question, answer.value
FROM answer JOIN check_in ON check_in.id = answer.check_in ORDER BY check_in.at, answer.place
"""
with Path(sys.argv[2]).open("w", newline="", encoding="utf-8") as out:
    csv.writer(out).writerows(sqlite3.connect(sys.argv[1]).execute(QUERY))

"""Floor of an import: each row validated by its table class, then inserted by Core. `python rows.py FILE JSON`

A row is one answer, as many as the diary file holds; the check-ins go in beside them.
"""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert
from sqlmodel import Field, SQLModel, create_engine


class Moment(SQLModel, table=True):
    id: str = Field(primary_key=True)
    at: datetime = Field(index=True)
    note: str


class Answered(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    moment: str = Field(foreign_key="moment.id", index=True)
    question: str
    value: int


def main(file: str, diary: str) -> None:
    read = json.loads(Path(diary).read_text("utf-8"))["check_ins"]
    engine = create_engine(f"sqlite:///{file}")
    SQLModel.metadata.create_all(engine)
    said = (
        {"moment": each["id"], "question": key, "value": value}
        for each in read
        for key, value in each["answers"].items()
    )
    with engine.begin() as connection:
        moments = [Moment.model_validate(each).model_dump() for each in read]
        connection.execute(insert(Moment), moments)
        part: list[dict[str, Any]] = []
        for row in said:
            part.append(Answered.model_validate(row).model_dump(exclude={"id"}))
            if len(part) == 5000:
                connection.execute(insert(Answered), part)
                part = []
        if part:
            connection.execute(insert(Answered), part)


main(sys.argv[1], sys.argv[2])

"""Floor of a command: a check-in with twelve answers saved through SQLModel. `python cli.py FILE`"""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from sqlmodel import Field, Session, SQLModel, create_engine


class Entry(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(index=True)


class Said(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    entry: int = Field(foreign_key="entry.id", index=True)
    question: str
    value: int


def main(file: str) -> None:
    engine = create_engine(f"sqlite:///{file}")
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        entry = Entry(at=datetime.now(UTC))
        session.add(entry)
        session.flush()
        session.add_all(Said(entry=entry.id or 0, question=f"q{n}", value=n % 5) for n in range(12))
        session.commit()
    print("kept")


main(sys.argv[1])

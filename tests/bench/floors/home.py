"""Floor of the first screen: Textual, a SQLModel table, one query, fifty rows. `python home.py FILE`"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta

from sqlmodel import Field, Session, SQLModel, col, create_engine, select
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Label

SHOWN = 50


class Row(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(index=True)
    question: str
    value: int


engine = create_engine(f"sqlite:///{sys.argv[1]}")


def fill() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        if session.exec(select(Row).limit(1)).first() is None:
            begin = datetime(2025, 1, 1, tzinfo=UTC)
            session.add_all(Row(at=begin + timedelta(hours=n), question="q", value=n % 5) for n in range(2000))
            session.commit()


class Home(App[None]):
    def compose(self) -> ComposeResult:
        yield Label("", id="count")
        yield DataTable()

    def on_mount(self) -> None:
        with Session(engine) as session:
            found = session.exec(select(Row).order_by(col(Row.at).desc()).limit(SHOWN)).all()
        table = self.query_one(DataTable)
        table.add_columns("at", "question", "value")
        table.add_rows((str(each.at), each.question, str(each.value)) for each in found)
        self.query_one("#count", Label).update(f"shown: {len(found)}")


fill()
Home().run()

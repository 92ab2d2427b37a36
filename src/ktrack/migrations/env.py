"""Lets alembic run the steps on the connection that `ktrack.db` hands over. There is no other way in."""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"], render_as_batch=True)
context.run_migrations()

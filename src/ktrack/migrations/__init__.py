"""How an older diary becomes one that this ktrack reads, one step a file in `versions`.

Owns the steps. They are plain SQLAlchemy and must not import the models: an old step may not follow new tables.
Only `ktrack.db` runs them, inside one transaction and after a verified copy.
"""

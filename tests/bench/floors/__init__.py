"""The smallest programs that do the same kind of work with the same libraries: what ktrack is compared to."""

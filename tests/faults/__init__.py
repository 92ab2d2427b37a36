"""Faults put into the diary's storage on purpose. Tests are named after the rows of the fault matrix."""

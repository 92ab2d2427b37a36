"""Tests of the tui."""

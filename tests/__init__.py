"""The tests: core (pure and storage), tui (the app by keyboard), cli (the commands), bench (timings)."""

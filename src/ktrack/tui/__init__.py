"""The terminal app.

Owns screens, widgets and their layout. It decides nothing medical and keeps nothing: screens ask the tracker,
widgets are handed values and post messages.

Importing it removes the variables with which Textual can be made to write keys, screens and messages to files
or to a port; Textual reads them while it is imported, so they have to be gone before.
"""

import os

for _name in [name for name in os.environ if name.startswith("TEXTUAL")]:
    del os.environ[_name]

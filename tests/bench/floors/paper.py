"""Floor of the PDF: typst alone over the page's own template and ready data. `python paper.py INPUTS PDF`"""

from __future__ import annotations

import json
import sys
from importlib.resources import files
from pathlib import Path

import typst

folder = Path(str(files("ktrack"))) / "export"
template = folder / "templates" / "page.typ"
made = typst.compile(
    template,
    root=template.parent,
    font_paths=[folder / "fonts"],
    format="pdf",
    sys_inputs=json.loads(Path(sys.argv[1]).read_text("utf-8")),
    pdf_standards=["a-2a", "ua-1"],
)
Path(sys.argv[2]).write_bytes(made)

"""The PDF: a document as PDF/UA-1, by typst, with its tags, its outline and its own type.

What a return says reaches typst as data, never as markup, and typst reads no file: what is written can neither be
run nor fetch anything.
"""

from __future__ import annotations

import json
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from sfpc.errors import PipelineError
from sfpc.report.document import Document
from sfpc.report.pdf import layout, typeface

TEMPLATE = Path(__file__).parent / "document.typ"


def write(path: Path, document: Document) -> None:
    """Write a document as a tagged PDF; the same document gives the same bytes.

    Args:
        path: of the file.
        document: what it says; a link of it is kept as it is, relative to the file.

    Raises:
        PipelineError: typst found something that PDF/UA-1 does not allow, and says what.
    """
    import typst

    with tempfile.TemporaryDirectory() as nothing:  # the only folder that typst may read, and it is empty
        compiler = typst.Compiler(TEMPLATE.read_bytes(), root=nothing, font_paths=_fonts())
        try:
            compiled, warnings = compiler.compile_with_warnings(
                format="pdf",
                sys_inputs={"document": json.dumps(layout.laid_out(document, path.name), ensure_ascii=False)},
                pdf_standards=["ua-1"],
            )
        except typst.TypstError as error:
            raise PipelineError(
                f"{path}: the PDF of ‘{document.title}’ could not be made ({error.message}); this is ours to mend"
            ) from error
    if warnings:
        told = "; ".join(sorted({warning.message for warning in warnings}))
        raise PipelineError(f"{path}: the PDF of ‘{document.title}’ would not be right ({told}); this is ours to mend")
    if not isinstance(compiled, bytes):
        raise TypeError(f"{path}: typst gave no PDF")
    path.write_bytes(compiled)


@cache
def _fonts() -> Any:  # noqa: ANN401 - typst is imported where it is used
    """The report's own type and nothing of the machine's, so that the bytes are the same everywhere."""
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[typeface.FOLDER])

"""Every code of a problem that a reader can find in a file, with the names of the particulars that its sentence needs.

It never holds the sentences: the guide words each code in the reader's language, and a test holds the two lists equal.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from dalil.formats.row import Problem, RawRow, UnreadableFile

PROBLEM_CODES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        # The file as a whole is not something we read; each says what it really is.
        "file_empty": (),
        "file_too_large": ("limit",),
        "file_unpacks_too_large": ("limit",),
        "file_is_old_excel": (),
        "file_is_locked": (),
        "file_is_binary_excel": (),
        "file_is_open_document": (),
        "file_is_text_document": (),
        "file_is_pdf": (),
        "file_is_web_page": (),
        "file_is_image": (),
        "file_is_archive": (),
        "file_is_xml": (),
        "file_is_unknown": (),
        "format_not_as_said": ("said",),
        "workbook_broken": (),
        "workbook_unsafe": (),
        "workbook_without_rows": (),
        "json_without_rows": (),
        "too_many_columns": ("limit",),
        # About the file, and it is read all the same.
        "name_not_content": ("said", "found"),
        "encoding_guessed": ("encoding",),
        "encoding_mixed": ("encoding",),
        "no_rows": (),
        "no_header_row": (),
        "column_repeated": (),
        "sheet_hidden": (),
        # The file breaks off, which may come to light while its rows are read; `last` is the last that could be.
        "file_cut_short": ("last",),
        "json_broken": ("last",),
        "json_too_deep": ("last",),
        # One row.
        "row_short": ("expected", "found"),
        "row_long": ("expected", "found"),
        "row_too_wide": ("limit",),
        "row_too_long": ("limit",),
        "cell_too_long": ("limit",),
        "quote_not_closed": (),
        "line_not_utf8": ("encoding",),
        "cell_error": (),
        "formula_without_value": (),
        "section_heading": (),
        "row_not_json": (),
        "row_not_an_object": (),
        "row_too_deep": (),
        "row_not_as_format": ("format", "where"),
        "service_without_organisation": (),
        "coordinates_out_of_range": (),
    }
)


def unreadable(code: str, sheet: str = "", **params: str) -> UnreadableFile:
    """Return the exception that refuses a whole file."""
    return UnreadableFile(Problem(code=code, sheet=sheet, params=params))


def note(code: str, row: int = 0, sheet: str = "", column: str = "", value: str = "", **params: str) -> Problem:
    """Return a problem that stands beside a row or a file without refusing it."""
    return Problem(code, row=row, sheet=sheet, column=column, value=value, params=params, is_fatal=False)


def refusal(code: str, row: int, sheet: str = "", column: str = "", value: str = "", **params: str) -> RawRow:
    """Return the row that stands for one that cannot be read, so that totals still add up."""
    problem = Problem(code, row=row, sheet=sheet, column=column, value=value, params=params)
    return RawRow(number=row, sheet=sheet, problems=(problem,))


def to_the_end(rows: Iterator[RawRow]) -> Iterator[RawRow]:
    """Yield the rows; where the file breaks off, raise UnreadableFile, naming the last good row."""
    last, sheet = 0, ""
    try:
        for row in rows:
            yield row
            last, sheet = row.number, row.sheet
    except UnreadableFile as stop:
        code, given = stop.problem.code, stop.problem.params
        params = {name: given.get(name, str(last)) for name in PROBLEM_CODES[code]}
        raise UnreadableFile(Problem(code, last + 1, stop.problem.sheet or sheet, params=params)) from stop

"""What is wrong with a file, a row or a cell, in the reader's language: one sentence per code, with what to do about it.

It never finds a problem itself, and never words one that no reader can meet: a test holds the codes equal to those of
`formats`, `kinds` and the mapping.
"""

from collections.abc import Mapping
from typing import Any

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dalil.formats.row import Problem

SENTENCES: Mapping[str, str | Promise] = {
    # The file as a whole.
    "file_empty": _("The file is empty. Save it again from the program it comes from."),
    "file_too_large": _("The file is larger than %(limit)s MiB. Split it and send the parts one after the other."),
    "file_unpacks_too_large": _(
        "Unpacked, the file would be larger than %(limit)s MiB or is far too large for its size. "
        "Send the list itself, not packed."
    ),
    "file_is_old_excel": _("This is an Excel file of the old kind (.xls). Open it and save it as .xlsx or .csv."),
    "file_is_locked": _("The workbook is locked with a password. Save a copy of it without one."),
    "file_is_binary_excel": _("This is a binary Excel file (.xlsb). Open it and save it as .xlsx or .csv."),
    "file_is_open_document": _("This is an OpenDocument file. Open it and save it as .xlsx or .csv."),
    "file_is_text_document": _(
        "This is a text document. Put the list into a spreadsheet, one organisation in each row."
    ),
    "file_is_pdf": _("This is a PDF. Ask for the spreadsheet that it was made from, or copy the table into one."),
    "file_is_web_page": _("This is a web page. Copy the table on it into a spreadsheet, or download the list itself."),
    "file_is_image": _("This is a picture. Type or copy the list into a spreadsheet."),
    "file_is_archive": _("This is an archive with other files in it. Unpack it and send the list itself."),
    "file_is_xml": _("This is an XML file of a kind that we do not read. Save the list as .xlsx, .csv or JSON lines."),
    "file_is_unknown": _("We do not know what kind of file this is. Send .xlsx, .csv or JSON lines."),
    "format_not_as_said": _("The file is not in the format “%(said)s”. Choose another format, or let us find out."),
    "workbook_broken": _("The workbook is damaged. Open it in a spreadsheet program, repair it and save it again."),
    "workbook_unsafe": _(
        "The workbook holds something that could do harm. Copy its cells into a new one and send that."
    ),
    "workbook_without_rows": _("No sheet of the workbook holds rows. Put the list on a sheet, with a header above it."),
    "json_without_rows": _(
        "The JSON holds no rows. Each organisation must be an object, one a line or all in one list."
    ),
    "too_many_columns": _("The table has more than %(limit)s columns. Delete those that are not needed."),
    "name_not_content": _("The name says that this is %(said)s, but it is %(found)s. It was read as what it is."),
    "encoding_guessed": _(
        "The letters are not in UTF-8 but, as it seems, in %(encoding)s. If names look wrong, save the file as UTF-8."
    ),
    "encoding_mixed": _(
        "Most lines are in %(encoding)s, others are not. Check the names in the rows marked, or save the file as UTF-8."
    ),
    "no_rows": _("There is a header and no row below it. Check that this is the right file."),
    "no_header_row": _("No row with the names of the columns was found. Say below what each column holds."),
    "column_repeated": _("Two columns have the same name; this one is read under the name given here."),
    "sheet_hidden": _("This sheet is hidden; it was read as well. Leave its rows out if they are not meant."),
    "file_cut_short": _("The file breaks off after row %(last)s; what follows is lost. Send the whole file again."),
    "json_broken": _("The JSON is damaged after row %(last)s, and the rest cannot be read. Mend it and send it again."),
    "json_too_deep": _("After row %(last)s the JSON is nested too deeply. Send one object for each organisation."),
    # One row or cell.
    "row_short": _("The row has %(found)s cells instead of %(expected)s. Check that none of them slipped."),
    "row_long": _("The row has %(found)s cells instead of %(expected)s. Check for a stray separator."),
    "row_too_wide": _("The row has more than %(limit)s cells. Check for stray separators."),
    "row_too_long": _("The row is longer than %(limit)s letters. Check for a quote that is never closed."),
    "cell_too_long": _("The cell is longer than %(limit)s letters and begins with “%(value)s”. Shorten it."),
    "quote_not_closed": _("A quote is opened in this row and never closed. Close it or take it away: %(value)s"),
    "line_not_utf8": _("This row is not in the encoding of the file and was read as %(encoding)s. Check its letters."),
    "cell_error": _("The cell holds the error “%(value)s” of a formula. Mend the formula or type the value."),
    "formula_without_value": _(
        "The cell holds a formula whose result was not saved. Open the file, let it calculate, save."
    ),
    "section_heading": _("This looks like a heading between the rows (“%(value)s”), not like an organisation."),
    "row_not_json": _("The row is not JSON. Mend it: %(value)s"),
    "row_not_an_object": _("The row is JSON, but not an object with names and values. Mend it: %(value)s"),
    "row_too_deep": _("The row is nested too deeply to be an organisation."),
    "row_not_as_format": _("The row is not as the format %(format)s demands, at %(where)s: %(value)s"),
    "service_without_organisation": _("The service names no organisation. Add one to the document."),
    "coordinates_out_of_range": _("There is no such place on earth: %(value)s. Check latitude and longitude."),
    # The columns of a list.
    "mapping_without_name": _("No column holds a name. Say which one does."),
    "mapping_field_unknown": _("There is no such field as “%(field)s”. Choose one from the list."),
    "mapping_field_twice": _(
        "Two columns are said to hold the same thing. Choose one of them, and another field for this one."
    ),
    "mapping_column_twice": _("Two columns have this name. Say for each only once what it holds."),
    "mapping_column_missing": _("The list has no such column any more. Name its columns anew."),
    "mapping_column_new": _("Nobody has said yet what this column holds. Choose a field, or leave it out."),
    "mapping_country_unknown": _("“%(value)s” is no country that we know. Write its name or its two letters."),
    # What a row says.
    "row_without_name": _("The row holds no name. Fill one in; without it nobody knows whom the row is about."),
    "name_too_long": _(
        "The name is longer than %(limit)s letters and begins with “%(value)s”. Did cells run together?"
    ),
    "country_not_known": _(
        "“%(value)s” is no country that we know; it was left out. Write its name or its two letters."
    ),
    "region_not_known": _("“%(value)s” is no region that we know in this country; it was left out."),
    "register_not_known": _("“%(value)s” names no register that we know; the number was left out."),
    "website_not_understood": _("“%(value)s” is no web address; it was left out."),
    "date_not_understood": _("“%(value)s” is no date that we understand; it was left out. Write it as 2004-05-31."),
    "coordinates_not_understood": _("“%(value)s” is no degree of latitude or longitude; it was left out."),
    "language_not_known": _("“%(value)s” is no language that we know; it was left out."),
    # A number in a register.
    "identifier-empty": _("The number is empty. Fill it in, or leave the column out."),
    "identifier-pattern": _("“%(value)s” does not have the form of a number in this register. Check it."),
    "identifier-checksum": _("The check digit of “%(value)s” is wrong: probably two digits were swapped. Check it."),
}


def sentence(problem: Problem) -> str:
    """What is wrong and what to do, in the language that is active; without the place."""
    text = SENTENCES.get(problem.code)
    if text is None:
        return gettext("Something is wrong here (%(code)s).") % {"code": problem.code}
    return str(text) % _Particulars({"value": problem.value, **problem.params})


def place(problem: Problem, file_name: str = "") -> str:
    """Where: file, sheet, row and column, as far as they are known; empty when nothing is."""
    parts = [file_name] if file_name else []
    if problem.sheet:
        parts.append(gettext("sheet “%(sheet)s”") % {"sheet": problem.sheet})
    if problem.row:
        parts.append(gettext("row %(row)d") % {"row": problem.row})
    if problem.column:
        parts.append(gettext("column “%(column)s”") % {"column": problem.column})
    return gettext(", ").join(parts)


def worded(problem: Problem, file_name: str = "") -> str:
    """Place and sentence in one line: for the command line, logs and lists of problems."""
    where = place(problem, file_name)
    return f"{where}: {sentence(problem)}" if where else sentence(problem)


def stored(found: Any) -> tuple[Problem, ...]:
    """The problems that an intake or a row keeps as JSON."""
    return tuple(msgspec.convert(found or [], tuple[Problem, ...]))


class _Particulars(dict[str, str]):
    """Fills a sentence; a particular that an older intake did not record shows as an ellipsis instead of an error."""

    def __missing__(self, name: str) -> str:
        return "…"

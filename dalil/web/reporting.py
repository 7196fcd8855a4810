"""What a report of an error shows: where it happened, and nothing of what was posted or held in variables.

It never trusts a view to have marked what is sensitive: everything is.
"""

import logging
import re
import traceback
from types import FrameType, TracebackType
from typing import Any, Final

from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError
from django.http import HttpRequest
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

# What these say is of the machine. What others say may repeat a value that somebody typed.
OF_THE_MACHINE: Final = (ImportError, ImproperlyConfigured, NameError, AttributeError, OSError, OperationalError)
HIDDEN: Final = SafeExceptionReporterFilter.cleansed_substitute
# A link that lets a stranger in has its secret as one part of its path: 32 bytes as `secrets.token_urlsafe` writes them.
SECRET_IN_PATH: Final = re.compile(r"(?<=/)[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])", re.ASCII)


class NothingPrivate(SafeExceptionReporterFilter):
    """Hides every field that was posted, every cookie, and every local variable, also where DEBUG is on."""

    def is_active(self, request: HttpRequest | None) -> bool:
        """Always."""
        return True

    def get_safe_request_meta(self, request: HttpRequest) -> dict[str, Any]:
        """Without what was asked for (a search may name somebody) and without cookies."""
        shown = super().get_safe_request_meta(request)
        hidden = ("QUERY_STRING", "HTTP_COOKIE", "HTTP_REFERER", "REQUEST_URI", "RAW_URI")
        return {name: self.cleansed_substitute if name in hidden else value for name, value in shown.items()}

    def get_safe_cookies(self, request: HttpRequest) -> dict[str, Any]:
        """Their names."""
        return dict.fromkeys(super().get_safe_cookies(request), self.cleansed_substitute)

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        """The names of the fields."""
        posted = request.POST if request is not None else {}
        return dict.fromkeys(posted, self.cleansed_substitute)

    def get_cleansed_multivaluedict(self, request: HttpRequest, multivaluedict: Any) -> Any:
        """The names alone."""
        hidden = multivaluedict.copy()
        for name in hidden:
            hidden[name] = self.cleansed_substitute
        return hidden

    def get_traceback_frame_variables(self, request: HttpRequest | None, tb_frame: FrameType | TracebackType) -> Any:
        """The names of the variables."""
        frame = tb_frame if isinstance(tb_frame, FrameType) else tb_frame.tb_frame
        return dict.fromkeys(frame.f_locals, self.cleansed_substitute).items()


class Report(ExceptionReporter):
    """The report itself: also without what the filter is never asked about."""

    def get_traceback_data(self) -> dict[str, Any]:
        """Names of what was asked for and of files' fields; no query in the address; of a message only what is the machine's."""
        found: dict[str, Any] = super().get_traceback_data()
        if self.request is not None:
            found["request_GET_items"] = [(name, HIDDEN) for name in self.request.GET]
            found["request_FILES_items"] = [(name, HIDDEN) for name in self.request.FILES]
            found["request_insecure_uri"] = str(found["request_insecure_uri"]).partition("?")[0]
        if self.exc_value is not None and not isinstance(self.exc_value, OF_THE_MACHINE):
            found["exception_value"] = HIDDEN
        found.pop("exception_notes", None)
        found["unicode_hint"] = ""
        return found

    def get_traceback_frames(self) -> list[dict[str, Any]]:
        """Where it happened; a cause that repeats a value is named by its type alone."""
        frames: list[dict[str, Any]] = super().get_traceback_frames()
        for frame in frames:
            cause = frame.get("exc_cause")
            if cause is not None and not isinstance(cause, OF_THE_MACHINE):
                frame["exc_cause"] = type(cause).__name__
        return frames


class Line(logging.Formatter):
    """A line of the log: of an error where it happened and its type; its message only where that is the machine's.

    Of an address that was refused everything but a secret in it.
    """

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - as logging calls it
        """The line without the secrets of links."""
        return SECRET_IN_PATH.sub("…", super().formatMessage(record))

    def formatException(self, ei: Any) -> str:  # noqa: N802 - as logging calls it
        """The frames of the error and of what led to it, oldest first."""
        lines, error, seen = list[str](), ei[1], set[int]()
        while error is not None and id(error) not in seen:
            seen.add(id(error))
            told = f": {error}" if isinstance(error, OF_THE_MACHINE) else ""
            frames = "".join(traceback.format_tb(error.__traceback__))
            lines.insert(0, f"{frames}{type(error).__module__}.{type(error).__qualname__}{told}")
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(lines)

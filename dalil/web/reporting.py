"""What a report of an error shows: where it happened, and nothing of what was posted or held in variables.

It never trusts a view to have marked what is sensitive: everything is.
"""

from types import FrameType, TracebackType
from typing import Any

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter


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

"""What happens around every request: the reader's language, and a policy that allows no inline script."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils import translation

from manju.words import as_language, speaking

Handler = Callable[[HttpRequest], HttpResponseBase]

LANGUAGE_COOKIE = "manju_language"
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "media-src 'self' blob:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)


def content_security_policy(get_response: Handler) -> Handler:
    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        return response

    return middleware


def speak_the_readers_language(get_response: Handler) -> Handler:
    """The person's setting decides, then their cookie, then the browser; Chinese when nothing says otherwise."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        user = getattr(request, "user", None)
        wanted = (
            (user.language if user is not None and user.is_authenticated else "")
            or request.COOKIES.get(LANGUAGE_COOKIE, "")
            or request.headers.get("Accept-Language", "")
        )
        to = as_language(wanted)
        with speaking(to), translation.override("en" if to == "en" else "zh-hans"):
            response = get_response(request)
        response.headers.setdefault("Content-Language", "en" if to == "en" else "zh-CN")
        return response

    return middleware

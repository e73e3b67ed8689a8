"""Whether somebody sits at this very machine: sample accounts and the first start work only there."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port

FORWARDED = ("X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Forwarded")


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address.

    >>> is_loopback("127.0.0.1"), is_loopback("[::1]"), is_loopback("192.168.1.7"), is_loopback("studio.example")
    (True, True, False, False)
    """
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def is_near(request: HttpRequest) -> bool:
    """Whether server, named host and caller are all this machine, with no proxy in between."""
    if any(name in request.headers for name in FORWARDED):
        return False
    host, _ = split_domain_port(request.get_host())
    places = (str(settings.BIND_HOST), host, str(request.META.get("REMOTE_ADDR", "")))
    return all(is_loopback(place) for place in places)

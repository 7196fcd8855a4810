"""Signing in under load: whether a flood of sign-ins starves the public guide.

    python -m bench.sign_in [--rate 20] [--seconds 20]

Serves a throw-away guide (two web processes), measures a public page alone, then the same page while names and passwords
are sent at the given rate, in the same run. Prints the latency of the page in both, and how many sign-ins were answered.
The peer is the page without the flood; a hash is measured beside it.
"""

import argparse
import http.cookiejar
import os
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import closing

from bench.setting import machine, use_home

PAGE = "/en/about/"


def main() -> int:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rate", type=int, default=20)
    parser.add_argument("--seconds", type=int, default=20)
    told = parser.parse_args()
    # Each person comes from an address of their own, as the proxy says; else the limits would answer instead of the hash.
    os.environ["DALIL_PROXIES"] = "1"
    use_home()
    from django.contrib.auth.hashers import make_password

    from dalil.cli.prepare import prepare_home

    prepare_home()
    _make_people(told.rate)
    began = time.perf_counter()
    for _ in range(10):
        make_password("a-lamp-in-the-window")
    a_hash = (time.perf_counter() - began) / 10
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-m", "dalil.cli.main", "serve", "--port", str(port)])
    base = f"http://localhost:{port}"
    try:
        _wait(base)
        alone = _latencies(base, told.seconds)
        stop = threading.Event()
        answered: list[int] = []
        crowd = [
            threading.Thread(target=_sign_in_again, args=(base, number, stop, answered)) for number in range(told.rate)
        ]
        for one in crowd:
            one.start()
        began = time.perf_counter()
        flooded = _latencies(base, told.seconds)
        took = time.perf_counter() - began
        stop.set()
        for one in crowd:
            one.join()
    finally:
        server.terminate()
        server.wait(60)
    print(f"machine   {machine()}")
    print(f"a hash    {a_hash * 1000:.0f} ms")
    print(f"alone     {_said(alone)}")
    print(f"flooded   {_said(flooded)}")
    print(f"sign-ins  {len(answered) / took:.1f}/s answered, of which right {sum(code == 302 for code in answered)}")
    return 0


def _make_people(many: int) -> None:
    from django.utils import timezone

    from dalil.access.actions import Rights, make_person
    from dalil.accounts.models import Person

    for number in range(many):
        make_person(
            by=Person.objects.command_line(),
            at=timezone.now(),
            sign_in_name=f"person-{number}",
            display_name=f"Person {number}",
            rights=Rights(),
            password="a-lamp-in-the-window",
        )


def _said(latencies: list[float]) -> str:
    ordered = sorted(latencies)
    return (
        f"{PAGE} median {statistics.median(ordered) * 1000:.0f} ms, "
        f"95 % {ordered[int(len(ordered) * 0.95)] * 1000:.0f} ms, {len(ordered)} pages"
    )


def _wait(base: str) -> None:
    for _ in range(240):
        try:
            urllib.request.urlopen(base + PAGE, timeout=5).close()
            return
        except OSError:
            time.sleep(0.25)


def _latencies(base: str, seconds: float) -> list[float]:
    """One reader who opens the page again and again, ten times a second at most."""
    found, end = [], time.perf_counter() + seconds
    while time.perf_counter() < end:
        began = time.perf_counter()
        urllib.request.urlopen(base + PAGE, timeout=30).read()
        found.append(time.perf_counter() - began)
        time.sleep(max(0.0, 0.1 - found[-1]))
    return found


class _Stays(urllib.request.HTTPRedirectHandler):
    """A redirect is the answer; where it leads is not opened."""

    def redirect_request(self, *arguments: object) -> None:
        """No."""


def _sign_in_again(base: str, number: int, stop: threading.Event, answered: list[int]) -> None:
    """One person, once a second, each time as a new browser."""
    time.sleep(number / 20)
    while not stop.is_set():
        began = time.perf_counter()
        browser = urllib.request.build_opener(_Stays, urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        browser.addheaders = [("X-Forwarded-For", f"10.1.0.{number}")]
        try:
            page = browser.open(f"{base}/en/sign-in", timeout=30).read().decode()
            token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
            form = {"sign_in_name": f"person-{number}", "password": "a-lamp-in-the-window"}
            form["csrfmiddlewaretoken"] = token.group(1) if token else ""
            answered.append(browser.open(f"{base}/en/sign-in", urllib.parse.urlencode(form).encode(), 30).status)
        except urllib.error.HTTPError as answer:
            answered.append(answer.code)
        except OSError:
            pass
        stop.wait(max(0.0, 1 - (time.perf_counter() - began)))


if __name__ == "__main__":
    sys.exit(main())

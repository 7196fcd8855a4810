"""`make shots`: pictures of the demo guide, in Arabic and English, on a wide and on a narrow screen, into shots/.

    python -m house.shots

It looks at the guide that `make demo` made, through a server of its own, and changes nothing in it.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
SHOTS = ROOT / "shots"
HOME = Path(os.environ.get("DALIL_HOME", "var"))
EDITOR = "editor@demo.example"
LANGUAGES = ("ar", "en")
# Found among English names, by meaning and by sound; and what is suggested for a word that is not yet written out.
ACROSS = "جمعية الأمل العراقية"
TYPED = "الصليب الأح"
SCREENS = {"wide": (1280, 900), "phone": (390, 844)}

# A name for the picture, and the address; one in angle brackets is the first link of the page before that holds the pattern.
PAGES = (
    ("home", "/"),
    ("results", "/organisations/?q=women"),
    ("across-scripts", f"/organisations/?q={quote(ACROSS)}"),
    ("organisation", "</organisations/>"),
    ("history", "</history/>"),
    ("sector", "/sectors/health/"),
    ("place", "/places/PS/"),
    ("sources", "/sources/"),
    ("about", "/about/"),
    ("desk", "/staff/"),
    ("queue", "/staff/merges/?order=likely"),
    ("pair", "</staff/merges/[0-9]+>"),
    ("cluster", "</cluster/>"),
    ("batch", "/staff/merges/batch/?rate=20"),
    ("batch-strict", "/staff/merges/batch/?rate=1"),
    ("contradictions", "/staff/contradictions/"),
    ("decisions", "/staff/operations/"),
    ("lists", "/staff/sources/"),
    ("trust", "</trust/>"),
)


def main() -> int:
    """Takes the pictures; says how many."""
    program = os.environ.get("DALIL_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    passwords = HOME / "demo-passwords.json"
    if not program or not passwords.exists():
        print("Chromium is needed, and the guide of `make demo`.")
        return 1
    password = json.loads(passwords.read_text("utf-8"))[EDITOR]
    SHOTS.mkdir(exist_ok=True)
    with _server() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for screen, (width, height) in SCREENS.items():
            page = browser.new_page(viewport={"width": width, "height": height}, device_scale_factor=1)
            _sign_in(page, address, password)
            for language in LANGUAGES:
                _take(page, address, language, screen)
        browser.close()
    print(f"{len(list(SHOTS.glob('*.png')))} pictures in {SHOTS}")
    return 0


def _take(page: Page, address: str, language: str, screen: str) -> None:
    for name, where in PAGES:
        if where.startswith("<"):
            link = _link(page, where[1:-1])
            if link is None:
                print(f"{language}: nothing leads to {name}, no picture")
                continue
            where = link.removeprefix(f"/{language}")
        answer = page.goto(f"{address}/{language}{where}")
        if answer is None or not answer.ok:
            print(f"{language}{where}: {answer.status if answer else 'no answer'}")
        _whole(page, SCREENS[screen])
        page.screenshot(path=SHOTS / f"{name}-{language}-{screen}.png", full_page=True)
    page.set_viewport_size({"width": SCREENS[screen][0], "height": SCREENS[screen][1]})
    page.goto(f"{address}/{language}/")
    page.locator("#q").press_sequentially(TYPED)
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.screenshot(path=SHOTS / f"suggestions-{language}-{screen}.png")


def _link(page: Page, wanted: str) -> str | None:
    """The first link of the page whose address holds this pattern; the page stays as it is."""
    found = page.locator("main a[href]").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    return next((link for link in found if re.search(wanted, link)), None)


def _whole(page: Page, size: tuple[int, int]) -> None:
    """As high a window as the page, so that what stays at its edge lies where the page has it."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    high = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": size[0], "height": max(size[1], high)})


def _sign_in(page: Page, address: str, password: str) -> None:
    """With the password, and a passkey that is made for this picture-taking and withdrawn with the browser."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    device = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": device | {"isUserVerified": True, "automaticPresenceSimulation": True}},
    )
    page.goto(f"{address}/en/sign-in")
    page.fill("[name=sign_in_name]", EDITOR)
    page.fill("[name=password]", password)
    page.press("[name=password]", "Enter")
    page.wait_for_url(re.compile(r"/factor\?"))
    page.click("form[data-passkey] button:enabled")
    page.wait_for_url("**/staff/")


@contextmanager
def _server() -> Iterator[str]:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-m", "dalil.cli.main", "serve", "--port", str(port)], cwd=ROOT)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(120):
            try:
                urlopen(f"{address}/en/about/", timeout=5).close()
                break
            except OSError:
                time.sleep(0.5)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=60)


if __name__ == "__main__":
    sys.exit(main())

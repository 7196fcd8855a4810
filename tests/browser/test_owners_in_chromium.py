"""An owner claims its entry, invites a delegate, edits, hands over; a stranger proposes a change and gets an answer.

In Chromium, in English and in Arabic. Signing in itself is the subject of other tests: sessions are ready here.
"""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from dalil.access.actions import invitations
from dalil.access.strength import Factor
from dalil.accounts.models import DelegateRole, Delegation, Invitation, Person
from dalil.guide.models import ChangeProposal, Claim, Organisation, OwnStatement
from tests.guide.owners.acts import browser as browser_of
from tests.guide.owners.acts import letters, person
from tests.guide.owners.conftest import field_list, lamp, register

__all__ = ["field_list", "lamp", "register"]

pytestmark = pytest.mark.django_db(transaction=True)


Opens = Callable[..., Page]


@pytest.fixture
def opened(chromium: Browser, live_server: LiveServer) -> Iterator[Opens]:
    """Opens a page of a browser of its own, with this client's cookies if one is given."""
    contexts = []

    def opens(client: Client | None = None) -> Page:
        context = chromium.new_context(base_url=live_server.url, viewport={"width": 390, "height": 800})
        contexts.append(context)
        if client is not None:
            cookies = [
                {"name": name, "value": one.value, "url": live_server.url} for name, one in client.cookies.items()
            ]
            context.add_cookies(cookies)  # type: ignore[arg-type]
        context.set_default_timeout(8000)
        return context.new_page()

    yield opens
    for context in contexts:
        context.close()


def path_in_letter(start: str) -> str:
    """The path of the link in the letter to whoever begins like this."""
    text = next(text for to, _topic, text in letters() if to.startswith(start))
    return text.split("localhost:8000")[1].split()[0]


def press(page: Page, selector: str) -> None:
    """Press a button that leads to another page."""
    with page.expect_navigation():
        page.click(selector)


def fits(page: Page) -> bool:
    """Whether nothing is wider than the window."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"))


@pytest.mark.parametrize("language", ["en", "ar"])
def test_an_owner_claims_edits_invites_and_hands_over(
    language: str,
    opened: Opens,
    lamp: Organisation,
    layla: Person,
    signed_in: Callable[[Person], Client],
) -> None:
    claimant = opened()
    claimant.goto(f"/{language}/organisations/lamp/")
    press(claimant, f"a[href='/{language}/organisations/lamp/claim/']")
    trap = claimant.locator("#id_homepage").bounding_box()
    assert trap is None or not 0 <= trap["x"] <= 390
    for name, said in (("name", "رنا خليل"), ("mail", "rana@kite.example"), ("role", "director")):
        claimant.fill(f"#id_{name}", said)
    claimant.fill("#id_mail_at_domain", "office@lamp.example")
    press(claimant, "main form.form button[type=submit]")
    assert fits(claimant)
    status = claimant.url
    claimant.goto(path_in_letter("office@"))
    press(claimant, "main form button")

    desk = opened(signed_in(layla))
    claim = Claim.objects.get()
    desk.goto(f"/{language}/staff/claims/{claim.pk}/")
    desk.fill("#id_reason", "mail at the domain was answered")
    press(desk, "button[value=approve]")
    claimant.goto(status)
    assert "mail at the domain was answered" in claimant.inner_text("main")
    assert not Delegation.objects.exists()

    rana = person("rana")
    invitations.accept(by=rana, at=timezone.now(), invitation=Invitation.objects.get())
    member = opened(browser_of(Delegation.objects.get(), Factor.TIME_CODE))
    member.goto(f"/{language}/member/entry/")
    assert lamp.title in member.inner_text(".acting-for")
    member.fill("#id_names-0-value", "Our own Lamp")
    press(member, "main form.stack button.first")
    assert OwnStatement.objects.get().by == rana
    claimant.goto(f"/{language}/organisations/lamp/")
    assert "Our own Lamp" in claimant.inner_text("main")
    assert "Rana" not in claimant.inner_text("main")

    member.goto(f"/{language}/member/delegates/")
    member.check("input[name=role][value=editor]")
    press(member, "form[action$='/invite/'] button")
    assert "/invitation" in member.inner_text(".notice.success")
    tariq = person("tariq")
    invitations.accept(by=tariq, at=timezone.now(), invitation=Invitation.objects.get(used_at=None))
    member.goto(f"/{language}/member/delegates/")
    member.click("main details summary")
    press(member, "button[value=in_place]")
    heir = opened(browser_of(Delegation.objects.get(person=tariq), Factor.TIME_CODE))
    heir.goto(f"/{language}/member/")
    assert fits(heir)
    press(heir, "button[value=accept]")
    roles = dict(Delegation.objects.values_list("person__sign_in_name", "role"))
    assert roles == {"rana": DelegateRole.READER, "tariq": DelegateRole.MANAGER}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_stranger_proposes_a_change_and_gets_an_answer(
    language: str,
    opened: Opens,
    lamp: Organisation,
    layla: Person,
    signed_in: Callable[[Person], Client],
) -> None:
    stranger = opened()
    stranger.goto(f"/{language}/organisations/lamp/propose/")
    press(stranger, "a[href$='/propose/name/']")
    assert fits(stranger)
    stranger.fill("#id_value", "Lamp House of Aida")
    stranger.fill("#id_source_words", "annual report 2025")
    stranger.fill("#id_mail", "noor@kite.example")
    press(stranger, "main form.form button[type=submit]")
    status = stranger.url

    desk = opened(signed_in(layla))
    proposal = ChangeProposal.objects.get()
    desk.goto(f"/{language}/staff/changes/{proposal.pk}/")
    desk.fill("#answer", "It is so.")
    press(desk, "button[value=accept]")
    stranger.goto(path_in_letter("noor@"))
    assert stranger.url == status
    assert "It is so." in stranger.inner_text("main")
    stranger.goto(f"/{language}/organisations/lamp/")
    assert "Lamp House of Aida" in stranger.inner_text("main")

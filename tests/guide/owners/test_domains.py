"""Whether a mail address lies at a listed domain: whatever cannot be told counts as no."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dalil.guide.domains import are_at_one_domain, bearer_of, domain_of_link, domain_of_mail, plain_name

LABEL = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?", fullmatch=True).filter(
    lambda label: (
        not label.startswith("xn--")
        and label not in {"www", "www1", "www2", "web", "mail", "email", "en", "ar", "fr", "he"}
    )
)


@pytest.mark.parametrize(
    ("mail", "link"),
    [
        ("a@example.org", "https://www.example.org/en/home"),
        ("a@EXAMPLE.ORG", "http://example.org"),
        ("a.b+c@mail.example.org", "https://en.example.org"),
        ("a@xn--bcher-kva.example", "https://bücher.example/"),
        ("a@جمعية.فلسطين", "https://جمعية.فلسطين/"),
    ],
)
def test_one_domain(mail: str, link: str) -> None:
    assert are_at_one_domain(mail=mail, link=link)


@pytest.mark.parametrize(
    ("mail", "link"),
    [
        ("a@evil.example.org", "https://example.org"),
        ("a@example.org", "https://branch.example.org"),
        ("a@example.org.evil.example", "https://example.org"),
        ("a@notexample.org", "https://example.org"),
        ("a@exаmple.org", "https://example.org"),
        ("a@straße.de", "https://strasse.de"),
        ("a@ｅxample.org", "https://example.org"),
        ("a@example。org", "https://example.org"),
        ("a@gmail.com", "https://gmail.com"),
        ("a@org.ps", "https://www.org.ps"),
        ("a@facebook.com", "https://facebook.com/lamp"),
        ("a@lamp.github.io", "https://lamp.github.io"),
        ("a@127.0.0.1", "https://127.0.0.1"),
        ("a@example.org", "https://user@example.org"),
        ("a@example.org", "https://example.org:8443"),
        ("a@example.org", "ftp://example.org"),
        ('"a@evil"@example.org, b', "https://example.org"),
        ("a b@example.org", "https://example.org"),
        ("a@xn--a.org", "https://xn--a.org"),
        ("a\r\nBcc: b@evil.example@example.org", "https://example.org"),
        ("@example.org", "https://example.org"),
        ("example.org", "https://example.org"),
        ("", ""),
    ],
)
def test_not_one_domain(mail: str, link: str) -> None:
    assert not are_at_one_domain(mail=mail, link=link)


@given(st.text(max_size=80), st.text(max_size=80))
def test_nothing_typed_breaks_it_and_what_it_gives_is_a_plain_name(mail: str, link: str) -> None:
    for domain in (domain_of_mail(mail), domain_of_link(link), bearer_of(link)):
        assert domain == "" or plain_name(domain) == domain


@given(LABEL, LABEL)
def test_another_name_in_front_of_a_domain_or_behind_it_is_another_domain(one: str, two: str) -> None:
    link = f"https://{one}.example"
    assert not are_at_one_domain(mail=f"a@{two}.{one}.example", link=link)
    assert not are_at_one_domain(mail=f"a@{one}.example.{two}.example", link=link)
    assert not are_at_one_domain(mail=f"a@{two}{one}.example", link=link)

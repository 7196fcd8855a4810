"""An organisation in the words of schema.org, for machines that read the page (JSON-LD).

It never says more than the page shows.
"""

import json
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from dalil import kinds
from dalil.guide.labels import place_name
from dalil.guide.profile import Profile

# So written, no value can end the script element that holds the data; as Django's own json_script does.
_HARMLESS = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def as_json_ld(profile: Profile, address: str, language: str) -> SafeString:
    """The text for a `script` element of type application/ld+json."""
    text = json.dumps(_described(profile, address, language), ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.translate(_HARMLESS))  # noqa: S308


def _described(profile: Profile, address: str, language: str) -> dict[str, Any]:
    title = profile.title(language)
    identifiers = [kinds.check_identifier(s.value.scheme, s.value.value) for s in profile.identifiers]
    links = [said.value for said in profile.links if said.value.startswith("http")]
    described = {
        "@context": "https://schema.org",
        "@type": "NGO",
        "@id": address,
        "name": title,
        "alternateName": list(dict.fromkeys(s.value.value for s in profile.names if s.value.value != title)),
        "url": links[0] if links else None,
        "sameAs": links[1:] + [i.url for i in identifiers if i.url],
        "identifier": [
            {"@type": "PropertyValue", "propertyID": i.scheme, "value": i.value} for i in identifiers if i.scheme
        ],
        "address": [_address(s.value.locality, s.value.region, s.value.country, language) for s in profile.locations],
        "foundingDate": profile.founded[0].value if profile.founded else None,
        "dissolutionDate": profile.closed_on[0].value if profile.closed_on else None,
    }
    return {key: value for key, value in described.items() if value}


def _address(locality: str, region: str, country: str, language: str) -> dict[str, str]:
    parts = {
        "addressLocality": locality,
        "addressRegion": place_name(region, language) if region else "",
        "addressCountry": country,
    }
    return {"@type": "PostalAddress"} | {key: value for key, value in parts.items() if value}

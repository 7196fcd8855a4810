"""Addresses for strangers who claim an entry or propose a change, within the namespace `guide`."""

from django.urls import URLPattern, URLResolver, path

from dalil.guide.pages.change import change, change_value
from dalil.guide.pages.change_status import change_status
from dalil.guide.pages.claim import claim
from dalil.guide.pages.claim_mail import claim_mail
from dalil.guide.pages.claim_status import (
    claim_add,
    claim_appeal,
    claim_begin,
    claim_document,
    claim_status,
    claim_withdraw,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("organisations/<slug:number>/claim/", claim, name="claim"),
    path("organisations/<slug:number>/propose/", change, name="change"),
    path("organisations/<slug:number>/propose/<slug:aspect>/", change_value, name="change_value"),
    path("claims/<str:token>/", claim_status, name="claim_status"),
    path("claims/<str:token>/mail/", claim_add, name="claim_add"),
    path("claims/<str:token>/document/", claim_document, name="claim_document"),
    path("claims/<str:token>/withdraw/", claim_withdraw, name="claim_withdraw"),
    path("claims/<str:token>/begin/", claim_begin, name="claim_begin"),
    path("claims/<str:token>/appeal/", claim_appeal, name="claim_appeal"),
    path("claim-mail/<str:token>/", claim_mail, name="claim_mail"),
    path("changes/<str:token>/", change_status, name="change_status"),
]

"""Addresses of confirming, consent and private contacts, within the namespace `guide`."""

from django.urls import URLPattern, URLResolver, path

from dalil.guide.pages.member.contacts import contacts, own_contact_audience, own_contact_withdraw, own_contacts
from dalil.guide.pages.member.own_consent import own_confirm, own_consent, own_give_again, own_withdraw
from dalil.guide.pages.staff.verification_list import verification_check, verification_list
from dalil.guide.pages.still_right import still_right_page

urlpatterns: list[URLPattern | URLResolver] = [
    path("still-right/<str:token>/", still_right_page, name="still_right"),
    path("mine/consent/", own_consent, name="own_consent"),
    path("mine/consent/withdraw/", own_withdraw, name="own_withdraw"),
    path("mine/consent/give-again/", own_give_again, name="own_give_again"),
    path("mine/confirm/", own_confirm, name="own_confirm"),
    path("mine/contacts/", own_contacts, name="own_contacts"),
    path("mine/contacts/<uuid:pk>/audience/", own_contact_audience, name="own_contact_audience"),
    path("mine/contacts/<uuid:pk>/withdraw/", own_contact_withdraw, name="own_contact_withdraw"),
    path("organisations/<slug:number>/contacts/", contacts, name="contacts"),
    path("staff/verifications/", verification_list, name="verification_list"),
    path("staff/verifications/<slug:number>/", verification_check, name="verification_check"),
]

"""Addresses for delegates of organisations, mounted at `member/` within the namespace `guide`."""

from django.urls import URLPattern, URLResolver, path

from dalil.guide.pages.member.changes import member_change, member_changes
from dalil.guide.pages.member.delegates import (
    member_ask,
    member_delegates,
    member_end,
    member_give_back,
    member_invite,
    member_invite_anew,
    member_offer,
    member_role,
    member_take_back,
)
from dalil.guide.pages.member.desk import member, member_choose, member_claim, member_vouch
from dalil.guide.pages.member.entry import member_entry

urlpatterns: list[URLPattern | URLResolver] = [
    path("", member, name="member"),
    path("choose/", member_choose, name="member_choose"),
    path("entry/", member_entry, name="member_entry"),
    path("changes/", member_changes, name="member_changes"),
    path("changes/<int:number>/", member_change, name="member_change"),
    path("claims/<int:number>/", member_claim, name="member_claim"),
    path("voices/<int:number>/", member_vouch, name="member_vouch"),
    path("delegates/", member_delegates, name="member_delegates"),
    path("delegates/invite/", member_invite, name="member_invite"),
    path("delegates/give-back/", member_give_back, name="member_give_back"),
    path("delegates/<int:number>/role/", member_role, name="member_role"),
    path("delegates/<int:number>/end/", member_end, name="member_end"),
    path("delegates/<int:number>/ask/", member_ask, name="member_ask"),
    path("offers/<int:number>/", member_offer, name="member_offer"),
    path("invitations/<uuid:number>/anew/", member_invite_anew, name="member_invite_anew"),
    path("invitations/<uuid:number>/take-back/", member_take_back, name="member_take_back"),
]

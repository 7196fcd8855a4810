"""The addresses of the board, in a language: what everyone may read, the trustees' desk, legal holds and orders."""

from django.urls import URLPattern, URLResolver, path

from dalil.board.pages.board import board
from dalil.board.pages.orders import orders
from dalil.board.pages.resolution import resolution, resolution_bundle, resolution_sign, resolution_text
from dalil.board.pages.resolutions import resolutions
from dalil.board.pages.rules import rules
from dalil.board.pages.staff.board_desk import board_desk, resign, show_me
from dalil.board.pages.staff.holds import hold, hold_list, hold_place, hold_review
from dalil.board.pages.staff.interests import interest_add, interest_end, interest_list
from dalil.board.pages.staff.keys import key_add, key_confirm, key_end, key_list
from dalil.board.pages.staff.meetings import meeting, meeting_add, meeting_attend, meeting_cancel, meeting_list
from dalil.board.pages.staff.motion import (
    motion,
    motion_close,
    motion_recuse,
    motion_second,
    motion_vote,
    motion_withdraw,
)
from dalil.board.pages.staff.motion_form import motion_form
from dalil.board.pages.staff.motion_list import motion_kinds, motion_list
from dalil.board.pages.staff.orders import order, order_add, order_answer, order_check, order_list, order_refuse
from dalil.board.pages.staff.papers import meeting_minutes, motion_papers

app_name = "board"

ONE_RESOLUTION = "board/resolutions/<int:year>/<int:number>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("board/", board, name="board"),
    path("board/rules/", rules, name="rules"),
    path("board/orders/", orders, name="orders"),
    path("board/resolutions/", resolutions, name="resolutions"),
    path(ONE_RESOLUTION, resolution, name="resolution"),
    path(f"{ONE_RESOLUTION}text/", resolution_text, name="resolution_text"),
    path(f"{ONE_RESOLUTION}bundle/", resolution_bundle, name="resolution_bundle"),
    path(f"{ONE_RESOLUTION}sign/", resolution_sign, name="resolution_sign"),
    path("staff/board/", board_desk, name="board_desk"),
    path("staff/board/show-me/", show_me, name="show_me"),
    path("staff/board/resign/", resign, name="resign"),
    path("staff/board/motions/", motion_list, name="motion_list"),
    path("staff/board/motions/add/", motion_kinds, name="motion_kinds"),
    path("staff/board/motions/add/<slug:code>/", motion_form, name="motion_add"),
    path("staff/board/motions/<int:number>/", motion, name="motion"),
    path("staff/board/motions/<int:number>/second/", motion_second, name="motion_second"),
    path("staff/board/motions/<int:number>/vote/", motion_vote, name="motion_vote"),
    path("staff/board/motions/<int:number>/recuse/", motion_recuse, name="motion_recuse"),
    path("staff/board/motions/<int:number>/withdraw/", motion_withdraw, name="motion_withdraw"),
    path("staff/board/motions/<int:number>/close/", motion_close, name="motion_close"),
    path("staff/board/motions/<int:number>/papers/", motion_papers, name="motion_papers"),
    path("staff/board/meetings/<int:number>/minutes/", meeting_minutes, name="meeting_minutes"),
    path("staff/board/meetings/", meeting_list, name="meeting_list"),
    path("staff/board/meetings/add/", meeting_add, name="meeting_add"),
    path("staff/board/meetings/<int:number>/", meeting, name="meeting"),
    path("staff/board/meetings/<int:number>/attend/", meeting_attend, name="meeting_attend"),
    path("staff/board/meetings/<int:number>/cancel/", meeting_cancel, name="meeting_cancel"),
    path("staff/board/interests/", interest_list, name="interest_list"),
    path("staff/board/interests/add/", interest_add, name="interest_add"),
    path("staff/board/interests/<int:key>/end/", interest_end, name="interest_end"),
    path("staff/board/keys/", key_list, name="key_list"),
    path("staff/board/keys/add/", key_add, name="key_add"),
    path("staff/board/keys/<int:key>/confirm/", key_confirm, name="key_confirm"),
    path("staff/board/keys/<int:key>/end/", key_end, name="key_end"),
    path("staff/holds/", hold_list, name="hold_list"),
    path("staff/holds/place/", hold_place, name="hold_place"),
    path("staff/holds/<int:number>/", hold, name="hold"),
    path("staff/holds/<int:number>/review/", hold_review, name="hold_review"),
    path("staff/orders/", order_list, name="order_list"),
    path("staff/orders/add/", order_add, name="order_add"),
    path("staff/orders/<int:number>/", order, name="order"),
    path("staff/orders/<int:number>/check/", order_check, name="order_check"),
    path("staff/orders/<int:number>/answer/", order_answer, name="order_answer"),
    path("staff/orders/<int:number>/refuse/", order_refuse, name="order_refuse"),
]

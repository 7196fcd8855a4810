"""The addresses of this room: signing in and out, one's own password, and for operators the people."""

from django.urls import path

from dalil.access.pages.account import account, change_language, read_notices
from dalil.access.pages.approval import approval, decide, withdraw
from dalil.access.pages.approvals import approvals
from dalil.access.pages.duty import duty, end_duty
from dalil.access.pages.factor import factor
from dalil.access.pages.invitation import accept_invitation, invitation
from dalil.access.pages.mail_address import confirm_mail_address, mail_address
from dalil.access.pages.my_data import erase_me, my_data, take_away
from dalil.access.pages.passkey_talk import (
    answer_to_add,
    answer_to_enter,
    answer_to_show,
    ask_to_add,
    ask_to_enter,
    ask_to_show,
)
from dalil.access.pages.passkeys import new_passkey, passkeys, rename_passkey, withdraw_passkey
from dalil.access.pages.password import password
from dalil.access.pages.people import end_everybodys_sessions, people, revoke_invitation
from dalil.access.pages.person import end_sessions, person
from dalil.access.pages.protection import protection
from dalil.access.pages.prove import prove
from dalil.access.pages.recover import finish_recovery, first_link, recover, recovery_link
from dalil.access.pages.recoveries import (
    begin_recovery,
    hand_over_recovery,
    recoveries,
    recovery,
    stop_recovery,
)
from dalil.access.pages.retention import ask_for_what_is_due, retention
from dalil.access.pages.rights import note_review, rights, take_rights
from dalil.access.pages.sessions import end_other_sessions, end_session, sessions
from dalil.access.pages.sign_in import sign_in, sign_out
from dalil.access.pages.time_code import give_code, time_code, withdraw_time_code
from dalil.access.pages.who_saw import who_saw

app_name = "access"

urlpatterns = [
    path("sign-in", sign_in, name="sign_in"),
    path("sign-in/passkey/ask", ask_to_enter, name="ask_to_enter"),
    path("sign-in/passkey/answer", answer_to_enter, name="answer_to_enter"),
    path("factor", factor, name="factor"),
    path("prove", prove, name="prove"),
    path("account", account, name="account"),
    path("account/read", read_notices, name="read_notices"),
    path("account/language", change_language, name="change_language"),
    path("account/mail", mail_address, name="mail_address"),
    path("account/mail/confirm", confirm_mail_address, name="confirm_mail_address"),
    path("passkeys", passkeys, name="passkeys"),
    path("passkeys/new", new_passkey, name="new_passkey"),
    path("passkeys/<uuid:passkey>/rename", rename_passkey, name="rename_passkey"),
    path("passkeys/<uuid:passkey>/withdraw", withdraw_passkey, name="withdraw_passkey"),
    path("time-code", time_code, name="time_code"),
    path("time-code/give", give_code, name="give_code"),
    path("time-code/withdraw", withdraw_time_code, name="withdraw_time_code"),
    path("sessions", sessions, name="sessions"),
    path("sessions/<uuid:session>/end", end_session, name="end_session"),
    path("sessions/end-others", end_other_sessions, name="end_other_sessions"),
    path("invitation", invitation, name="invitation"),
    path("invitation/accept", accept_invitation, name="accept_invitation"),
    path("recover", recover, name="recover"),
    path("recover/link", recovery_link, name="recovery_link"),
    path("first-sign-in", first_link, name="first_link"),
    path("recover/finish", finish_recovery, name="finish_recovery"),
    path("recoveries", recoveries, name="recoveries"),
    path("recoveries/<uuid:recovery>", recovery, name="recovery"),
    path("recoveries/<uuid:recovery>/link", hand_over_recovery, name="hand_over_recovery"),
    path("recoveries/<uuid:recovery>/stop", stop_recovery, name="stop_recovery"),
    path("passkeys/show/ask", ask_to_show, name="ask_to_show"),
    path("passkeys/show/answer", answer_to_show, name="answer_to_show"),
    path("passkeys/add/ask", ask_to_add, name="ask_to_add"),
    path("passkeys/add/answer", answer_to_add, name="answer_to_add"),
    path("sign-out", sign_out, name="sign_out"),
    path("password", password, name="password"),
    path("protection", protection, name="protection"),
    path("my-data", my_data, name="my_data"),
    path("my-data/take-away", take_away, name="take_away"),
    path("my-data/erase", erase_me, name="erase_me"),
    path("who-saw", who_saw, name="who_saw"),
    path("approvals", approvals, name="approvals"),
    path("approvals/<uuid:id>", approval, name="approval"),
    path("approvals/<uuid:id>/decide", decide, name="decide"),
    path("approvals/<uuid:id>/withdraw", withdraw, name="withdraw"),
    path("duty", duty, name="duty"),
    path("duty/end", end_duty, name="end_duty"),
    path("retention", retention, name="retention"),
    path("retention/<slug:rule>/ask", ask_for_what_is_due, name="ask_for_what_is_due"),
    path("rights", rights, name="rights"),
    path("rights/file", take_rights, name="take_rights"),
    path("rights/reviewed", note_review, name="note_review"),
    path("people", people, name="people"),
    path("people/<int:number>", person, name="person"),
    path("people/end-sessions", end_everybodys_sessions, name="end_everybodys_sessions"),
    path("people/<int:number>/end-sessions", end_sessions, name="end_sessions"),
    path("people/<int:number>/recover", begin_recovery, name="begin_recovery"),
    path("invitations/<uuid:invitation>/revoke", revoke_invitation, name="revoke_invitation"),
]

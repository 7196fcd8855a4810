"""The addresses of this room: signing in and out, one's own password, and for operators the people."""

from django.urls import path

from dalil.access.pages.factor import factor
from dalil.access.pages.passkey_talk import (
    answer_to_add,
    answer_to_enter,
    answer_to_show,
    ask_to_add,
    ask_to_enter,
    ask_to_show,
)
from dalil.access.pages.password import password
from dalil.access.pages.people import people
from dalil.access.pages.person import new_password, person
from dalil.access.pages.prove import prove
from dalil.access.pages.sign_in import sign_in, sign_out

app_name = "access"

urlpatterns = [
    path("sign-in", sign_in, name="sign_in"),
    path("sign-in/passkey/ask", ask_to_enter, name="ask_to_enter"),
    path("sign-in/passkey/answer", answer_to_enter, name="answer_to_enter"),
    path("factor", factor, name="factor"),
    path("prove", prove, name="prove"),
    path("passkeys/show/ask", ask_to_show, name="ask_to_show"),
    path("passkeys/show/answer", answer_to_show, name="answer_to_show"),
    path("passkeys/add/ask", ask_to_add, name="ask_to_add"),
    path("passkeys/add/answer", answer_to_add, name="answer_to_add"),
    path("sign-out", sign_out, name="sign_out"),
    path("password", password, name="password"),
    path("people", people, name="people"),
    path("people/<int:number>", person, name="person"),
    path("people/<int:number>/new-password", new_password, name="new_password"),
]

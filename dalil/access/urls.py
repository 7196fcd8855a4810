"""The addresses of this room: signing in and out, one's own password, and for operators the people."""

from django.urls import path

from dalil.access.pages.password import password
from dalil.access.pages.people import people
from dalil.access.pages.person import new_password, person
from dalil.access.pages.sign_in import sign_in, sign_out

app_name = "access"

urlpatterns = [
    path("sign-in", sign_in, name="sign_in"),
    path("sign-out", sign_out, name="sign_out"),
    path("password", password, name="password"),
    path("people", people, name="people"),
    path("people/<int:number>", person, name="person"),
    path("people/<int:number>/new-password", new_password, name="new_password"),
]

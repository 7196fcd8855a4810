"""The addresses of this room: signing in and out, one's own password, and for operators the people."""

from django.urls import URLPattern

app_name = "access"

urlpatterns: list[URLPattern] = []

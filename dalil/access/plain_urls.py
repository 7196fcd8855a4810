"""Addresses of this room without a language: what the web expects at a fixed place."""

from django.urls import path

from dalil.access.pages.security_txt import security_txt
from dalil.access.security_txt import PATH

urlpatterns = [path(PATH, security_txt, name="security_txt")]

"""Addresses without a language: what machines ask for, and the outlines that every map points into."""

from django.urls import path

from dalil.guide.pages.outlines import outlines
from dalil.guide.pages.robots import robots
from dalil.guide.pages.sitemap import sitemap, sitemap_index

urlpatterns = [
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemap_index, name="sitemap_index"),
    path("sitemap-<int:number>.xml", sitemap, name="sitemap"),
    path("outlines.svg", outlines, name="outlines"),
]

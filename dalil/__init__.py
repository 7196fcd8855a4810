"""Dalil (دليل: guide, and evidence): the platform that a network of civil-society organisations runs on."""

__version__ = "0.1.0"

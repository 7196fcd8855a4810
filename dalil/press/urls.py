"""The addresses of the press, in a language: editions, corrections, statements, and the desk's pages for them."""

from django.urls import URLPattern, URLResolver, include, path

from dalil.press.pages.corrections import corrections
from dalil.press.pages.edition import edition
from dalil.press.pages.edition_changes import edition_changes
from dalil.press.pages.editions import editions
from dalil.press.pages.feed_changes import feed_changes
from dalil.press.pages.feed_statements import feed_statements
from dalil.press.pages.print_entry import print_entry
from dalil.press.pages.print_results import print_results
from dalil.press.pages.staff.correction_list import correction_answer, correction_list
from dalil.press.pages.staff.edition_draft import edition_draft, edition_redraft
from dalil.press.pages.staff.edition_list import edition_list
from dalil.press.pages.staff.edition_plan import (
    edition_abandon,
    edition_again,
    edition_approve,
    edition_plan,
    edition_revoke,
)
from dalil.press.pages.staff.statement_form import statement_add, statement_change
from dalil.press.pages.staff.statement_list import statement_list, statement_publish, statement_withdraw
from dalil.press.pages.staff.subscription_list import subscription_list, subscription_look
from dalil.press.pages.statement import statement
from dalil.press.pages.statements import statements

app_name = "press"

urlpatterns: list[URLPattern | URLResolver] = [
    path("editions/", editions, name="editions"),
    path("editions/<int:number>/", edition, name="edition"),
    path("editions/<int:number>/changes/", edition_changes, name="edition_changes"),
    path("corrections/", corrections, name="corrections"),
    path("organisations/print/", print_results, name="print_results"),
    path("organisations/<slug:number>/print/", print_entry, name="print_entry"),
    path("", include("dalil.press.api.reader_urls")),
    path("feeds/changes/", feed_changes, name="changes_feed"),
    path("statements/", statements, name="statements"),
    path("statements/feed/", feed_statements, name="statements_feed"),
    path("statements/<int:number>/", statement, name="statement"),
    path("staff/editions/", edition_list, name="edition_list"),
    path("staff/editions/draft/", edition_draft, name="edition_draft"),
    path("staff/editions/<int:key>/", edition_plan, name="edition_plan"),
    path("staff/editions/<int:key>/redraft/", edition_redraft, name="edition_redraft"),
    path("staff/editions/<int:key>/approve/", edition_approve, name="edition_approve"),
    path("staff/editions/<int:key>/again/", edition_again, name="edition_again"),
    path("staff/editions/<int:key>/abandon/", edition_abandon, name="edition_abandon"),
    path("staff/editions/<int:key>/revoke/", edition_revoke, name="edition_revoke"),
    path("staff/statements/", statement_list, name="statement_list"),
    path("staff/statements/add/", statement_add, name="statement_add"),
    path("staff/statements/<int:key>/", statement_change, name="statement_change"),
    path("staff/statements/<int:key>/publish/", statement_publish, name="statement_publish"),
    path("staff/statements/<int:key>/withdraw/", statement_withdraw, name="statement_withdraw"),
    path("staff/platforms/", subscription_list, name="subscription_list"),
    path("staff/platforms/<int:key>/look/", subscription_look, name="subscription_look"),
    path("staff/corrections/", correction_list, name="correction_list"),
    path("staff/corrections/<int:key>/answer/", correction_answer, name="correction_answer"),
]

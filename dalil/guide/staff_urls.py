"""The addresses of the editors' desk, mounted at `staff/` within the namespace `guide`."""

from django.urls import URLPattern, URLResolver, path

from dalil.guide.pages.staff.change_list import change_list
from dalil.guide.pages.staff.change_one import change_one
from dalil.guide.pages.staff.claim_one import (
    claim_decide,
    claim_document_of,
    claim_invite,
    claim_one,
    claim_revoke,
    offer_agree,
)
from dalil.guide.pages.staff.claims import claims
from dalil.guide.pages.staff.cluster import organisation_cluster
from dalil.guide.pages.staff.contradictions import contradictions
from dalil.guide.pages.staff.desk import desk
from dalil.guide.pages.staff.intake import abandon, intake
from dalil.guide.pages.staff.intake_done import intake_done
from dalil.guide.pages.staff.intake_list import intake_list
from dalil.guide.pages.staff.intake_mapping import intake_mapping
from dalil.guide.pages.staff.intake_plan import approve, intake_plan
from dalil.guide.pages.staff.intake_progress import intake_progress
from dalil.guide.pages.staff.intake_row import decide, intake_row
from dalil.guide.pages.staff.intake_upload import intake_upload
from dalil.guide.pages.staff.ledger import ledger
from dalil.guide.pages.staff.list_trust import list_trust, list_trust_draw, list_trust_switch
from dalil.guide.pages.staff.list_trust_item import list_trust_item
from dalil.guide.pages.staff.merge_batch import (
    merge_batch,
    merge_batch_accept,
    merge_batch_confirm,
    merge_batch_undo,
)
from dalil.guide.pages.staff.merge_pair import merge_pair, merge_why
from dalil.guide.pages.staff.merge_queue import merge_queue
from dalil.guide.pages.staff.operations import operations, undo, withdraw
from dalil.guide.pages.staff.organisation_add import organisation_add, organisation_already
from dalil.guide.pages.staff.organisation_compare import organisation_compare
from dalil.guide.pages.staff.organisation_consent import organisation_consent
from dalil.guide.pages.staff.organisation_contacts import contact_audience, organisation_contacts, same_contacts
from dalil.guide.pages.staff.organisation_edit import organisation_edit, organisation_listing
from dalil.guide.pages.staff.organisation_history import organisation_history
from dalil.guide.pages.staff.organisation_report import organisation_report
from dalil.guide.pages.staff.organisation_search import organisation_search
from dalil.guide.pages.staff.organisation_split import organisation_split
from dalil.guide.pages.staff.own_statements import own_statement_decide, own_statements
from dalil.guide.pages.staff.reports import decide_report, reports
from dalil.guide.pages.staff.source_form import source_add, source_change
from dalil.guide.pages.staff.source_list import source_list

urlpatterns: list[URLPattern | URLResolver] = [
    path("", desk, name="desk"),
    path("sources/", source_list, name="source_list"),
    path("sources/add/", source_add, name="source_add"),
    path("sources/<slug:slug>/", source_change, name="source_change"),
    path("sources/<slug:slug>/trust/", list_trust, name="list_trust"),
    path("sources/<slug:slug>/trust/draw/", list_trust_draw, name="list_trust_draw"),
    path("sources/<slug:slug>/trust/switch/", list_trust_switch, name="list_trust_switch"),
    path("sources/<slug:slug>/trust/<int:number>/", list_trust_item, name="list_trust_item"),
    path("intakes/", intake_list, name="intake_list"),
    path("intakes/upload/", intake_upload, name="intake_upload"),
    path("intakes/<int:number>/", intake, name="intake"),
    path("intakes/<int:number>/mapping/", intake_mapping, name="intake_mapping"),
    path("intakes/<int:number>/progress/", intake_progress, name="intake_progress"),
    path("intakes/<int:number>/plan/", intake_plan, name="intake_plan"),
    path("intakes/<int:number>/approve/", approve, name="intake_approve"),
    path("intakes/<int:number>/abandon/", abandon, name="intake_abandon"),
    path("intakes/<int:number>/done/", intake_done, name="intake_done"),
    path("intakes/<int:number>/rows/<int:row>/", intake_row, name="intake_row"),
    path("intakes/<int:number>/rows/<int:row>/decide/", decide, name="intake_row_decide"),
    path("merges/", merge_queue, name="merge_queue"),
    path("merges/batch/", merge_batch, name="merge_batch"),
    path("merges/batch/confirm/", merge_batch_confirm, name="merge_batch_confirm"),
    path("merges/batch/accept/", merge_batch_accept, name="merge_batch_accept"),
    path("merges/batches/<int:number>/", merge_batch_undo, name="merge_batch_undo"),
    path("merges/<int:number>/", merge_pair, name="merge_pair"),
    path("merges/<int:number>/why/", merge_why, name="merge_why"),
    path("contradictions/", contradictions, name="contradictions"),
    path("operations/", operations, name="operations"),
    path("operations/<int:number>/undo/", undo, name="operation_undo"),
    path("judgements/<int:number>/withdraw/", withdraw, name="judgement_withdraw"),
    path("organisations/", organisation_search, name="organisation_search"),
    path("organisations/add/", organisation_add, name="organisation_add"),
    path("organisations/add/already/", organisation_already, name="organisation_already"),
    path("organisations/<slug:number>/edit/", organisation_edit, name="organisation_edit"),
    path("organisations/<slug:number>/consent/", organisation_consent, name="organisation_consent"),
    path("organisations/<slug:number>/contacts/", organisation_contacts, name="organisation_contacts"),
    path("organisations/<slug:number>/listing/", organisation_listing, name="organisation_listing"),
    path("organisations/<slug:number>/history/", organisation_history, name="organisation_history"),
    path("organisations/<slug:number>/cluster/", organisation_cluster, name="organisation_cluster"),
    path("organisations/<slug:number>/split/", organisation_split, name="organisation_split"),
    path("organisations/<slug:number>/report/", organisation_report, name="organisation_report"),
    path("organisations/<slug:left>/compare/<slug:right>/", organisation_compare, name="organisation_compare"),
    path("contacts/same/", same_contacts, name="same_contacts"),
    path("contacts/<uuid:pk>/audience/", contact_audience, name="contact_audience"),
    path("claims/", claims, name="claims"),
    path("claims/<int:number>/", claim_one, name="claim_one"),
    path("claims/<int:number>/decide/", claim_decide, name="claim_decide"),
    path("claims/<int:number>/documents/<int:piece>/", claim_document_of, name="claim_document_of"),
    path("claims/<int:number>/invite/", claim_invite, name="claim_invite"),
    path("claims/<int:number>/revoke/", claim_revoke, name="claim_revoke"),
    path("managers/<int:number>/agree/", offer_agree, name="offer_agree"),
    path("changes/", change_list, name="change_list"),
    path("changes/<int:number>/", change_one, name="change_one"),
    path("own-words/", own_statements, name="own_statements"),
    path("own-words/<int:number>/decide/", own_statement_decide, name="own_statement_decide"),
    path("reports/", reports, name="reports"),
    path("reports/<int:number>/decide/", decide_report, name="report_decide"),
    path("ledger/", ledger, name="ledger"),
]

"""`dalil merge`: judging whether two organisations are one. Every judgement can be undone, and nothing is lost by any."""

from contextlib import ExitStack
from pathlib import Path

import click
from django.utils import timezone

from dalil.accounts.models import Person
from dalil.cli.terminal import progress, say, table
from dalil.guide import automation, consequences, contradictions, exporting, judgements, reasons
from dalil.guide.actions import batching, merging, relinking
from dalil.guide.models import Batch, Operation, Organisation, Record
from dalil.guide.progress import Progress


def organisation_called(context: click.Context, parameter: click.Parameter, number: str) -> Organisation:
    """The organisation with this id; one that was merged away says into which."""
    found = Organisation.objects.filter(pk=number).first()
    if found is None:
        raise click.ClickException(f"There is no organisation {number}. Look for it with `dalil find`.")
    if found.merged_into_id:
        raise click.ClickException(f"{number} was merged into {found.merged_into_id}. Name that one.")
    return found


REASON = click.option("--reason", default="", help="Why, for those who read the history.")


@click.group()
def merge() -> None:
    """Judge which organisations are one and the same, and undo such judgements."""


@merge.command()
@click.option("--limit", default=20, show_default=True, help="How many to show.")
@click.option("--teaching", is_flag=True, help="Those first whose answer teaches most.")
def queue(limit: int, teaching: bool) -> None:
    """List proposed merges, the likeliest first, with the reasons."""
    waiting = judgements.queue()
    say(f"{waiting.count():,} proposals wait.")
    calibration = automation.calibration_now()
    shown = list(waiting[:limit])
    if teaching:
        found = waiting.in_bulk(order := judgements.teaching_order(limit))
        shown = [found[number] for number in order if number in found]
    for proposal in shown:
        chance = automation.probability_of(proposal, calibration)
        say(f"\n{chance:.0%}  {proposal.left_id}  {proposal.left.title}")
        say(f"     {proposal.right_id}  {proposal.right.title}")
        for reason in reasons.worded_all(proposal.reasons):
            say(f"       {reason.mark}{reason.weight:4.1f}  {reason.sentence}")


@merge.command()
@click.argument("stays", callback=organisation_called)
@click.argument("moved", callback=organisation_called)
@REASON
def join(stays: Organisation, moved: Organisation, reason: str) -> None:
    """Say that two organisations are one. STAYS keeps its address, the address of MOVED leads there."""
    by, at = Person.objects.command_line(), timezone.now()
    operation = merging.merge(stays=stays, moved=moved, reason=reason, by=by, at=at)
    say(f"Merged {moved.pk} “{moved.title}” into {stays.pk} “{stays.title}”.")
    say(f"To take it back: dalil merge undo {operation.pk}")


@merge.command()
@click.argument("left", callback=organisation_called)
@click.argument("right", callback=organisation_called)
@REASON
def apart(left: Organisation, right: Organisation, reason: str) -> None:
    """Say that two organisations are not the same. It is remembered: no list and no merge will join them."""
    by, at = Person.objects.command_line(), timezone.now()
    merging.judge_not_same(left=left, right=right, reason=reason, by=by, at=at)
    say(f"Noted: {left.pk} “{left.title}” and {right.pk} “{right.title}” are not the same.")


@merge.command()
@click.argument("organisation", callback=organisation_called)
@click.argument("records", type=int, nargs=-1)
@REASON
def split(organisation: Organisation, records: tuple[int, ...], reason: str) -> None:
    """Say that some RECORDS of an organisation are about another one. Without RECORDS it lists them."""
    if not records:
        held = organisation.records.select_related("source").order_by("pk")
        table(("record", "source", "name"), [(one.pk, one.source.slug, first_name(one)) for one in held])
        return
    chosen = list(organisation.records.filter(pk__in=records))
    if missing := set(records) - {one.pk for one in chosen}:
        raise click.ClickException(f"{organisation.pk} has no record {', '.join(map(str, sorted(missing)))}.")
    by, at = Person.objects.command_line(), timezone.now()
    operation = merging.split(organisation=organisation, records=chosen, reason=reason, by=by, at=at)
    say(f"Split {len(chosen)} records off {organisation.pk}; they are {operation.moved_id} now.")
    say(f"To take it back: dalil merge undo {operation.pk}")


@merge.command()
@click.argument("operation", type=int)
def undo(operation: int) -> None:
    """Undo a merge or a split, whatever came after it."""
    found = Operation.objects.filter(pk=operation).first()
    if found is None:
        raise click.ClickException(f"There is no operation {operation}. `dalil merge log` lists them.")
    for sentence in consequences.of(found).sentences:
        say(sentence)
    changed = merging.undo(operation=found, by=Person.objects.command_line(), at=timezone.now())
    say(f"Undone: {found.kind} {operation}. Changed: {', '.join(sorted(changed)) or 'nothing'}.")


@merge.command()
@click.option("--limit", default=20, show_default=True, help="How many to show.")
def log(limit: int) -> None:
    """List merges and splits, the newest first."""
    done = Operation.objects.select_related("stays", "moved", "by").order_by("-pk")[:limit]
    table(
        ("operation", "kind", "stays", "moved", "by", "at", "undone"),
        [
            (one.pk, one.kind, one.stays_id, one.moved_id, one.by, f"{one.at:%Y-%m-%d %H:%M}", bool(one.undone_at))
            for one in done
        ],
    )


@merge.command()
@click.option("--error-rate", default=0.01, show_default=True, help="How many may be wrong, as a share.")
@click.option("--accept", is_flag=True, help="Merge them all, as one batch that can be undone.")
def batch(error_rate: float, accept: bool) -> None:
    """Show the proposals that are sure enough for a stated error rate; with --accept merge them."""
    offer = batching.batch(error_rate)
    for one in offer.proposals:
        say(f"{one.probability:.4f}  {one.moved} → {one.stays}  {one.proposal.left.title} = {one.proposal.right.title}")
    for left_out in offer.left_out:
        say(f"Left out: {left_out.proposal.left.title} = {left_out.proposal.right.title}. {left_out.sentence}")
    say(f"{len(offer.proposals):,} proposals, of which {offer.expected_wrong:.1f} may be wrong.")
    if accept and offer.proposals:
        ids = [one.proposal.pk for one in offer.proposals]
        by, at = Person.objects.command_line(), timezone.now()
        made = batching.accept_batch(ids=ids, error_rate=error_rate, by=by, at=at)
        say(f"Merged. To take all of it back: dalil merge undo-batch {made.pk}")


@merge.command("undo-batch")
@click.argument("number", type=int)
def undo_batch(number: int) -> None:
    """Undo all merges of a batch, whatever came after them."""
    found = Batch.objects.filter(pk=number).first()
    if found is None:
        raise click.ClickException(f"There is no batch {number}.")
    for sentence in consequences.of_batch(found).sentences:
        say(sentence)
    changed = batching.undo_batch(batch=found, by=Person.objects.command_line(), at=timezone.now())
    say(f"Undone: batch {number}. {len(changed):,} organisations changed.")


@merge.command("contradictions")
def list_contradictions() -> None:
    """List judgements that other decisions contradict, with who decided what."""
    found = contradictions.contradictions()
    for one in found:
        say(f"\n{one.organisation_id}:")
        for link in one.chain:
            say(f"  {link.sentence}")
    say(f"{len(found):,} contradictions.")


@merge.command()
def relink() -> None:
    """Compare all records with each other anew, and put pairs that may be one into the queue. It merges nothing."""
    relink_all()


# The stages of linking that take long enough to be told.
STAGES = {"records": "Reading records", "evidence": "Weighing pairs", "questions": "Wording questions"}


def relink_all() -> None:
    """Link the guide anew, with progress, and say what that changed."""
    with ExitStack() as shown:
        bars: dict[str, Progress] = {}

        def tell(stage: str, done: int, of: int) -> None:
            if stage in STAGES and stage not in bars:
                bars[stage] = shown.enter_context(progress(STAGES[stage]))
            if stage in STAGES:
                bars[stage](done, of)

        done = relinking.relink(by=Person.objects.command_line(), at=timezone.now(), progress=tell)
    say(f"Compared {done.records:,} records of {done.organisations:,} organisations with each other.")
    say(f"{done.clusters:,} groups of organisations may be one each; {done.links:,} pairs hold them together.")
    say(f"Of these: new questions {done.asked:,}, asked before and renewed {done.renewed:,}, waiting {done.waiting:,},")
    say(f"decided before {done.settled:,}, too weak to ask {done.against:,}, changed meanwhile {done.moved:,}.")
    if done.contradictions:
        say(f"Decisions contradict each other in: {', '.join(done.contradictions)}.")
        say("See them with: dalil merge contradictions")
    say("Nothing was merged." + (" The questions are in: dalil merge queue" if done.asked else ""))


@merge.command()
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Where to write; otherwise printed.")
@click.option("--automatic", is_flag=True, help="Also what was joined without asking.")
def export(out: Path | None, automatic: bool) -> None:
    """Write every decision with its evidence as lines of JSON, to learn weights from. It names no editor."""
    written = 0
    with click.open_file(str(out or "-"), "wb") as stream:
        for line in exporting.lines(automatic=automatic):
            stream.write(line)
            written += 1
    if out:
        say(f"{written:,} decisions written to {out}.")


def first_name(record: Record) -> str:
    """The first name of a record, or its key."""
    names = record.read().names
    return names[0].value if names else record.key

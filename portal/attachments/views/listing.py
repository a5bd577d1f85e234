"""The files of a group, and the actor's own."""

from flask import Response

from auth.session import actor
from portal.core.web import fragment, page, parse, wants_fragment
from portal.groups import group_frame

from .. import lists
from ..forms import FilesForm
from . import blueprint


@blueprint.get("/groups/<slug>/files")
def of_group(slug: str) -> Response:
    who = actor()
    frame = group_frame(who, slug)
    if not who.holds(frame.group.key):
        return page("attachments/closed.html", frame=frame)
    form = parse(FilesForm, query=True)
    found = lists.files_in(who, frame.group.key, kind=form.kind, after=form.after)
    if wants_fragment():
        return fragment("attachments/_list.html", found=found, filters=form, frame=frame)
    return page("attachments/group.html", found=found, filters=form, frame=frame)


@blueprint.get("/attachments/mine")
def mine() -> Response:
    form = parse(FilesForm, query=True)
    return page("attachments/mine.html", found=lists.my_files(actor(), after=form.after), room=lists.room_of(actor()))

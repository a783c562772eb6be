"""Requests: posted forms, and the token that protects them."""

from dataclasses import dataclass
from typing import Any

from fastapi import HTTPException, Request
from starlette.datastructures import FormData, UploadFile

from onrecord.web.access.sessions import Session, clean_name, is_token
from onrecord.web.state import app_state, session_of

# A form of another site cannot send this header (Fetch standard, CORS), so a request with it is a program's.
PROGRAM_HEADER = "x-onrecord"
PROGRAM_PARAMETER: dict[str, Any] = {  # how it is described
    "name": "X-OnRecord",
    "in": "header",
    "required": True,
    "schema": {"type": "string", "enum": ["1"]},
}
MOST_FILES, MOST_FIELDS = 200, 100


@dataclass(frozen=True, slots=True)
class Form:
    """A posted form: its fields and files by name, and the session of the sender."""

    parts: FormData
    session: Session

    def text(self, name: str) -> str:
        """Return a field without white space around it, empty if it is missing."""
        return self.raw_text(name).strip()

    def raw_text(self, name: str) -> str:
        """Return a field as it was sent, empty if it is missing."""
        value = self.parts.get(name)
        return value if isinstance(value, str) else ""

    def files(self, name: str) -> list[UploadFile]:
        """Return the files of a field.

        Browsers send one without a file name when none was chosen; it is left out.
        """
        return [part for part in self.parts.getlist(name) if isinstance(part, UploadFile) and part.filename]

    @property
    def by(self) -> str:
        """Who decides: the name in the form, else that of the session."""
        return clean_name(self.text("by")) or self.session.name


class StaleFormError(HTTPException):
    """403: the token of a form is not that of its sender's session. `form` is what was entered."""

    def __init__(self, form: Form) -> None:
        super().__init__(
            403,
            "This form was out of date: it was open for long, the server was restarted, or you signed in or "
            "out elsewhere. Nothing was saved. Look at your entries and send them again. If this happens "
            "again, your browser does not keep the cookie of this site.",
        )
        self.form = form


async def read_form(request: Request) -> Form:
    """Return the form of a request. Raises StaleFormError when its token is not that of the session."""
    session = session_of(request)
    most = app_state(request).settings.max_bytes
    try:
        parts = await request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS, max_part_size=most)
    except (ValueError, UnicodeDecodeError) as error:
        raise HTTPException(400, f"The form cannot be read: {error}") from error
    form = Form(parts, session)
    if request.headers.get(PROGRAM_HEADER) != "1" and not is_token(session, form.text("token")):
        raise StaleFormError(form)
    return form

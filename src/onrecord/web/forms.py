"""Forms: what people send, read within bounds and only from forms made for them."""

from dataclasses import dataclass

from fastapi import HTTPException, Request
from starlette.datastructures import FormData, UploadFile

from onrecord.web.responses import session_of
from onrecord.web.sessions import Session, clean_name, is_token
from onrecord.web.state import house_of

PROGRAM_HEADER = "x-onrecord"  # a request with a header of its own is never sent by another site's form (Fetch standard, CORS)
MOST_FILES, MOST_FIELDS = 200, 100


@dataclass(frozen=True, slots=True)
class Form:
    """A form: its texts and files by name, and who sent it."""

    parts: FormData
    session: Session

    def text(self, name: str) -> str:
        """Return a field without white space around it, empty where there is none."""
        value = self.parts.get(name)
        return value.strip() if isinstance(value, str) else ""

    def whole(self, name: str) -> str:
        """Return a field as it was sent."""
        value = self.parts.get(name)
        return value if isinstance(value, str) else ""

    def files(self, name: str) -> list[UploadFile]:
        """Return the files sent under a name; browsers send one without a name where none was chosen."""
        return [part for part in self.parts.getlist(name) if isinstance(part, UploadFile) and part.filename]

    @property
    def by(self) -> str:
        """Who judges: the name told in the form, else the one told before."""
        return clean_name(self.text("by")) or self.session.name


async def read_form(request: Request) -> Form:
    """Return the form of a request. Raises HTTPException 403 when it was not made for this session."""
    session = session_of(request)
    most = house_of(request).serving.max_bytes
    try:
        parts = await request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS, max_part_size=most)
    except (ValueError, UnicodeDecodeError) as error:
        raise HTTPException(400, f"The form cannot be read: {error}") from error
    form = Form(parts, session)
    if PROGRAM_HEADER not in request.headers and not is_token(session, form.text("token")):
        raise HTTPException(
            403, "This form is from before the server was started, or from elsewhere. Load the page again."
        )
    return form

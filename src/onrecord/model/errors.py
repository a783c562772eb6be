"""The exception tree. Every error that OnRecord raises on purpose says what is wrong, where, and what to do.

OnRecordError
├── EvidenceError      words that differ from the text at their span
├── IngestError        a source that gives no article (with a reason from the fixed list)
├── AnnotationError    an annotator that cannot do its work
│   └── ModelError     a model file that is missing or altered
├── MissingExtraError  a library that is installed only with an extra
├── SettingError       an invalid setting
├── StoreError         a dossier that cannot be opened, read or written
│   └── ConflictError  somebody else has judged the same thing in the meantime
└── GoldError          a gold or predictions file in the wrong format
"""

from onrecord.model.reasons import Reason


class OnRecordError(Exception):
    """Base of all errors that OnRecord raises on purpose."""


class EvidenceError(OnRecordError):
    """Evidence whose words differ from the text, or whose spans are not sound."""


class IngestError(OnRecordError):
    """A source gives no article.

    `reason` is from the fixed list in `onrecord.model.reasons`; `str(error)` is a sentence for people.
    """

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason: Reason = reason
        self.detail = detail


class AnnotationError(OnRecordError):
    """An annotator cannot do its work."""


class ModelError(AnnotationError):
    """A model file is missing, altered or cannot be loaded."""


class MissingExtraError(OnRecordError):
    """A library is not installed, because it belongs to an extra.

    `extra` is the name of the extra, `purpose` what needs it, as the subject of a sentence.
    """

    def __init__(self, extra: str, purpose: str) -> None:
        super().__init__(f"{purpose} needs an extra; install it with: pip install 'onrecord[{extra}]'")
        self.extra = extra


class SettingError(OnRecordError):
    """A setting has an invalid value."""


class StoreError(OnRecordError):
    """A dossier cannot be opened, read or written."""


class ConflictError(StoreError):
    """Somebody else has judged the same thing since the caller last read it. Nothing was changed."""


class GoldError(OnRecordError):
    """A gold or predictions file is not in the documented format."""

"""The exception tree. Every error OnRecord raises on purpose is an OnRecordError and says what, where and what to do.

OnRecordError
├── EvidenceError      words that are not in the text at the place given
├── IngestError     a source that cannot be made into articles (carries a reason of the fixed list)
├── AnnotationError       a reader that cannot do its work
│   └── ModelError     a model file that is missing or altered
├── SettingError       a setting that makes no sense
├── StoreError         a dossier that cannot be opened, read or written
│   └── ConflictError  somebody else has judged the same meanwhile
└── GoldError          a gold or predictions file that is not in the format promised
"""

from onrecord.model.reasons import Reason


class OnRecordError(Exception):
    """Base of all errors OnRecord raises on purpose."""


class EvidenceError(OnRecordError):
    """Evidence whose words differ from the text, or whose spans are not sound."""


class IngestError(OnRecordError):
    """A source could not be made into an article.

    `reason` is from the fixed list in `onrecord.model.reasons`; `str(error)` is the sentence for people.
    """

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason: Reason = reason
        self.detail = detail


class AnnotationError(OnRecordError):
    """A reader could not do its work."""


class ModelError(AnnotationError):
    """A model file is missing, altered or cannot be loaded."""


class SettingError(OnRecordError):
    """A setting has a value that makes no sense."""


class StoreError(OnRecordError):
    """A dossier cannot be opened, read or written."""


class ConflictError(StoreError):
    """Somebody else has judged the same thing since the one who judges now looked at it; nothing was changed."""


class GoldError(OnRecordError):
    """A gold or predictions file is not in the promised format."""

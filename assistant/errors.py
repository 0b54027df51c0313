"""What can go wrong, in families by who has to act. A message says what, which, and what to do next."""


class AssistantError(Exception):
    """Root of everything this package raises on purpose; its text is fit to be shown to a user.

    Attributes:
        zh: The same sentence in Chinese, empty where nobody wrote one.
    """

    def __init__(self, words: str = "", zh: str = "") -> None:
        super().__init__(words)
        self.zh = zh

    def in_language(self, language: str) -> str:
        """Return the sentence in ``zh`` or ``en``, in English where there is no other."""
        return self.zh if language == "zh" and self.zh else str(self)


class StudyError(AssistantError):
    """The study folder, its settings or a request about it: the person who asked has to act."""


class AccessError(StudyError):
    """This person may not do or see that; somebody with another role, or the sign-in page, helps."""


class SourceError(AssistantError):
    """A source file cannot be read: the person who added it has to act."""


class UnreadableSource(SourceError):
    """The bytes are damaged, locked or not what the format promises."""


class EmptySource(SourceError):
    """The file is sound and holds no text (a scan, a blank page)."""


class UnsupportedSource(SourceError):
    """No reader for this format; the message names the format to save it as."""


class SpanError(AssistantError):
    """Offsets that do not fit the text they are meant for."""


class CodebookError(AssistantError):
    """The codebook breaks its schema or contradicts itself: its author has to act."""


class LedgerError(AssistantError):
    """The ledger refuses an act or fails its own proof."""


class ChangedMeanwhile(LedgerError):
    """Somebody else changed the codebook since it was read: whoever comes second looks again."""

    def __init__(self) -> None:
        super().__init__(
            "the codebook was changed meanwhile: another version came into force after the one you worked on; "
            "look at what it changes, then publish yours again",
            "手册在此期间已变更（changed meanwhile）：在你所用的版本之后，另一版本已经生效；"
            "请先查看它改了什么，再发布你的修改",
        )


class IndexBusy(AssistantError):
    """Another process holds the index of this study."""


class InstrumentError(AssistantError):
    """A proposer or an embedder cannot be used as configured."""

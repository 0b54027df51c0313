"""Signing in: passwords, sessions that outlive a restart, and invitations by which a person chooses a password.

Sessions and invitations are random words of which only a hash is kept. Neither can be used as the other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta

from assistant.accounts import Ticket
from assistant.domain.coder import Coder, Role
from assistant.domain.identifiers import CoderId
from assistant.errors import AccessError, StudyError
from assistant.workflows.coders import find_coder, known_coder, people_of
from assistant.workflows.workbench import Workbench

SESSION = timedelta(days=14)
INVITATION = timedelta(days=7)
LEAST_LENGTH = 8
"""Fewest characters of a password (NIST SP 800-63B, 5.1.1.2); no rules about what kinds of characters."""
_MOST_LENGTH = 1000


def sign_in(bench: Workbench, name: str, password: str) -> str:
    """Return the word of a new session.

    Raises:
        AccessError: Name and password do not fit; which of the two is not told.
    """
    coder = _named(bench, name.strip())
    fits = bench.accounts.fits(coder.id if coder else CoderId(""), password[:_MOST_LENGTH])
    if coder is None or not fits:
        raise AccessError(
            "this name and this password do not fit together; try again, or ask the lead for a new link",
            "姓名与密码不符；请重试，或向负责人索取新的链接",
        )
    return open_session(bench, coder.id)


def _named(bench: Workbench, name: str) -> Coder | None:
    """Return the person of that id, or of that name where only one person bears it."""
    found = find_coder(bench, CoderId(name))
    if found is not None:
        return found
    bearers = [coder for coder in people_of(bench) if coder.name == name]
    return bearers[0] if len(bearers) == 1 else None


def open_session(bench: Workbench, coder_id: CoderId) -> str:
    """Return the word of a new session of somebody who has shown who it is."""
    return _open(bench, coder_id, _session, SESSION)


def session_coder(bench: Workbench, word: str) -> Coder | None:
    """Return whose session a word opens, None where it opens none, or none any more."""
    return _holder(bench, _session(word))


def sign_out(bench: Workbench, word: str) -> None:
    """End a session."""
    bench.accounts.close_ticket(_session(word))


def invite(bench: Workbench, coder_id: CoderId) -> str:
    """Return the word by which a person may choose a password, once, within a week.

    Raises:
        StudyError: The study has no such person.
    """
    return _open(bench, known_coder(bench, coder_id).id, _invitation, INVITATION)


def invited_coder(bench: Workbench, word: str) -> Coder | None:
    """Return whom an invitation is for, None where it is used up, too old or none."""
    return _holder(bench, _invitation(word))


def choose_password(bench: Workbench, coder: Coder, password: str) -> None:
    """Set a person's password; sessions and invitations of this person end.

    Raises:
        StudyError: The password is too short, too long or a name.
    """
    if len(password) < LEAST_LENGTH:
        raise StudyError(
            f"a password has at least {LEAST_LENGTH} characters; a sentence is a good one",
            f"密码至少 {LEAST_LENGTH} 个字符；一句话最好记",
        )
    if len(password) > _MOST_LENGTH:
        raise StudyError(
            f"a password has at most {_MOST_LENGTH} characters; choose a shorter one",
            f"密码最多 {_MOST_LENGTH} 个字符；请换短一些的",
        )
    if password.casefold() in {coder.id.casefold(), coder.name.casefold(), bench.name.casefold()}:
        raise StudyError(
            "a password that is your name or the study's is guessed at once; choose another",
            "与姓名或研究名相同的密码一猜就中；请换一个",
        )
    bench.accounts.set_password(coder.id, password, bench.now())


def check_password(bench: Workbench, coder: Coder, password: str) -> None:
    """Make sure that it is the person who is asking.

    Raises:
        AccessError: It is not this person's password.
    """
    if not bench.accounts.fits(coder.id, password[:_MOST_LENGTH]):
        raise AccessError("this is not your present password; try again", "现在的密码不对；请重试")


def end_access(bench: Workbench, coder_id: CoderId) -> None:
    """Take away a person's password and sessions; what was coded stays.

    Raises:
        StudyError: Nobody could sign in as lead then.
    """
    leads = {coder.id for coder in people_of(bench) if coder.role is Role.LEAD}
    holders = bench.accounts.holders()
    if coder_id in leads and not (leads - {coder_id}) & holders:
        raise StudyError(
            "the last lead who can sign in stays; make somebody else a lead first",
            "至少要有一位能登录的负责人；请先让另一人成为负责人",
        )
    bench.accounts.close_account(coder_id)


def passwords_on(bench: Workbench) -> bool:
    """Tell whether anybody has a password: from then on everybody needs one."""
    return bool(bench.accounts.holders())


def _open(bench: Workbench, coder_id: CoderId, hashed: Callable[[str], str], lasts: timedelta) -> str:
    word, now = bench.new_secret(), bench.now()
    ends = (datetime.fromisoformat(now) + lasts).isoformat(timespec="microseconds")
    bench.accounts.open_ticket(Ticket(token_hash=hashed(word), coder_id=coder_id, created_at=now, expires_at=ends))
    return word


def _holder(bench: Workbench, token_hash: str) -> Coder | None:
    ticket = bench.accounts.ticket(token_hash)
    if ticket is None or ticket.expires_at <= bench.now():
        return None
    return find_coder(bench, ticket.coder_id)


def _session(word: str) -> str:
    return hashlib.sha256(f"session {word}".encode()).hexdigest()


def _invitation(word: str) -> str:
    return hashlib.sha256(f"invitation {word}".encode()).hexdigest()

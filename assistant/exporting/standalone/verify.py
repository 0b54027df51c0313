"""Checks a reviewer's pack with nothing but Python: `python3 -I -S verify.py [PACK.zip or folder] [--texts FOLDER]`.

It recomputes the hash of every event and follows the chain, recomputes the hash of every content, folds the events into
the codings in force and compares them with the certificates, and reads every quotation again at its place in the text.
What the pack withholds is counted and named; with `--texts` a withheld text that you were given is checked as well.
Exit code 0: nothing wrong; 1: something is wrong; 2: the pack cannot be read.
"""

import hashlib
import json
import sys
import zipfile
from pathlib import Path
from typing import Any

GENESIS = "0" * 64
Json = dict[str, Any]
Place = tuple[Any, ...]
"""Coder, code, document, start, end."""
Decided = tuple[str, str, str, Json]
"""Decision, proposal, coder, and the coding it made, empty for none."""
FIELDS = ("seq", "id", "at", "actor", "kind", "payload", "previous")


class Pack:
    """The files of a pack, in a zip or in a folder."""

    def __init__(self, path: Path) -> None:
        self._zip = zipfile.ZipFile(path) if path.is_file() else None
        self._folder = path

    def names(self) -> list[str]:
        """Return the names of all files."""
        if self._zip is not None:
            return self._zip.namelist()
        return [each.relative_to(self._folder).as_posix() for each in self._folder.rglob("*") if each.is_file()]

    def read(self, name: str) -> bytes:
        """Return the bytes of a file."""
        return self._zip.read(name) if self._zip is not None else (self._folder / name).read_bytes()

    def lines(self, name: str) -> list[Json]:
        """Return the objects of a file with one JSON object a line."""
        return [json.loads(line) for line in self.read(name).decode("utf-8").splitlines() if line.strip()]


def digest(text: str) -> str:
    """Return the sha256 of a text as the ledger takes it."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def canonical(value: object) -> str:
    """Return the one JSON text of a value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def check_chain(events: list[Json], manifest: Json) -> list[str]:
    """Return what is wrong with the chain of events."""
    flaws, previous = [], GENESIS
    for number, event in enumerate(events, start=1):
        if event["seq"] != number:
            flaws.append(f"event {number} is missing: event {event['seq']} stands in its place")
            return flaws
        if event["previous"] != previous:
            flaws.append(f"event {number} does not follow from the event before it")
        if event["payload"] is not None:
            fields = {name: event[name] for name in FIELDS}
            if digest(canonical(fields)) != event["hash"]:
                flaws.append(f"event {number} ({event['kind']}) was changed after it was recorded")
        previous = event["hash"]
    if (len(events), previous) != (manifest["events"], manifest["head"]):
        flaws.append(
            f"the chain ends at event {len(events)}, the pack says at {manifest['events']}: events are missing"
        )
    return flaws


def check_contents(pack: Pack) -> tuple[dict[str, Json], list[str]]:
    """Return the contents by their hash, and those that are not what their name says."""
    found, flaws = {}, []
    for name in pack.names():
        if name.startswith("ledger/contents/"):
            body = pack.read(name).decode("utf-8", "surrogatepass")
            sha256 = Path(name).stem
            if digest(body) != sha256:
                flaws.append(f"content {sha256[:12]} was changed after it was recorded")
            found[sha256] = json.loads(body)
    return found, flaws


class Folded:
    """The codings in force by id, and what is needed to take decisions and verdicts back."""

    def __init__(self) -> None:
        self.codings: dict[str, Place] = {}
        self.decided: list[Decided] = []
        self.settled: dict[Place, list[str]] = {}

    def apply(self, kind: str, act: Json) -> None:
        """Apply one act."""
        if kind == "coding.added":
            self.codings[act["coding"]["id"]] = described(act["coding"])
        elif kind == "coding.removed":
            self.codings.pop(act["coding_id"], None)
        elif kind == "coding.restamped" and act["coding_id"] in self.codings:
            coder, _code, *place = self.codings[act["coding_id"]]
            self.codings[act["coding_id"]] = (coder, act["code"], *place)
        elif kind == "proposal.decided":
            decide(self.codings, self.decided, act["decision"])
        elif kind == "decision.withdrawn":
            withdraw(self.codings, self.decided, act["decision_id"])
        elif kind == "adjudicated":
            settle(self.codings, self.settled, act["adjudication"])


def fold(events: list[Json]) -> dict[str, Place]:
    """Return the codings in force by id."""
    folded = Folded()
    for event in events:
        if event["payload"] is not None:
            folded.apply(event["kind"], json.loads(event["payload"]))
    return folded.codings


def described(coding: Json) -> Place:
    """Return what a certificate says of a coding."""
    span = coding["span"]
    return coding["coder_id"], coding["code"], coding["document_id"], span["start"], span["end"]


def decide(codings: dict[str, Place], decided: list[Decided], decision: Json) -> None:
    """Apply a decision: what the same person had made of the same proposal before is replaced."""
    for _id, proposal, coder, made in decided:
        if (proposal, coder) == (decision["proposal_id"], decision["coder_id"]) and made:
            codings.pop(made["id"], None)
    coding = decision["coding"]
    decided.append((decision["id"], decision["proposal_id"], decision["coder_id"], coding or {}))
    if coding:
        codings[coding["id"]] = described(coding)


def withdraw(codings: dict[str, Place], decided: list[Decided], decision_id: str) -> None:
    """Take a decision back: what the decision before it had made stands again."""
    gone = next((each for each in decided if each[0] == decision_id), None)
    if gone is None:
        return
    decided.remove(gone)
    codings.pop(gone[3].get("id", ""), None)
    before = [made for _id, proposal, coder, made in decided if (proposal, coder) == gone[1:3]]
    if before and before[-1]:
        codings[before[-1]["id"]] = described(before[-1])


def settle(codings: dict[str, Place], settled: dict[Place, list[str]], verdict: Json) -> None:
    """Apply a verdict: the one before it on the same unit, family and round is replaced."""
    key = (verdict["segment_id"], verdict["family"], verdict["round"])
    for coding_id in settled.get(key, []):
        codings.pop(coding_id, None)
    settled[key] = [coding["id"] for coding in verdict["outcome"]]
    for coding in verdict["outcome"]:
        codings[coding["id"]] = described(coding)


def texts_of(events: list[Json], contents: dict[str, Json], given: list[Path]) -> dict[str, str]:
    """Return the texts at hand by document id."""
    found = {}
    for event in events:
        if event["kind"] == "source.added" and event["payload"] is not None:
            document = contents.get(json.loads(event["payload"])["document"])
            if document is not None:
                found[document["id"]] = document["text"]
    for path in given:
        text = path.read_bytes().decode("utf-8", "replace")
        found.setdefault(f"text {digest(text)}", text)
    return found


def check_certificates(
    certificates: list[Json], codings: dict[str, Place], texts: dict[str, str], manifest: Json
) -> tuple[list[str], int]:
    """Return what is wrong with the quotations, and how many could be read again."""
    hashes = {source["id"]: source["text_sha256"] for source in manifest["sources"]}
    flaws, read = [], 0
    for each in certificates:
        where = f"coding {each['coding'][:13]} of {each['coder']}"
        place = (each["coder"], each["code"], each["document"], each["start"], each["end"])
        if not each["withheld"] and codings.get(each["coding"]) != place:
            flaws.append(f"{where} is not what the events say: {codings.get(each['coding'])}")
        text = texts.get(each["document"]) or texts.get(f"text {hashes.get(each['document'])}")
        if text is None:
            continue
        read += 1
        if digest(text) != hashes.get(each["document"]):
            flaws.append(f"{where}: its source is not the text that was coded")
        elif digest(text[each["start"] : each["end"]]) != each["quote_sha256"]:
            flaws.append(f"{where}: other words stand at {each['start']}..{each['end']} than were coded")
        elif each["quote"] is not None and each["quote"] != text[each["start"] : each["end"]]:
            flaws.append(f"{where}: the quotation printed is not what stands there")
    named = {each["coding"] for each in certificates}
    flaws += [
        f"coding {name[:13]} of {coding[0]} has no certificate" for name, coding in codings.items() if name not in named
    ]
    return flaws, read


def main(arguments: list[str]) -> int:
    """Check a pack and say what came out."""
    given: list[Path] = []
    if "--texts" in arguments:
        at = arguments.index("--texts")
        given = sorted(Path(arguments[at + 1]).glob("*.txt"))
        arguments = arguments[:at] + arguments[at + 2 :]
    try:
        pack = Pack(Path(arguments[0]) if arguments else Path(__file__).resolve().parent)
        manifest = json.loads(pack.read("manifest.json"))
        events, certificates = pack.lines("ledger/events.jsonl"), pack.lines("certificates.jsonl")
        contents, flaws = check_contents(pack)
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        print(f"this is no pack that can be read: {error}")
        return 2
    flaws += check_chain(events, manifest)
    wrong, read = check_certificates(certificates, fold(events), texts_of(events, contents, given), manifest)
    flaws += wrong
    withheld = sum(event["payload"] is None for event in events)
    print(f"{manifest['study']}: {len(events)} events, head {manifest['head']}")
    print(f"{withheld} events are withheld: their place in the chain was checked, not what they say")
    rest = len(certificates) - read
    print(f"{len(certificates)} codings; {read} quotations read again in the texts at hand, {rest} not")
    for flaw in flaws:
        print(f"WRONG  {flaw}")
    print("nothing is wrong" if not flaws else f"{len(flaws)} things are wrong")
    return 1 if flaws else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""One Unigram tokenizer for both languages (Kudo, 2018): words where they are known, characters and pieces elsewhere.

Case, accents and width are folded; punctuation and spaces carry no token; runs of Han, of letters and of digits never
share one. Token 0 is the unknown token, whose vector is kept at zero.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

from assistant.retrieval.training.reading_pairs import PairSet

UNKNOWN = "<unk>"
_LONGEST_WORD = 4
_LONGEST_PIECE = 6
_PIECE_SHARE = 0.08
_ENGLISH_SHARE = 0.36
_HAN = re.compile(r"[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]+")
_LATIN = re.compile(r"[a-z\u00df\u00e6\u00f8\u0131\u0142]+")
_DIGITS = re.compile(r"[0-9]+")
_SMOOTHING = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenCounts:
    """How often the candidates for a token occur in the training texts."""

    han_words: Counter[str]
    han_characters: Counter[str]
    latin_words: Counter[str]
    numbers: Counter[str]


def fold(text: str) -> str:
    """Return the text as the tokenizer sees it: compatible forms joined, lower case, no accents."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text)
    bare = "".join(character for character in decomposed if unicodedata.category(character) != "Mn")
    return unicodedata.normalize("NFKC", bare.lower())


def is_han_word(token: str) -> bool:
    """Whether the token is written in Chinese characters."""
    return _HAN.fullmatch(token) is not None


def is_latin_word(token: str) -> bool:
    """Whether the token is written in folded Latin letters."""
    return _LATIN.fullmatch(token) is not None


def count_tokens(pair_sets: Iterable[PairSet]) -> TokenCounts:
    """Return the counts of words, characters and numbers over all texts.

    A dictionary headword counts once more for every gloss, so that everyday words which the texts lack still rank.
    """
    counts = TokenCounts(han_words=Counter(), han_characters=Counter(), latin_words=Counter(), numbers=Counter())
    for pairs in pair_sets:
        for text in (*pairs.left, *pairs.right):
            _count_text(counts, fold(text))
        for word, gloss in zip(pairs.left, pairs.right, strict=True):
            if pairs.words and is_han_word(word) and len(word) <= _LONGEST_WORD:
                counts.han_words[word] += 1 + gloss.count(";")
    return counts


def _count_text(counts: TokenCounts, text: str) -> None:
    import rjieba  # noqa: PLC0415 - a dictionary of 5 MB that only training needs

    for run in _HAN.findall(text):
        counts.han_characters.update(run)
        counts.han_words.update(word for word in rjieba.cut(run) if len(word) <= _LONGEST_WORD)
    counts.latin_words.update(_LATIN.findall(text))
    counts.numbers.update(number for number in _DIGITS.findall(text) if len(number) <= _LONGEST_WORD)


def build_tokenizer(pair_sets: tuple[PairSet, ...], size: int) -> Tokenizer:
    """Return the Unigram tokenizer of at most `size` entries for the texts."""
    counts = count_tokens(pair_sets)
    tokens = _choose_tokens(counts, size - 1)
    total = sum(tokens.values())
    ranked = sorted(tokens, key=lambda token: (-tokens[token], token))
    scored = [(token, math.log(tokens[token] / total)) for token in ranked]
    unknown = (UNKNOWN, scored[-1][1] - 10)
    tokenizer = Tokenizer(models.Unigram([unknown, *scored], unk_id=0, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKD(), normalizers.StripAccents(), normalizers.Lowercase(), normalizers.NFKC()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(r"[\s\p{P}\p{C}]+"), behavior="removed"),
            pre_tokenizers.Split(Regex(r"\p{Han}+|\p{N}+|[^\p{Han}\p{N}]+"), behavior="isolated"),
        ]
    )
    return tokenizer


def _choose_tokens(counts: TokenCounts, size: int) -> dict[str, float]:
    """Return token -> smoothed count: every character, then the most frequent words of each language."""
    tokens: dict[str, float] = {character: _SMOOTHING for character in counts.han_characters}
    tokens |= {letter: _SMOOTHING for letter in "abcdefghijklmnopqrstuvwxyz0123456789"}
    room = size - len(tokens)
    pieces = _pieces(counts.latin_words, int(size * _PIECE_SHARE))
    latin = _most_frequent(counts.latin_words + counts.numbers, int(room * _ENGLISH_SHARE))
    spare = max(0, room - len(pieces) - len(latin))
    words = Counter({word: count for word, count in counts.han_words.items() if len(word) > 1 and is_han_word(word)})
    han = _most_frequent(words, spare)
    for piece in pieces:
        tokens.setdefault(piece, _SMOOTHING)
    for word in (*latin, *han):
        tokens[word] = _SMOOTHING + counts.latin_words[word] + counts.numbers[word] + counts.han_words[word]
    for character in counts.han_characters:
        tokens[character] += counts.han_words[character]
    return tokens


def _most_frequent(counts: Counter[str], number: int) -> list[str]:
    return sorted(counts, key=lambda token: (-counts[token], token))[: max(0, number)]


def _pieces(words: Counter[str], number: int) -> list[str]:
    """Return the letter sequences that most words share, for words without a token of their own."""
    spread: Counter[str] = Counter()
    for word in words:
        spread.update(set(_substrings(word)))
    return _most_frequent(spread, number)


def _substrings(word: str) -> Iterator[str]:
    for length in range(2, _LONGEST_PIECE + 1):
        for start in range(len(word) - length + 1):
            yield word[start : start + length]

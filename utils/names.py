"""Names of files, fixed or made of texts and ids, and lists of names that users write."""

import re
import unicodedata

MANIFEST = "requests.json"  # name to request
SPEED = "speed.json"  # name to the seconds it took

MAX_SLUG_CHARS = 60
MAX_NAME_BYTES = 200  # file systems take 255, with number, suffix and a temporary name's rest


def slug(text: str) -> str:
    """Short file name made of the words of a text: "Über 3 Äpfel!" is "uber-3-apfel"."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    words = re.findall(r"\w+", unicodedata.normalize("NFC", plain.replace("'", "")))
    name = ""
    for word in words:
        if len(name) + len(word) + 1 > MAX_SLUG_CHARS:
            break
        name += f"-{word}" if name else word
    return _fit(name or "".join(words)[:MAX_SLUG_CHARS])


def file_name(uid: str) -> str:
    """An id as a file name: no folders, nothing that a file system refuses."""
    name = re.sub(r"[^\w.+@=-]+", "_", unicodedata.normalize("NFC", uid)).lstrip(".-")
    return _fit(name)


def _fit(name: str) -> str:
    return name.encode()[:MAX_NAME_BYTES].decode(errors="ignore") or "speech"


def split_names(text: str) -> list[str]:
    """Names that a user has separated by commas."""
    return [name.strip() for name in text.split(",") if name.strip()]

"""Does a vocoder understand the mels that a voice speaks?"""

import logging
from collections.abc import Mapping
from typing import Any

from config.schema import MelConfig
from utils.errors import UserError

logger = logging.getLogger(__name__)


def known_settings(mel: MelConfig) -> dict[str, Any]:
    """All that a vocoder trained here says of its mels."""
    return {**mel.scale(), **mel.framing()}


def check_mel(known: Mapping[str, Any], mel: MelConfig, source: str) -> None:
    """Raise unless the values mean the same; warn of what is unknown or half a hop off.

    ``known`` has the settings a vocoder was trained with, or as many as it tells, under the names
    of ``known_settings``; ``mel`` is the voice's.
    """
    wanted = known_settings(mel)
    different = [name for name in wanted if name in known and known[name] != wanted[name]]
    scale = [name for name in different if name not in mel.framing()]
    if scale:
        lines = [f"  {name}: voice {wanted[name]}, vocoder {known[name]}" for name in scale]
        raise UserError(
            f"{source}: this vocoder was trained on other mel-spectrograms than the voice makes, "
            "and would turn them into noise:\n" + "\n".join(lines) + "\n"
            "  choose or train a vocoder with the voice's settings; without one Griffin-Lim is used"
        )
    for name in different:
        logger.warning(
            "%s: its mels were framed otherwise (%s: voice %s, vocoder %s); the speech comes half "
            "a hop early or late, which is not heard",
            *(source, name, wanted[name], known[name]),
        )
    unknown = [name for name in wanted if name not in known]
    if unknown:
        logger.warning(
            "%s: it does not say which mels it was trained on (%s); used as if on the voice's: if "
            "the speech is noise or metallic, it was not",
            *(source, ", ".join(unknown)),
        )

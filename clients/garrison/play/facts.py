"""What the `text` view says of a game as a whole, in lines."""

from typing import Any


def facts(text: dict[str, Any], score: float) -> list[str]:
    """Wave, gold, life and score."""
    return [
        f"Wave {text['Level_Current_Wave']} of {text['Level_Total_Waves_Number']}",
        f"Gold {text['Level_Current_Gold_Coins']:g}    Life {text['Level_Current_Health']:g}    Score {score:g}",
    ]

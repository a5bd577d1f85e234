"""What a browser calls itself, in words that its owner knows."""

_BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
_SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS X": "Mac",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


def name(user_agent: str) -> str:
    """Gives a name such as `Firefox · Android`; empty for a browser that is not known."""
    found = [next((known[mark] for mark in known if mark in user_agent), "") for known in (_BROWSERS, _SYSTEMS)]
    return " · ".join(word for word in found if word)

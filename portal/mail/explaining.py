"""What a mail server's answer means, in a sentence that says what to do."""

import re

from portal.core.i18n import LazyText, lazy_

_MEANINGS: tuple[tuple[str, LazyText], ...] = (
    (
        r"refused\b.*errno|errno.*(refused|unreachable|no route)",
        lazy_("Nobody answers at this address. Check server and port, and whether a firewall is in between."),
    ),
    (
        r"name or service not known|getaddrinfo|nodename nor servname|name resolution|no address associated",
        lazy_("There is no server of this name. Check how it is written, and whether this machine can look names up."),
    ),
    (
        r"timed out|timeout",
        lazy_("The server does not answer in time. It may be overloaded, or a firewall swallows the connection."),
    ),
    (
        r"certificate",
        lazy_("The server's certificate is not trusted. FOYER_SMTP_CA names a file with your own authority."),
    ),
    (
        r"\[ssl|wrong version number",
        lazy_("The encryption does not fit: smtps:// is encrypted from the start, smtp:// only after STARTTLS."),
    ),
    (r"no encryption", lazy_("The server offers no encryption (STARTTLS), and without it nothing is sent.")),
    (
        r"^(530|534|535|538)\b|authenticat|smtp auth",
        lazy_("The server does not accept the user or the password in FOYER_SMTP."),
    ),
    (
        r"relay|\b5\.7\.\d|\bsender\b",
        lazy_("The server takes no mail with this sender from the portal. Allow FOYER_MAIL_FROM there."),
    ),
    (r"^(550|551|553)\b|\b5\.1\.\d", lazy_("The server knows nobody with this address.")),
    (r"^552\b|too large", lazy_("The mail is too large for the server.")),
    (r"^4\d\d\b", lazy_("The server asks to wait. The portal tries again by itself.")),
    (r"^5\d\d\b", lazy_("The server refuses this mail for good.")),
    (r"closed|reset|disconnected|broken pipe", lazy_("The server hung up. The portal tries again by itself.")),
)
_KNOWN = tuple((re.compile(pattern, re.IGNORECASE), meaning) for pattern, meaning in _MEANINGS)


def explain(answer: str) -> str:
    """Gives what the answer of a server, or the error on the way to it, means; empty for one that nobody knows."""
    return next((str(meaning) for pattern, meaning in _KNOWN if pattern.search(answer)), "")

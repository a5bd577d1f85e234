"""What may be sent in to sign in and to choose language and theme."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from portal.core.forms import Form, Line

Persona = Literal["employee", "community-manager", "hr-admin", "it-admin", "works-council", "ambassador", "newcomer"]
PERSONAS: tuple[Persona, ...] = (
    "employee", "community-manager", "hr-admin", "it-admin", "works-council", "ambassador", "newcomer",
)  # fmt: skip


class PersonaForm(Form):
    """One of the people of the demo company."""

    persona: Persona
    next: Annotated[str, Line(2000)] = ""


class DoorForm(Form):
    """Who wants in, by address or account name, or by which provider; `way` asks for a password in any case."""

    email: Annotated[str, Line(254)] = ""
    provider: Annotated[str, Line(40)] = ""
    way: Literal["", "password"] = ""


class PasswordForm(Form):
    """An address or account name, and a password."""

    email: Annotated[str, Line(254, 1)]
    password: Annotated[str, Field(max_length=1000)]
    next: Annotated[str, Line(2000)] = ""


class DeviceForm(Form):
    """Whose device this is: one's own, or one that several people use."""

    device: Literal["own", "shared"]


class LanguageForm(Form):
    """The language of the interface."""

    value: Literal["de", "en"]


class ThemeForm(Form):
    """Light, dark, or as the system has it."""

    value: Literal["system", "light", "dark"]


class ConfirmForm(Form):
    """A proof of who it is, once more: the password, with the name where a directory knows it; in the demo a click."""

    email: Annotated[str, Line(254)] = ""
    password: Annotated[str, Field(max_length=1000)] = ""
    persona: bool = False
    next: Annotated[str, Line(2000)] = ""


class CodeForm(Form):
    """A code of a device, or one on paper, after the password; `token` says whose password it was."""

    code: Annotated[str, Line(40, 1)]
    token: Annotated[str, Field(max_length=1000)] = ""


class ForgottenForm(Form):
    """The address of whoever has forgotten the password."""

    email: Annotated[str, Line(254, 3)]


class NewPasswordForm(Form):
    """A new password; it is not tidied, since every letter counts."""

    model_config = ConfigDict(frozen=True, extra="ignore", str_strip_whitespace=False)

    new_password: Annotated[str, Field(max_length=1000)] = ""


class NewPinForm(Form):
    """A new PIN."""

    pin: Annotated[str, Line(40, 1)]


class TotpForm(Form):
    """The first code of a device that has read the secret, which comes sealed."""

    code: Annotated[str, Line(40, 1)]
    sealed: Annotated[str, Field(max_length=400)] = ""


class PasskeySignInForm(Form):
    """What a device has signed, and the token of the challenge that it signed."""

    token: Annotated[str, Field(max_length=2000)] = ""
    credential: Annotated[str, Field(max_length=20_000)] = ""
    next: Annotated[str, Line(2000)] = ""


class PasskeyForm(PasskeySignInForm):
    """A new passkey and what its owner calls it."""

    name: Annotated[str, Line(80, 1)]

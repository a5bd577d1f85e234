"""The commands of mail: sending one to see that it works, taking in answers and bounces."""

import contextlib
import signal
import threading
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

import click

from portal.config import Settings, SettingsError


def _settings() -> Settings:
    try:
        return Settings.from_env()
    except SettingsError as error:
        raise click.ClickException(str(error)) from error


@click.group()
def mail() -> None:
    """Mail: try it, take answers in."""


@mail.command()
@click.argument("address")
def test(address: str) -> None:
    """Sends one mail to the address and says what the mail server answers."""
    from portal.core import clock
    from portal.core import mail as post

    settings = _settings()
    post.configure(settings)
    message = EmailMessage()
    message["From"], message["To"] = post.sender(), address
    message["Subject"] = f"{settings.brand}: mail works"
    message["Date"], message["Message-ID"] = format_datetime(clock.now()), make_msgid(domain=post.domain())
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(f"{settings.brand} can send mail.\n\n{settings.base_url}\n")
    envelope = post.Envelope(post.sender_address(), address, message.as_bytes(), f"test-{clock.now():%Y%m%d-%H%M%S}")
    try:
        with post.courier() as courier:
            courier.send(envelope)
    except (post.Refused, post.Unreachable) as error:
        raise click.ClickException(f"The mail server refuses: {error}") from error
    if post.leaves_the_house():
        click.echo(f"The mail server has taken a mail to {address}.")
    else:
        click.echo(f"Nothing leaves this machine; the mail is in {post.outbox()}.")


@mail.command()
def listen() -> None:
    """Takes in answers and bounces at FOYER_MAIL_LISTEN until it is stopped."""
    from portal.app import create_app
    from portal.mail import door

    settings = _settings()
    if not settings.mail_listen:
        raise click.ClickException("FOYER_MAIL_LISTEN names no host and port, such as 127.0.0.1:2525.")
    create_app(settings)
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    server = door(settings.mail_listen)
    try:
        server.start()
    except OSError as error:
        raise click.ClickException(f"{settings.mail_listen}: {error}") from error
    click.echo(f"Taking in mail at {settings.mail_listen}.")
    with contextlib.suppress(KeyboardInterrupt):
        stopped.wait()
    server.stop()

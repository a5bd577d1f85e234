"""The command that measures the search on a judged corpus."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from portal.config import Settings, SettingsError

if TYPE_CHECKING:
    from search import Judgement

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("evaluate-search")
@click.option("--corpus", type=_FILE, required=True, help="Documents, one JSON a line: _id, lang, title, text.")
@click.option("--queries", type=_FILE, required=True, help="Queries, one JSON a line: _id, lang, text.")
@click.option("--qrels", type=_FILE, required=True, help="Judgements: query-id, corpus-id, score, tabs between.")
@click.option("--engine", type=click.Choice(["sqlite", "postgresql"]), default="sqlite", show_default=True)
@click.option("--server", default="", help="A PostgreSQL address where a database may be made; else FOYER_DATABASE.")
def evaluate_search(corpus: Path, queries: Path, qrels: Path, *, engine: str, server: str) -> None:
    """Indexes a corpus in a throw-away database and says how well the judged queries are answered."""
    from portal.ops.evaluation import NotJudgedError, evaluate, throw_away

    try:
        with throw_away(_server(server) if engine == "postgresql" else ""):
            judged = evaluate(corpus, queries, qrels)
    except NotJudgedError as error:
        raise click.ClickException(str(error)) from error
    if not judged:
        raise click.ClickException("No query of the one file is judged in the other.")
    _tell(judged, engine)


def _server(given: str) -> str:
    try:
        address = given or Settings.from_env().database
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
    if not address.startswith("postgresql"):
        raise click.ClickException("Which PostgreSQL? Name it with --server postgresql+psycopg://…")
    return address


def _tell(judged: "list[Judgement]", engine: str) -> None:
    from search import DEPTH, mean, worst_first

    click.echo(f"{engine}: {len(judged)} queries")
    click.echo(f"nDCG@{DEPTH}  {mean([one.ndcg for one in judged]):.4f}")
    click.echo(f"MRR@{DEPTH}   {mean([one.reciprocal for one in judged]):.4f}")
    lost = worst_first(judged)
    click.echo(f"{len(lost)} queries are not answered in the best order{':' if lost else '.'}")
    for one in lost:
        click.echo(f"  {one.ndcg:.3f}  {one.query}  {one.text[:100]}")
        click.echo(f"         came:  {' '.join(one.came) or 'nothing'}")
        click.echo(f"         right: {' '.join(sorted(one.right, key=lambda name: -one.right[name])[:DEPTH])}")

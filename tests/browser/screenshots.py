"""Makes the README's pictures from the demo company: `make screenshots`."""

from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.conftest import opened_company
from tests.counterparts import chromium

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
# name, path or how to find it, width, height, theme, language of the person
SHOTS = (
    ("home", "/home", 1280, 900, "light"),
    ("group", "/groups/klettern-und-berge", 1280, 900, "light"),
    ("people", "/people", 1280, 900, "dark"),
    ("search", "/search?q=schicht+tauschen", 1280, 900, "light"),
    ("phone", "/home", 390, 844, "dark"),
)


def main() -> None:
    """Opens the demo company, signs in as its employee and takes each picture."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with opened_company() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.executable(), args=list(chromium.OPTIONS))
        for name, path, width, height, theme in SHOTS:
            context = browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme="dark" if theme == "dark" else "light",
                locale="de-DE",
            )
            page = context.new_page()
            page.goto(f"{address}/login")
            page.click('button[name="persona"][value="employee"]')
            page.wait_for_url("**/home")
            answer = page.goto(address + path)
            if answer is None or not answer.ok:
                raise RuntimeError(f"{path} could not be drawn")
            page.wait_for_timeout(800)
            page.screenshot(path=FOLDER / f"{name}.png")
            context.close()
        browser.close()


if __name__ == "__main__":
    main()

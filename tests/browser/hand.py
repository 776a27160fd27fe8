"""A person's gestures on the screens: go, choose, write, and wait for the page to settle."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

_ERRORS = ("Traceback", "Une erreur inattendue")


class Hand:
    """Drives one browser page as a person would."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def settle(self) -> None:
        """Wait until the script has run, and make sure that it did not fail."""
        self.page.wait_for_timeout(150)
        expect(self.page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]')).to_be_visible(
            timeout=60_000
        )
        self.page.wait_for_timeout(100)
        body = self.page.locator("body").inner_text()
        assert [words for words in _ERRORS if words in body] == []

    def go(self, link: str) -> None:
        """Follow a link of the side bar."""
        self.page.get_by_test_id("stSidebarNav").get_by_role("link", name=link).click()
        expect(self.page.get_by_role("heading", level=1, name=link)).to_be_visible(timeout=60_000)
        self.settle()

    def press(self, button: str) -> None:
        """Press a button by its exact name."""
        self.page.get_by_role("button", name=button, exact=True).first.click()
        self.settle()

    def subject(self, title: str) -> None:
        """Open a page of the interview."""
        self.page.get_by_role("radio", name=re.compile(f"^{re.escape(title)}")).or_(
            self.page.get_by_role("button", name=re.compile(f"^{re.escape(title)}"))
        ).first.click()
        self.settle()
        expect(self.page.get_by_role("heading", level=3, name=title)).to_be_visible(timeout=60_000)

    def write(self, label: str, text: str) -> None:
        """Type in a text, number or date field, and leave it."""
        field = self._field(label)
        field.fill(text)
        field.press("Tab")
        self.settle()

    def write_date(self, label: str, digits: str) -> None:
        """Type a date, day first, in the segments of a date field."""
        self.page.get_by_role("spinbutton", name=re.compile(f"^day, {re.escape(label)}")).click()
        self.page.keyboard.type(digits, delay=30)
        self.page.keyboard.press("Tab")
        self.settle()

    def choose(self, label: str, option: str) -> None:
        """Choose a radio button, or an item of a list."""
        group = self.page.get_by_role("radiogroup", name=label)
        if group.count():
            group.first.get_by_text(option, exact=True).click()
        else:
            box = self.page.get_by_role("combobox", name=label).first
            box.click()
            box.fill(option)
            self.page.get_by_role("option").filter(has_text=option).first.click()
        self.settle()

    def choose_many(self, label: str, options: Iterable[str]) -> None:
        """Choose several items of a list, one after the other."""
        for option in options:
            box = self.page.get_by_role("combobox", name=label).first
            box.click()
            box.fill(option)
            self.page.get_by_role("option", name=option).first.click()
            self.settle()
        self.page.keyboard.press("Escape")

    def download(self, button: Locator, folder: Path) -> Path:
        """Press a download button and keep the file."""
        with self.page.expect_download(timeout=120_000) as caught:
            button.click()
        path = folder / caught.value.suggested_filename
        caught.value.save_as(path)
        return path

    def upload(self, files: list[Path]) -> None:
        """Hand files to the first upload zone."""
        self.page.locator("input[type=file]").first.set_input_files(files)
        self.settle()

    def sees(self, text: str | re.Pattern[str]) -> None:
        """Check that a text stands on the page."""
        expect(self.page.get_by_text(text).first).to_be_visible(timeout=60_000)

    def _field(self, label: str) -> Locator:
        named = re.compile(f"^{re.escape(label)}")
        return self.page.get_by_label(named).and_(self.page.locator("input, textarea")).first

"""The repository's own promises: locks without hosts, exact licences, a theme that can be read."""

from __future__ import annotations

import hashlib
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
THEME = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))["theme"]
READABLE = 4.5  # WCAG 2.1, success criterion 1.4.3, normal text
VISIBLE = 3.0  # WCAG 2.1, success criterion 1.4.11, fields and controls


def pinned(lock: str) -> dict[str, list[str]]:
    """Each package of a lock with its lines of hashes."""
    blocks = re.split(r"\n(?=[A-Za-z0-9])", (ROOT / lock).read_text(encoding="utf-8").strip())
    return {canonicalize_name(block.split("==")[0]): block.splitlines()[1:] for block in blocks}


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_of_black_on_white_is_the_published_21():
    assert 21 == pytest.approx(contrast("#000000", "#FFFFFF"))


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_host(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert [] == re.findall(r".*(?:https?://|file:|--index|--extra|--find).*", text)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_a_hash(lock):
    assert [] == [name for name, lines in pinned(lock).items() if not any("--hash=sha256:" in x for x in lines)]


def test_every_declared_dependency_is_locked():
    wanted = {canonicalize_name(Requirement(line).name) for line in PROJECT["dependencies"]}
    assert set() == wanted - pinned("requirements.lock").keys()
    wanted |= {canonicalize_name(Requirement(line).name) for line in PROJECT["optional-dependencies"]["dev"]}
    assert set() == wanted - pinned("requirements-dev.lock").keys()


def test_both_locks_pin_the_same_versions():
    run, dev = ((ROOT / lock).read_text(encoding="utf-8") for lock in LOCKS)
    pins = re.compile(r"^[A-Za-z0-9]\S*==\S+", re.MULTILINE)
    assert set() == set(pins.findall(run)) - set(pins.findall(dev))


@pytest.mark.parametrize(
    ("path", "sha256"),
    [
        ("LICENSE", "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30"),
        ("LICENSES/Apache-2.0.txt", "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30"),
        ("LICENSES/etalab-2.0.txt", "f82596bde5c4abc62b4e63b1a3ba555f6b9203a340765fb178d188958600d111"),
    ],
)
def test_the_text_of_a_licence_is_exact(path, sha256):
    assert sha256 == hashlib.sha256((ROOT / path).read_bytes()).hexdigest()


@pytest.mark.parametrize("folder", ["requirements_catalog", "templates"])
def test_content_says_its_own_licence(folder):
    assert "SPDX-License-Identifier: etalab-2.0" in (ROOT / folder / "LICENSE").read_text(encoding="utf-8")


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_text_colour_can_be_read_on_every_background(mode):
    theme = THEME[mode]
    grounds = {theme["backgroundColor"], theme["secondaryBackgroundColor"], *theme["sidebar"].values()}
    texts = {key: c for key, c in theme.items() if key.endswith("TextColor") or key in {"textColor", "linkColor"}}
    pairs = {(key, g): contrast(c, g) for key, c in texts.items() for g in grounds if g.startswith("#")}
    assert {} == {pair: round(ratio, 2) for pair, ratio in pairs.items() if ratio < READABLE}


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_accent_carries_white_text_and_stands_out_with_the_borders(mode):
    theme = THEME[mode]
    assert contrast("#FFFFFF", theme["primaryColor"]) >= READABLE
    for ground in (theme["backgroundColor"], theme["secondaryBackgroundColor"]):
        assert contrast(theme["primaryColor"], ground) >= VISIBLE
    assert contrast(theme["borderColor"], theme["backgroundColor"]) >= VISIBLE


def test_error_details_and_statistics_stay_off():
    config = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))
    assert ("none", False) == (config["client"]["showErrorDetails"], config["browser"]["gatherUsageStats"])


def test_make_lists_the_targets_that_the_readme_names():
    listed = subprocess.run(["make", "-s", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert set() == set(re.findall(r"`make ([a-z-]+)`", readme)) - {line.split()[0] for line in listed.splitlines()}


def test_the_readme_links_to_files_that_exist():
    for page in ("README.md", "CONTRIBUTING.md", "docs/guide.md"):
        text = (ROOT / page).read_text(encoding="utf-8")
        # -- pictures aside: screenshots are taken from the running application --
        links = [link for link in re.findall(r"(?<!!)\[[^\]]+\]\(([^)#]+)\)", text) if "://" not in link]
        assert [] == [link for link in links if not ((ROOT / page).parent / link).exists()]

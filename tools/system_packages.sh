#!/usr/bin/env bash
# Make sure of one thing that pip cannot install, and say plainly when that is not possible.
#
#   tools/system_packages.sh venv PYTHON     the venv module (required)
#   tools/system_packages.sh chromium BIN    a Chromium for the browser tests (required when CI is set)
#   tools/system_packages.sh office          LibreOffice, poppler, tesseract (optional: tests that need them are skipped)
#
# Nothing is installed with apt-get unless the user is root or has sudo without a password;
# OPPOSABLE_NO_APT=1 forbids it in every case.
set -euo pipefail

say() { printf '\n%s\n\n' "$*" >&2; }

apt_install() {
    [ -z "${OPPOSABLE_NO_APT:-}" ] && command -v apt-get >/dev/null || return 1
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        sudo -n true 2>/dev/null || return 1
        as_root=(sudo -n)
    fi
    echo "apt-get install $*" >&2
    "${as_root[@]}" apt-get update -qq || return 1
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "$@" >/dev/null || return 1
}

ensure_venv() {
    local python=$1
    command -v "$python" >/dev/null || { say "No $python on this machine: install Python 3.11 or later."; return 1; }
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        { say "$("$python" --version) is too old: Opposable needs Python 3.11 or later (make PYTHON=python3.12 ...)."; return 1; }
    "$python" -c 'import ensurepip, venv' 2>/dev/null && return
    apt_install python3-venv && "$python" -c 'import ensurepip, venv' 2>/dev/null && return
    say "The venv module of $python is missing. As an administrator: apt-get install python3-venv"
    return 1
}

find_chromium() {
    command -v chromium || command -v chromium-browser || command -v google-chrome || command -v google-chrome-stable
}

playwright_chromium() {
    "$1/python" - <<'PYTHON'
import pathlib, sys
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    sys.exit(not pathlib.Path(playwright.chromium.executable_path).exists())
PYTHON
}

ensure_chromium() {
    local bin=$1
    find_chromium >/dev/null && return
    playwright_chromium "$bin" && return
    apt_install chromium fonts-dejavu-core && find_chromium >/dev/null && return
    "$bin/python" -m playwright install chromium && playwright_chromium "$bin" && return
    say "No Chromium could be installed: the tests marked « browser » will be skipped." \
        "As an administrator: apt-get install chromium"
    [ -z "${CI:-}" ]
}

has_office() {
    command -v soffice && command -v pdftoppm && command -v tesseract
} >/dev/null

ensure_office() {
    has_office && return
    apt_install libreoffice-writer-nogui libreoffice-calc-nogui poppler-utils tesseract-ocr tesseract-ocr-fra &&
        has_office && return
    say "LibreOffice, poppler or tesseract is missing: the tests marked « office » will be skipped." \
        "As an administrator: apt-get install libreoffice-writer-nogui libreoffice-calc-nogui" \
        "poppler-utils tesseract-ocr tesseract-ocr-fra"
}

case "${1:-}" in
    venv) ensure_venv "${2:-python3}" ;;
    chromium) ensure_chromium "${2:-.venv/bin}" ;;
    office) ensure_office ;;
    *) sed -n '2,9s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac

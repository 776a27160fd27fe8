"""How the screens say levels and bearers, in one place."""

from __future__ import annotations

LEVELS = {"minimale": "exigence minimale", "notee": "exigence notée", "souhait": "souhait"}
CARRIERS = {"titulaire": "titulaire", "acheteur": "acheteur", "partage": "partagé"}

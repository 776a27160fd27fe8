# ruff: noqa: E501 (YAML lines are left whole)
"""A small catalog on disk, complete and correct, that tests bend one line at a time."""

from __future__ import annotations

from pathlib import Path

FILES = {
    "settings.yaml": """
version: "t"
plain_language_when: {answer: etab.type, in: [cabinet]}
price_method: proportionnelle
tax_base: ttc
vat_rate: fiscalite.tva
tie_break: heaviest_first
""",
    "scale.yaml": """
scale:
  - {mark: 0, title: Absente, meaning: Rien.}
  - {mark: 1, title: Faible, meaning: Peu.}
  - {mark: 2, title: Suffisante, meaning: Assez.}
  - {mark: 3, title: Bonne, meaning: Bien.}
  - {mark: 4, title: Très bonne, meaning: Mieux.}
""",
    "themes.yaml": """
themes:
  - {id: detection, code: DET, title: Détection}
  - {id: env, code: ENV, title: Environnement}
""",
    "frameworks.yaml": """
frameworks:
  - {id: hygiene, title: Guide, measures: [{id: '1', title: Former}]}
""",
    "questions/1.yaml": """
id: etab
order: 1
title: Établissement
questions:
  - {id: etab.type, label: Nature, kind: choix, required: true, choices: [{id: chu, label: CHU}, {id: cabinet, label: Cabinet}]}
  - {id: etab.urgences, label: Urgences, kind: oui_non, asked_when: {answer: etab.type, is: chu}}
  - {id: etab.postes, label: Postes, kind: nombre, unit: postes, range: [1, 1000]}
""",
    "questions/2.yaml": """
id: besoin
order: 2
title: Besoin
questions:
  - {id: besoin.prestations, label: Prestations, kind: choix_multiple, required: true, choices: [{id: soc, label: SOC}, {id: audit, label: Audit}]}
  - {id: besoin.hebergement, label: Hébergement, kind: choix, choices: [{id: sur_site, label: Sur site}, {id: titulaire, label: Chez le titulaire}]}
""",
    "criteria/c.yaml": """
criteria:
  - {id: prix, kind: prix, title: Prix, about: Montant., weight: 40}
  - id: technique
    kind: qualite
    title: Technique
    about: Valeur.
    weight: 60
    sub:
      - {id: technique.detection, title: Détection, measures: Délais., weight: 40}
      - {id: technique.env, title: Environnement, measures: Mesures., weight: 20}
""",
    "sources/t.yaml": """
sources:
  - {id: t.loi, kind: loi, title: Une loi, reference: article 1, checked_on: 2026-11-21}
""",
    "law/fiscalite/tva.yaml": """
id: fiscalite.tva
title: TVA
unit: pourcent
reviewed_on: 2026-11-21
values:
  2014-01-01: {value: 20, source: t.loi}
""",
    "law/seuils/s.yaml": """
id: seuils.s
title: Seuil
unit: poste
reviewed_on: 2026-11-21
values:
  2024-01-01: {value: 100, source: t.loi}
  2026-01-01: {value: 50, source: t.loi}
""",
    "penalties/p.yaml": """
penalties:
  - {id: penalites.retard, title: Retard, trigger: Prise en charge tardive, amount: 100, unit: euro_ht, per: heure de retard entamée, sources: [t.loi]}
""",
    "prices/p.yaml": """
prices:
  - {id: prix.soc, code: SOC-1, title: Supervision, about: Service., kind: abonnement, unit: mois}
""",
    "definitions.yaml": "definitions: [{term: Alerte, meaning: Signal.}]\n",
    "clauses/detection/soc.yaml": """
id: detection.soc
version: 1
title: Supervision
theme: detection
document: cctp
one_of: detection.plage
priority: 10
applies_when:
  all:
    - {answer: besoin.prestations, includes_any: [soc]}
    - {answer: etab.postes, at_least: {law: seuils.s}}
because: Les attaques viennent la nuit.
text: Le titulaire prend en charge toute alerte en {{ gti }} au plus, au taux de {{ droit:fiscalite.tva }}.
plain_text: Une alerte est prise en charge en {{ gti }}.
parameters:
  gti:
    label: Prise en charge
    unit: heure
    better: lower
    range: [1, 8]
    default: [{value: 1, when: {answer: etab.type, is: chu}}, {value: 2}]
    measured: de l'alerte à sa prise en charge, sur un mois
requirements:
  - id: detection.soc.delai
    number: DET-01
    text: Prise en charge en {{ gti }} au plus.
    level: minimale
    weight: 5
    criterion: technique.detection
    parameter: gti
    answer: {kind: engagement, asks: Quel délai ?}
    proof: [Convention de service]
    scale: {0: rien, 1: peu, 2: assez, 3: bien, 4: mieux}
    finds: [GTI, prise en charge, délai]
    carried_by: {default: titulaire, sur_site: partage}
    controlled_by: Relevé mensuel.
    penalty: penalites.retard
    corresponds_to: ['hygiene:1']
sources: [t.loi]
""",
    "clauses/detection/jour.yaml": """
id: detection.jour
version: 1
title: Supervision de jour
theme: detection
document: cctp
one_of: detection.plage
because: Moins cher.
text: Le titulaire veille le jour.
requires: [env.mesures]
sources: [t.loi]
""",
    "clauses/env/mesures.yaml": """
id: env.mesures
version: 1
title: Mesures
theme: env
document: cctp
obligation: loi
obligation_from: 2026-08-21
applies_when: {answer: etab.urgences, is: true}
because: La loi le veut.
text: Le titulaire mesure.
requirements:
  - id: env.mesures.plan
    number: ENV-01
    text: Un plan est remis.
    level: notee
    weight: 3
    criterion: technique.env
    answer: {asks: Lequel ?}
    proof: [Plan]
    scale: {0: rien, 1: peu, 2: assez, 3: bien, 4: mieux}
    finds: [plan, mesures, énergie]
    controlled_by: Bilan.
sources: [t.loi]
""",
}


def write_catalog(root: Path, **changes: str | tuple[str, str]) -> Path:
    """Write the small catalog under `root`; `changes` maps a file stem to a (before, after) replacement in it."""
    for name, content in FILES.items():
        stem = Path(name).stem
        text = content
        change = changes.pop(stem, None)
        if isinstance(change, tuple):
            before, after = change
            if before not in text:
                raise AssertionError(f"{before!r} is not in {name}")
            text = text.replace(before, after, 1)
        elif change is not None:
            text = change
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    if changes:
        raise AssertionError(f"no such file: {', '.join(changes)}")
    return root

"""The words that say whether a line starts or completes an activity: those of XES, and what people write for them."""

from __future__ import annotations

from collections.abc import Collection

from journeykit.errors import nearest

START, COMPLETE, SUSPEND, RESUME, OTHER = 1, 2, 3, 4, 5
"""What a line says of an activity."""
WORDS = {
    **dict.fromkeys(["start", "started", "begin", "began"], START),
    **dict.fromkeys(["complete", "completed", "end", "ended", "finish", "finished", "stop", "stopped"], COMPLETE),
    **dict.fromkeys(["ate_abort", "pi_abort", "abort", "aborted", "cancel", "canceled", "cancelled"], COMPLETE),
    **dict.fromkeys(["beginn", "begonnen", "gestartet", "anfang", "angefangen", "angemeldet"], START),
    **dict.fromkeys(["ende", "beendet", "abgeschlossen", "fertig", "erledigt", "abgebrochen"], COMPLETE),
    **dict.fromkeys(["début", "debut", "débuté", "commencé", "démarré", "démarrage"], START),
    **dict.fromkeys(["fin", "fini", "terminé", "termine", "achevé", "annulé"], COMPLETE),
    **dict.fromkeys(["inicio", "iniciado", "iniciada", "comienzo", "comenzado", "início", "começo"], START),
    **dict.fromkeys(["finalizado", "finalizada", "terminado", "terminada", "completado", "completada"], COMPLETE),
    **dict.fromkeys(["fim", "concluído", "concluída", "cancelado", "cancelada"], COMPLETE),
    **dict.fromkeys(["inizio", "iniziato", "iniziata", "begonnen", "gestart"], START),
    **dict.fromkeys(
        ["fine", "finito", "finita", "completato", "completata", "einde", "beëindigd", "voltooid"], COMPLETE
    ),
    **dict.fromkeys(["unterbrochen", "pausiert", "suspendu", "suspendido", "sospeso"], SUSPEND),
    **dict.fromkeys(["fortgesetzt", "repris", "reanudado", "ripreso"], RESUME),
    **dict.fromkeys(["suspend", "suspended", "pause", "paused"], SUSPEND),
    **dict.fromkeys(["resume", "resumed"], RESUME),
    **dict.fromkeys(["schedule", "scheduled", "assign", "assigned", "reassign", "reassigned"], OTHER),
    **dict.fromkeys(["autoskip", "manualskip", "withdraw", "withdrawn"], OTHER),
}
"""Word of the lifecycle -> what it says; an activity that is aborted has come to its end."""
_LOOSE = {
    **dict.fromkeys(["enter", "entry", "entered", "open", "opened", "in", "check in", "check-in", "checkin"], START),
    **dict.fromkeys(["login", "logged in", "eintritt", "eingang", "entrée", "entrada", "entrata"], START),
    **dict.fromkeys(["exit", "exited", "leave", "left", "close", "closed", "out"], COMPLETE),
    **dict.fromkeys(["check out", "check-out", "checkout", "logout", "logged out"], COMPLETE),
    **dict.fromkeys(["austritt", "ausgang", "sortie", "salida", "saída", "uscita"], COMPLETE),
}
"""Words that also mean other things: they count where an activity has one of each kind."""
_KNOWN = WORDS | _LOOSE
UNKNOWN_WORD = "another word"


def transition(word: str) -> str:
    """Return a word of the lifecycle in lower case, or "another word", which may be personal."""
    folded = word.strip().lower()
    return folded if folded in _KNOWN else UNKNOWN_WORD


def moment_of(word: str) -> int:
    """Return what a word of the lifecycle says of an activity."""
    return _KNOWN.get(transition(word), OTHER)


def has_pairs(counts: Collection[str]) -> bool:
    """Return whether the words of a lifecycle have both starts and completes."""
    return {START, COMPLETE} <= {_KNOWN.get(word) for word in counts}


def only_starts_and_ends(cells: Collection[str | None]) -> bool:
    """Return whether cells only say that something starts or ends, and both come."""
    words = {cell.strip().lower() for cell in cells if cell}
    return words <= _KNOWN.keys() and {START, COMPLETE} <= {_KNOWN[word] for word in words}


def nearest_word(word: str) -> str | None:
    """Return the known word that is nearest to one that is not known."""
    return nearest(word.lower(), _KNOWN)

import type { ErrorText } from './error-text.js';

/** Fehler von Läufen, Dumps, Kopien und Veröffentlichungen. */
export const RUN_ERRORS_DE: Readonly<Record<string, ErrorText>> = {
  SNAPSHOT_LOST: [
    'Jede Sitzung der Quelle, die den Moment der Kopie hielt, ist beendet.',
    'Nichts: Die Kopie beginnt noch einmal, mit einem späteren Moment. Sehen Sie nach, was lange Sitzungen beendet: ein Neustart, `idle_in_transaction_session_timeout`, ein Pooler.',
  ],
  SOURCE_UNSUITABLE: [
    'Die Quelle lässt sich so nicht kopieren: Von einem Objekt gibt es keine Kopie, das Konto darf eine Tabelle nicht lesen, Zeilenrechte würden Zeilen verbergen, oder der Server hat zu wenige Sperren. Nichts wurde geändert.',
    'Die Meldung nennt alles. Geben Sie dem Konto das Recht, lassen Sie das Schema weg, oder erhöhen Sie `max_locks_per_transaction`.',
  ],
  TARGET_UNSUITABLE: [
    'Das Ziel kann die Quelle nicht aufnehmen: Eine Rolle, eine Erweiterung oder ein Recht fehlt, oder es hat eine andere Kodierung, kein ICU oder zu wenige Sperren. Nichts wurde geändert.',
    'Die Meldung nennt alles, was im Weg steht: Legen Sie es dort an, oder lassen Sie es bei der Kopie weg.',
  ],
  DESTINATION_REFUSED: [
    'In diese Datenbank darf nichts geschrieben werden: Sie steht nicht in `sync.destinations`, ist geschützt, vielleicht unter einer anderen Adresse, oder enthält die Läufe selbst.',
    'Darf sie ersetzt werden, so tragen Sie sie in `sync.destinations` ein und nehmen sie aus `sync.protected`. Halten Sie den Speicher woanders.',
  ],
  DESTINATION_BUSY: [
    'Ein anderer Lauf schreibt in dieselbe Datenbank.',
    'Nichts: Der nächste Anlauf wartet auf ihn. Die Übersicht zeigt ihn.',
  ],
  POOLER_UNSUITABLE: [
    'Die Adresse gehört einem Pooler im Transaktions-Modus; dahinter ist eine Sitzung nicht eine Sitzung.',
    'Benutzen Sie die Adresse des Servers selbst, oder einen Pooler im Sitzungs-Modus.',
  ],
  DUMP_UNKNOWN: [
    'Einen solchen Dump gibt es in `sync.dump_directory` nicht: Er wurde gelöscht, ging nach Alter oder Größe (`sync.max_age`, `sync.max_bytes`), liegt auf einem anderen Rechner, oder es gab ihn nie.',
    'Exportieren Sie noch einmal, oder laden Sie ihn hoch.',
  ],
  DUMP_IN_USE: [
    'Ein Dump wird nicht gelöscht, solange ein Import ihn liest.',
    'Warten Sie auf das Ende dieses Imports, oder brechen Sie ihn ab.',
  ],
  DUMP_TRUNCATED: [
    'Der Dump endet zu früh, oder seine letzte Zeile fehlt.',
    'Exportieren Sie ihn noch einmal, und sehen Sie nach, ob das exportierende Programm gut endete. Schreibt es nie eine letzte Zeile, so setzen Sie `database.require_trailer: false`; damit entfällt diese Prüfung.',
  ],
  DUMP_SYNTAX: [
    'Der Dump hat Bytes, die kein SQL sind. Die Meldung nennt die Zeile.',
    'Sehen Sie sich diese Zeile an. Meist wurde die Datei bearbeitet oder umgewandelt: Exportieren Sie sie noch einmal.',
  ],
  DUMP_STATEMENT_REFUSED: [
    'Der Dump hat eine Anweisung, die nicht in einen Dump gehört, oder die ein anderes Schema nennt. Die Meldung nennt ihre Zeile.',
    'Lassen Sie sie beim Export weg. Nichts wurde geladen.',
  ],
  DUMP_STATEMENT_TOO_LARGE: [
    'Eine Anweisung ist länger, als das Ziel sie nimmt.',
    'Erhöhen Sie `max_allowed_packet` des Ziels, oder exportieren Sie mit kleinerem `net_buffer_length`.',
  ],
  DUMP_CHARSET_UNSUPPORTED: [
    'Der Dump ist in einem Zeichensatz, dessen Bytes sich nicht sicher teilen lassen.',
    'Exportieren Sie ihn in utf8mb4 (`--default-character-set=utf8mb4`).',
  ],
  COLLATION_UNKNOWN: [
    'Der Dump nennt Sortierungen oder Zeichensätze, die das Ziel nicht kennt, oder `load.collations` nennt eine solche. Nichts wurde geladen.',
    'Tragen Sie die Zeile der Meldung in `load.collations` ein.',
  ],
  LOAD_TIMEOUT: [
    'Vorbehalten: Das Laden dauerte länger als `database.import_timeout`. Heute ist das ein `TIMEOUT` des Schritts.',
    'Erhöhen Sie `database.import_timeout`.',
  ],
  LOAD_ROWS_LOST: [
    'Der Server hat eine andere Zahl von Zeilen genommen, als der Dump hat; oder REPLACE, INSERT IGNORE oder ON DUPLICATE KEY UPDATE traf auf einen Schlüssel, den es schon gab. Nichts wurde veröffentlicht.',
    'Die Meldung nennt Tabelle und Zeile. Suchen Sie dort nach Zeilen mit demselben Schlüssel, die sich für die Quelle unterscheiden und nach der Sortierung des Ziels gleich sind.',
  ],
  OBJECT_INVALID: [
    'Eine Sicht, ein Trigger, eine Routine oder ein Ereignis lässt sich nicht anlegen, oder der Name gehört etwas, was `keep_tables` behält. Nichts wurde veröffentlicht.',
    'Die Meldung hat die Worte des Servers. Oft nennt das Objekt etwas, was der Dump nicht hat: Berichtigen Sie es in der Quelle, oder lassen Sie es weg.',
  ],
  PROOF_FAILED: [
    'Was geladen wurde, gleicht dem Dump nicht. Nichts wurde veröffentlicht.',
    'Die Meldung nennt die Spalten, die sich unterscheiden, Zeilen mit Nummer, die wahrscheinliche Ursache und die Warnungen des Servers: meist ein Text, ein Datum oder eine Zahl, die die Spalte nicht fasst. Nennt sie keine Ursache, so suchen Sie nach Triggern, Proxys oder einer schadhaften Platte.',
  ],
  FOREIGN_KEY_FROM_OUTSIDE: [
    'Eine Tabelle, die bleibt, hat einen Fremdschlüssel auf eine, die die Veröffentlichung wegbewegt; der Schlüssel ginge mit.',
    'Entfernen Sie diesen Schlüssel. Schlüssel anderer Datenbanken sieht nur, wer `GRANT PROCESS ON *.*` hat.',
  ],
  FOREIGN_KEY_TO_OUTSIDE: [
    'Eine Tabelle des Dumps hat einen Fremdschlüssel auf eine Tabelle, die nicht importiert wird.',
    'Importieren Sie auch diese, oder entfernen Sie den Schlüssel in `after_load`.',
  ],
  GUARD_FAILED: [
    'Eine Tabelle oder eine Spalte ist verschwunden, oder eine Tabelle ist stärker geschrumpft, als `publish.guards` erlauben. Nichts wurde veröffentlicht.',
    'Sehen Sie zuerst in die Quelle. Ist es so gewollt: `stevedore run PIPELINE --override-guard NAME` für einen Lauf, oder ändern Sie `publish.guards`.',
  ],
  FENCED: [
    'Ein späterer Lauf oder Worker hat übernommen. Dieser hat seither nichts geschrieben.',
    'Nichts: Der andere tut die Arbeit.',
  ],
  PUBLISH_LOCKED: [
    'Lesende hielten Sperren länger als `publish.lock_timeout`.',
    'Nichts: Es wird wieder versucht. Die Seite des Laufs nennt, wer sie hält.',
  ],
  PUBLISH_INTERRUPTED: [
    'Eine Veröffentlichung endete auf halbem Weg und lässt sich noch nicht klären.',
    'Nichts: Der nächste Versuch tut es. Ist der Server nicht erreichbar, bringen Sie ihn zurück.',
  ],
  PUBLISH_DEADLINE_EXCEEDED: [
    'Bis `publish.deadline` stimmte niemand zu, oder die Sperren waren nicht zu haben. Was live ist, ist unverändert.',
    'Starten Sie noch einmal, und stimmen Sie rechtzeitig zu, oder finden Sie, wer die Sperren so lange hält.',
  ],
  PUBLISH_UNCERTAIN: [
    'Die Antwort auf den Commit einer Veröffentlichung oder Rücknahme ging verloren, und das Ziel blieb weg, bis `publish.deadline` um war (ohne sie ein Tag) oder der Lauf abgebrochen wurde. Sie kann ganz live sein oder gar nicht.',
    'Bringen Sie das Ziel zurück. Die Seite der Pipeline zeigt, was live ist; der nächste Lauf findet es heraus und bringt es zu Ende.',
  ],
  PUBLISH_TORN: [
    'Der Server wurde mitten in einer Umbenennung beendet und hat sie nicht ganz behalten (partitionierte und Aria-Tabellen bei MariaDB, MyISAM-Tabellen bei MySQL).',
    'Die Meldung nennt die verschobenen Tabellen und die Anweisung, die jede zurückbringt. Führen Sie diese aus; der nächste Lauf klärt den Rest.',
  ],
  STAGING_LOST: [
    'Der Server wurde zwischen Nachweis und Veröffentlichung neu gestartet, oder stürzte ab.',
    'Nichts: Der Lauf lädt noch einmal.',
  ],
  PARTITIONED_TABLE: [
    'Eine Tabelle ist partitioniert, und ein Server, der während ihrer Umbenennung beendet wird, behält sie vielleicht nicht ganz.',
    'Lesen Sie, was die Konfiguration zu `publish.allow_partitioned` sagt, und setzen Sie es, wenn das hinnehmbar ist.',
  ],
  ORIGINAL_ALREADY_PINNED: [
    'Fremde Tabellen sind in `orig_<db>`, `prev_<db>` oder `prev2_<db>` im Weg.',
    'Bewegen Sie sie fort. Die Meldung nennt sie.',
  ],
  NAME_TOO_LONG: [
    'Vorbehalten: Der Name eines abgeleiteten Schemas hat mehr als 64 Zeichen. Heute ist das ein Fehler der Konfiguration.',
    'Wählen Sie einen kürzeren Namen für die Datenbank.',
  ],
  ROLLBACK_IMPOSSIBLE: [
    'Die Generation ist nicht aufbewahrt, oder es gibt keine vor der, die live ist.',
    'Die Seite der Pipeline zeigt, was wieder live gestellt werden kann. `publish.keep_previous` sagt, wie viele aufbewahrt werden.',
  ],
  LIVE_CHANGED: [
    '`verify` fand Tabellen oder Objekte, die jemand seit der Veröffentlichung geändert hat. Meldung und Protokoll nennen sie.',
    'Importieren Sie noch einmal, auch wenn nichts neuer ist, oder lassen Sie es: Der nächste Import ersetzt sie.',
  ],
  LIVE_MOVING: [
    'Während `verify` las, lief eine Veröffentlichung oder eine Rücknahme.',
    'Nichts: Es wird wieder versucht.',
  ],
  LOAD_GATE_GAVE_UP: [
    'Das Ziel war auch nach `load_check.max_delays` Wartezeiten beschäftigt.',
    'Starten Sie später, erhöhen Sie `max_delays` oder die Schwellen, oder beenden Sie das Warten des nächsten Laufs mit „Weitermachen“.',
  ],
  LOAD_METRICS_UNREADABLE: [
    '`load_check.metrics_url` antwortet nicht mit JSON.',
    'Prüfen Sie diese Adresse. Es wird wieder versucht.',
  ],
  RUN_DEADLINE_EXCEEDED: [
    'Der Lauf dauerte länger als `retry.deadline`, oder ein Webdienst verlangt, bis danach zu warten.',
    'Sehen Sie im Protokoll nach, worauf er gewartet hat, oder erhöhen Sie `retry.deadline`.',
  ],
  WORKER_LOST: [
    'In jedem Versuch endete ein Worker während des Schritts (abgebrochen, kein Speicher, kein Strom), oder kein Worker antwortet.',
    'Sehen Sie ins System-Log seines Rechners, und starten Sie einen: `stevedore worker`. Der Lauf geht mit dem nächsten weiter.',
  ],
  TEMPORAL_UNREACHABLE: [
    '`temporal.address` antwortet nicht.',
    'Starten Sie Temporal, oder berichtigen Sie die Adresse. Offene Läufe gehen weiter, sobald es wieder da ist.',
  ],
  TEMPORAL_REFUSED: [
    'Temporal lehnt die Anfrage ab: Namensraum, API-Schlüssel oder Rechte.',
    'Berichtigen Sie `temporal.namespace`, `temporal.api_key` oder `temporal.tls`. `stevedore check` sagt, was davon.',
  ],
  SCHEDULE_MISSING: [
    'Die Pipeline hat keinen Zeitplan, der anzuhalten wäre: Sie hat kein `schedule`, ist abgeschaltet, oder noch kein Worker wurde gestartet.',
    'Geben Sie ihr ein `schedule`, und starten Sie einen Worker.',
  ],
  RUN_UNKNOWN: [
    'Es gibt keinen Lauf mit dieser Kennung.',
    'Die Übersicht zeigt alle. Läufe, die länger als `retention.days` vorbei sind, werden gelöscht.',
  ],
  REJECT_UNKNOWN: ['Der Lauf hat keinen solchen offenen abgelehnten Datensatz.', '`stevedore rejects RUN` zeigt sie.'],
  REPLAY_UNKNOWN: [
    'Eine Warnung: Ein anderer Rechner hat die abgelehnten Datensätze nachgeholt, und seine Liste davon ging mit seiner Platte. Sie bleiben offen.',
    'Legen Sie die beiseite, die in der Tabelle sind. Noch einmal nachgeholt ändern sie nichts, außer in einer Tabelle ohne Schlüssel: Dort kommen sie zweimal.',
  ],
  RUN_ALREADY_RUNNING: [
    'Eine Pipeline hat einen offenen Lauf auf einmal. Die Meldung nennt ihn.',
    'Warten Sie auf ihn, oder brechen Sie ihn ab.',
  ],
  RUN_NOT_WAITING: ['Der Lauf wartet gerade nicht.', 'Seine Seite sagt, was er tut.'],
  RUN_ENDED: ['Der Lauf ist schon zu Ende.', 'Die Übersicht zeigt, was offen ist.'],
  RUN_NOT_REPEATABLE: [
    'Womit der Lauf gestartet wurde, ist nicht eingetragen (0.2 und älter, oder kein Worker nahm ihn).',
    'Starten Sie einen neuen Lauf.',
  ],
  GENERATION_UNKNOWN: [
    'Die Generation hat keinen Nachweis mehr (er ging mit ihren Tabellen), oder es gab sie nie.',
    'Die Seite der Pipeline zeigt die, die es gibt.',
  ],
};

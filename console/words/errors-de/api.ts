import type { ErrorText } from './error-text.js';

/** Fehler von Anfragen, Schlüsseln, Namen und der Konfiguration. */
export const API_ERRORS_DE: Readonly<Record<string, ErrorText>> = {
  TOO_MANY_WATCHERS: [
    '1.000 Ereignis-Verbindungen eines Servers sind offen, oder 250 eines Schlüssels.',
    'Schließen Sie einige, oder versuchen Sie es wieder. Programme, die nur auf das Ende warten, fragen ab und zu `GET /api/v1/runs/{id}`.',
  ],
  TOO_MANY_EXPORTS: [
    'Ein Server sendet schon `export.max_streams` Ausgaben zugleich.',
    'Versuchen Sie es später wieder, oder lassen Sie eine Datei schreiben: `POST /v1/exports`.',
  ],
  REQUEST_INVALID: [
    'Die Anfrage ist falsch. Die Meldung nennt, was.',
    'Berichtigen Sie sie; `/docs` sagt, was es gibt.',
  ],
  EXPORT_UNKNOWN: [
    'Es gibt keine solche Datei unter `/exports/`: Sie ging nach Alter oder Größe (`export.keep`, `export.max_bytes`), liegt auf einem anderen Rechner, oder es gab sie nie.',
    'Geben Sie die Tabelle noch einmal aus.',
  ],
  EXPORT_TOO_LONG: [
    'Eine Ausgabe dauerte länger als `export.max_duration`.',
    'Schränken Sie sie ein, lassen Sie eine Datei schreiben (`POST /v1/exports`), oder erhöhen Sie die Grenze.',
  ],
  EXPORT_TOO_SLOW: [
    'Der Empfänger nahm eine Minute lang weniger Bytes in der Sekunde als `export.min_rate`.',
    'Lassen Sie eine Datei schreiben (`POST /v1/exports`): Sie kann in Stücken geholt werden.',
  ],
  RANGE_INVALID: ['`Range` verlangt Bytes, die die Datei nicht hat.', 'Fragen Sie zuerst nach ihrer Größe (`HEAD`).'],
  UPLOAD_UNKNOWN: [
    'Diese hochgeladene Datei gibt es nicht: Sie wurde verworfen, einen Tag lang nicht benutzt, oder liegt auf der Platte eines anderen Servers.',
    'Laden Sie die Datei noch einmal hoch.',
  ],
  UPLOAD_TOO_LARGE: [
    'Die Datei hat mehr Bytes, als `upload.max_bytes` erlaubt.',
    'Teilen Sie die Datei, oder erhöhen Sie die Grenze.',
  ],
  UPLOAD_INCOMPLETE: [
    'Das Hochladen brach vor dem Ende ab, oder eine Minute lang kam nichts. Nichts wurde behalten.',
    'Senden Sie die Datei noch einmal.',
  ],
  UPLOAD_REFUSED: ['`upload.scan_command` hat die Datei abgelehnt.', 'Die Meldung nennt seinen Grund.'],
  UPLOAD_SCAN_FAILED: [
    '`upload.scan_command` ließ sich nicht starten, wurde abgebrochen oder endete nicht innerhalb von `upload.scan_timeout`. Nichts wurde behalten.',
    'Sehen Sie auf dem Rechner des Servers nach dem Prüfprogramm; senden Sie die Datei dann noch einmal.',
  ],
  API_UNREACHABLE: [
    'Die API ist nicht erreichbar.',
    'Berichtigen Sie die Adresse, oder starten Sie einen Server: `stevedore server`.',
  ],
  UNAUTHORIZED: ['Der API-Schlüssel fehlt oder ist falsch.', 'Melden Sie sich mit einem gültigen Schlüssel an.'],
  IDEMPOTENCY_KEY_REUSED: [
    'Derselbe Idempotenz-Schlüssel kam in den letzten 24 Stunden mit einer anderen Anfrage.',
    'Senden Sie mit jeder neuen Anfrage einen neuen.',
  ],
  KEY_REVOKED: ['Der API-Schlüssel wurde widerrufen.', 'Benutzen Sie einen anderen; wer verwalten darf, legt ihn an.'],
  KEY_EXPIRED: ['Der API-Schlüssel ist abgelaufen.', 'Benutzen Sie einen anderen; wer verwalten darf, legt ihn an.'],
  KEY_UNKNOWN: ['Es gibt keinen Schlüssel mit dieser Kennung oder diesem Namen.', '`stevedore keys list` zeigt alle.'],
  KEY_NAME_TAKEN: [
    'Einen Schlüssel dieses Namens gibt es schon.',
    'Wählen Sie einen anderen Namen, oder widerrufen Sie jenen.',
  ],
  KEY_ENDED: [
    'Ein Schlüssel, der widerrufen, abgelaufen oder schon erneuert ist, wird nicht erneuert.',
    'Legen Sie einen anderen an.',
  ],
  KEY_LIMIT_REACHED: [
    'Der Schlüssel hat mehr Anfragen gestellt, als `requests_per_minute` oder `concurrent_requests` erlauben.',
    'Warten Sie so lange, wie die Meldung sagt, oder benutzen Sie einen Schlüssel mit höherer Grenze.',
  ],
  ROLE_TOO_LOW: [
    'Die Rolle des Schlüssels erlaubt das nicht.',
    'Benutzen Sie einen Schlüssel mit der Rolle, die die Meldung nennt.',
  ],
  PIPELINE_FORBIDDEN: [
    'Der Schlüssel gilt für andere Pipelines.',
    'Benutzen Sie einen, der diese nennt, oder einen für alle.',
  ],
  FORBIDDEN: [
    'Ohne Schlüssel bedient die API nur ihren eigenen Rechner; oder eine Seite eines anderen Servers hat gefragt.',
    'Setzen Sie `api.key`, oder nennen Sie die Herkunft der Seite in `api.cors`.',
  ],
  ROUTE_UNKNOWN: ['Unter dieser Adresse gibt es nichts.', '`/docs` und `/openapi.json` haben alle Adressen.'],
  METHOD_NOT_ALLOWED: ['Die Adresse nimmt andere Methoden. `Allow` nennt sie.', 'Benutzen Sie eine davon.'],
  CONFIG_INVALID: [
    'Die Konfiguration ist falsch. Die Meldung nennt jeden Eintrag mit Zeile und Spalte.',
    'Berichtigen Sie diese Einträge; `stevedore check` prüft die Datei.',
  ],
  INSTALLATION_INCOMPLETE: [
    'Eine Datei des Programms selbst fehlt oder lässt sich nicht lesen: Es wurde nicht gebaut oder nicht ganz installiert. Die Meldung nennt die Datei.',
    'In einer Arbeitskopie führen Sie `npm run build` aus; sonst installieren Sie das Paket oder bauen Sie das Abbild neu. Starten Sie dann die Programme neu, und wiederholen Sie den Lauf.',
  ],
  INTERNAL: [
    'Etwas, womit niemand gerechnet hat: ein Fehler des Programms oder einer Bibliothek.',
    'Das Log des Programms hat den ganzen Fehler, unter derselben `request_id` oder demselben Lauf. Bewahren Sie es auf, und melden Sie ihn. Der Schritt wird inzwischen wieder versucht.',
  ],
  CONNECTION_UNKNOWN: [
    'Die Konfiguration hat keine Verbindung dieses Namens.',
    '`stevedore connections list` zeigt alle.',
  ],
  DEFINITION_UNKNOWN: [
    'Was ein Import per API einlesen sollte, ist nicht mehr im Speicher.',
    'Starten Sie ihn noch einmal.',
  ],
  SECRET_UNKNOWN: [
    'Ein Geheimnis, das per API gegeben wurde, ist nicht mehr im Speicher.',
    'Geben Sie es noch einmal: `stevedore project import FILE`, oder `PUT` des Projekts oder der Verbindung.',
  ],
  SECRETS_UNAVAILABLE: [
    '`secrets.key` fehlt, oder ist nicht der Schlüssel, mit dem ein Geheimnis verschlüsselt wurde.',
    'Setzen Sie `secrets.key`, oder tragen Sie den bisherigen in `secrets.previous_keys` ein.',
  ],
  PIPELINE_UNKNOWN: [
    'Eine Pipeline dieses Namens ist nicht konfiguriert.',
    'Die Übersicht zeigt alle. Programme lesen die Konfiguration, wenn sie starten.',
  ],
  PIPELINE_DISABLED: [
    '`enabled` der Pipeline ist `false`.',
    'Setzen Sie `enabled: true`, und starten Sie Worker und Server neu.',
  ],
  JOB_UNKNOWN: [
    'Es gibt keinen Import und keine Ausgabe mit dieser Kennung.',
    '`GET /v1/imports`, `GET /v1/exports` und `GET /jobs` zeigen alle.',
  ],
  PROJECT_UNKNOWN: ['Es gibt kein Projekt dieses Namens.', '`stevedore project list` zeigt alle.'],
  NAME_TAKEN: [
    'Ein Projekt oder eine Verbindung von Projekten dieses Namens gibt es schon.',
    'Ändern Sie es mit `PUT`, oder wählen Sie einen anderen Namen.',
  ],
  CONNECTION_IN_USE: [
    'Eine Verbindung von Projekten kann nicht gelöscht werden, solange ein Projekt sie benutzt.',
    'Ändern oder löschen Sie zuerst diese Projekte. Die Meldung nennt sie.',
  ],
  SYNC_UNKNOWN: ['Es gibt keinen Abgleich mit dieser Nummer.', 'Die Tabelle `sync_runs` hat alle.'],
  SYNC_DISABLED: [
    'Die Konfiguration hat kein `source_sync`, das sagt, in welche Datenbank Quellen abgeglichen werden.',
    'Fügen Sie es hinzu.',
  ],
  STORE_UNREACHABLE: [
    'Die Datenbank, die Läufe und Protokolle aufbewahrt, antwortet nicht.',
    'Bringen Sie sie zurück. Offene Läufe holen nach, was sie nicht eintragen konnten, und gehen dann weiter.',
  ],
  STORE_FAILED: [
    'Die Datenbank, die Läufe und Protokolle aufbewahrt, hat eine Anweisung abgelehnt.',
    'Die Meldung hat ihre Worte. Es wird wieder versucht.',
  ],
  STORE_COPY_REFUSED: [
    '`stevedore store copy` wäre nicht sicher: Ein Programm läuft, das Ziel ist nicht leer, oder die Quelle ist kein Speicher.',
    'Die Meldung sagt, was davon.',
  ],
  STORE_COPY_DIFFERS: [
    'Quelle und Ziel unterscheiden sich am Ende, weil etwas in eines davon geschrieben hat. Das Ziel ist bis zur nächsten Kopie nicht zu gebrauchen.',
    'Halten Sie jedes Programm an, das eines davon benutzt, leeren Sie das Ziel, und kopieren Sie noch einmal.',
  ],
};

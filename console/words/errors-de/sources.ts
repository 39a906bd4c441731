import type { ErrorText } from './error-text.js';

/** Fehler von SFTP-Servern, Archiven, Dateien und Tabellen. */
export const SOURCE_ERRORS_DE: Readonly<Record<string, ErrorText>> = {
  SFTP_UNREACHABLE: [
    'Keine Verbindung zum SFTP-Server.',
    'Prüfen Sie `host` und `port`, die Firewall dazwischen, und ob der Server läuft. `stevedore check` versucht es von hier aus.',
  ],
  SFTP_TIMEOUT: [
    'Der SFTP-Server hat für die Dauer von `timeout` kein Byte gesendet.',
    'Geschieht es wieder, so sehen Sie sich den Server und das Netz dazwischen an; bei einem langsamen erhöhen Sie `timeout`.',
  ],
  SFTP_CONNECTION_LOST: [
    'Die Verbindung zum SFTP-Server ist abgebrochen.',
    'Nichts: Das Herunterladen geht dort weiter, wo es war. Bricht es jede Nacht ab, so sehen Sie nach, was lange Verbindungen beendet (eine Firewall, ein NAT).',
  ],
  SFTP_FAILED: [
    'Der SFTP-Server antwortet mit einem Fehler, der keinen eigenen Code hat.',
    'Die Meldung hat seine Worte; sein Log sagt mehr.',
  ],
  SFTP_AUTH_FAILED: [
    'Der SFTP-Server lehnt Konto, Passwort oder Schlüssel ab.',
    'Berichtigen Sie `username`, und `password` oder `private_key` mit seiner `passphrase`. Die öffentliche Hälfte eines Schlüssels muss unter den erlaubten des Kontos sein.',
  ],
  SFTP_HOST_KEY_MISMATCH: [
    'Der SFTP-Server zeigt einen anderen Schlüssel, als `host_key` sagt: Er wurde neu aufgesetzt, oder etwas steht dazwischen.',
    'Fragen Sie den Betreiber nach dem Fingerabdruck, bevor Sie `host_key` ändern. Übernehmen Sie den aus der Meldung nicht ungesehen.',
  ],
  SFTP_HOST_KEY_UNKNOWN: [
    'Es ist kein `host_key` konfiguriert; der Server lässt sich also nicht von einem anderen unterscheiden.',
    'Vergleichen Sie den Fingerabdruck der Meldung mit dem, den der Betreiber Ihnen nennt (`ssh-keygen -lf`), und tragen Sie ihn in `host_key` ein.',
  ],
  SFTP_PERMISSION_DENIED: [
    'Das Konto darf den Ordner oder die Datei nicht lesen.',
    'Lassen Sie dem Konto das Recht geben, den Ordner aufzulisten und seine Dateien zu lesen.',
  ],
  SFTP_PATH_NOT_FOUND: [
    'Den Ordner gibt es auf dem Server nicht.',
    'Berichtigen Sie `remote_path` (von Dumps) oder `path` (von Tabellen). Was ein Konto als `/` sieht, kann ein eigener Ordner sein.',
  ],
  SFTP_PROTOCOL_UNSUPPORTED: [
    'Der Server hat kein SFTP und führt auch keine Kommandos aus, oder `protocol` erlaubt nur eines davon; oder er nennt nie Größe oder Zeit einer Datei.',
    'Setzen Sie `protocol: auto`, oder lassen Sie SFTP einschalten. Die Meldung nennt die Datei und was fehlt.',
  ],
  ARCHIVE_MISSING: [
    'Für eine Datenbank ist im Ordner kein Archiv, das zu ihrem `file_pattern` passt.',
    'Sehen Sie nach, ob das exportierende System eines geschrieben hat, und ob `file_patterns` und `file_pattern` zu seinem Namen passen. Der nächste Anlauf sieht wieder nach.',
  ],
  ARCHIVE_STILL_UPLOADING: [
    'Größe oder Zeit eines Archivs haben sich zwischen zwei Blicken geändert: Es wird noch geschrieben.',
    'Nichts: Der nächste Anlauf sieht wieder nach. Dauern Exporte lange, so starten Sie später, oder lassen Sie die Datei erst umbenennen, wenn sie fertig ist.',
  ],
  ARCHIVE_CHANGED: [
    'Das Archiv wurde ersetzt, während es heruntergeladen wurde.',
    'Nichts: Der nächste Anlauf nimmt das neue. Geschieht es jede Nacht, so starten Sie später.',
  ],
  ARCHIVE_CLAIMED_TWICE: [
    'Ein Archiv passt zu den Mustern zweier Datenbanken.',
    'Machen Sie `file_pattern` enger, so dass jedes Archiv zu einer Datenbank gehört.',
  ],
  ARCHIVE_CORRUPT: [
    'Das Archiv ist abgeschnitten oder beschädigt, auch nach einem zweiten Herunterladen.',
    'Exportieren Sie es noch einmal, oder laden Sie es noch einmal hoch. `7z t FILE` auf dem Server sagt dasselbe.',
  ],
  ARCHIVE_WRONG_PASSWORD: [
    'Das Passwort öffnet das Archiv nicht.',
    'Berichtigen Sie `zip.password`, oder den Eintrag der Datenbank in `zip.passwords`.',
  ],
  ARCHIVE_UNSUPPORTED: [
    'Es ist eine andere Art von Datei (7z, tar, XML …; die Meldung nennt sie), ein geteiltes Archiv, eine andere Verschlüsselung oder Kompression, oder es hat mehrere Dumps.',
    'Exportieren Sie ein `.zip` (mit AES, mit der alten Verschlüsselung oder ohne Passwort), `.sql.gz` oder `.sql` mit einem Dump darin.',
  ],
  ARCHIVE_LIMIT_EXCEEDED: [
    'Das Archiv hat mehr Dateien, mehr Bytes oder ein höheres Verhältnis, als `zip.limits` erlauben.',
    'Erhöhen Sie die Grenze, die die Meldung nennt, wenn Sie der Quelle trauen; Archive, die ohne Ende anschwellen, sind ein bekannter Angriff.',
  ],
  ARCHIVE_WITHOUT_DUMP: [
    'Keine Datei im Archiv heißt `.sql`, und keine ist ihrem Inhalt nach ein Dump.',
    'Sehen Sie in das Archiv (`7z l FILE`), und nach, was das exportierende System schreibt.',
  ],
  ARCHIVE_TIMEOUT: [
    'Vorbehalten: Das Auspacken dauerte zu lange. Heute ist das ein `TIMEOUT` des Schritts.',
    'Erhöhen Sie `zip.extract_timeout`.',
  ],
  DISK_TOO_SMALL: [
    'Die Platte hat unter `storage.temp_dir` oder `upload.directory` weniger Platz frei, als die nächste Datei braucht. Die Meldung sagt, wie viel.',
    'Schaffen Sie den Platz, oder legen Sie den Ordner auf eine größere Platte. Der nächste Anlauf sieht wieder nach.',
  ],
  DISK_FULL: [
    'Die Platte wurde voll, während eine Datei geschrieben wurde.',
    'Schaffen Sie Platz unter dem Ordner, den die Meldung nennt. Der nächste Anlauf beginnt von vorn.',
  ],
  WORK_FILE_MISSING: [
    'Jemand hat Arbeitsdateien eines Laufs entfernt, während er offen war.',
    'Nichts: Der nächste Anlauf beginnt von vorn. Halten Sie Aufräumprogramme von `storage.temp_dir` fern.',
  ],
  TEXT_ENCODING_INVALID: [
    'Eine CSV- oder NDJSON-Datei hat Bytes, die es in ihrer Kodierung nicht gibt. Die Meldung nennt das erste.',
    'Setzen Sie `encoding` auf die der Datei, etwa `windows-1252`; `stevedore preview FILE.csv` rät sie.',
  ],
  FILE_FORBIDDEN: [
    'Eine Datei eines Imports in Tabellen liegt außerhalb von `files.allow`, oder ist keine Datei. Nichts wurde gelesen.',
    'Fügen Sie ihren Ordner zu `files.allow` hinzu, oder legen Sie die Datei dorthin. Auch Verweise, die hinausführen, werden abgelehnt.',
  ],
  FILE_MISSING: [
    'Eine Datei eines Imports in Tabellen, oder ihr Ordner, ist nicht da.',
    'Legen Sie sie dorthin; bei Workern auf mehreren Rechnern auf jeden. Der nächste Anlauf sieht wieder nach.',
  ],
  FILE_CHANGED: [
    'Eine Datei hat sich geändert, während sie gelesen wurde. Nichts davon wurde geschrieben.',
    'Schreiben Sie Dateien unter einem anderen Namen, und benennen Sie sie um, wenn sie fertig sind. Der nächste Anlauf liest sie noch einmal.',
  ],
  FILE_EMPTY: [
    'Eine Datei hat keinen Datensatz. Nichts wurde geschrieben.',
    'Ist das so gewollt, so setzen Sie `on_empty_file: accept`.',
  ],
  FILE_HEADER_INVALID: [
    'Die Kopfzeile lässt sich nicht lesen, hat einen Namen zweimal oder einen leeren, oder hat Spalten, die die Tabelle nicht hat. Die Meldung nennt sie.',
    'Berichtigen Sie `delimiter`, `skiprows` oder `column_mapping`, oder sagen Sie mit `on_new_columns`, was aus neuen Spalten wird.',
  ],
  COLUMN_MISSING: [
    'Der Datei fehlt eine Spalte, die die Zuordnung, der Schlüssel oder die Tabelle braucht. Nichts wurde geschrieben.',
    'Berichtigen Sie die Datei oder `column_mapping`; die Meldung nennt die Spalte.',
  ],
  RESOURCE_UNKNOWN: [
    'Einen solchen Eintrag gibt es in `resources:` nicht.',
    'Berichtigen Sie den Namen, oder erklären Sie die Ressource.',
  ],
  TABLE_UNKNOWN: [
    'Die Tabelle ist nicht da.',
    'Legen Sie sie an, oder lassen Sie sie vom Import anlegen: `target_table` mit `primary_key`. Sehen Sie auch nach `db_schema`.',
  ],
  TABLE_UNSUITABLE: [
    'In diese Tabelle können so keine Datensätze: Sie ist eine Sicht, ihr Schlüssel hat keinen eindeutigen Index, oder ein erklärter Typ ist nicht der ihrer Spalte.',
    'Die Meldung sagt, was an der Tabelle oder an der Erklärung zu ändern ist.',
  ],
  TOO_MANY_REJECTS: [
    'Mehr Datensätze wurden abgelehnt, als `max_rejects` erlaubt. Mit `commit: once` wurde nichts geschrieben.',
    'Die Seite der abgelehnten Datensätze zeigt sie nach Gründen. Berichtigen Sie die Datei oder die Regeln, oder erhöhen Sie `max_rejects`.',
  ],
  RECORDS_MISCOUNTED: [
    'Die Zahlen einer Datei gehen nicht auf, etwa weil ein Trigger Zeilen fernhielt. Die Transaktion wurde zurückgenommen.',
    'Suchen Sie an der Tabelle nach Triggern und Regeln, die ändern, wie viele Zeilen eine Anweisung schreibt.',
  ],
};

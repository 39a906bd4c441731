import type { ErrorText } from './error-text.js';

const AGAIN = 'Nichts: Es wird wieder versucht.';

/** Fehler von Datenbanken, Redis, Webdiensten und Empfängern. */
export const SERVER_ERRORS_DE: Readonly<Record<string, ErrorText>> = {
  MYSQL_UNREACHABLE: [
    'Der Server antwortet nicht, oder hat keine Verbindung frei.',
    'Prüfen Sie Adresse, Port und Firewall, ob er läuft, und sein `max_connections`. `stevedore check` versucht es.',
  ],
  MYSQL_CONNECTION_LOST: [
    'Der Server ging fort, oder jemand hat die Verbindung beendet.',
    `${AGAIN} Kommt es wieder, so sagt das Log des Servers, warum.`,
  ],
  MYSQL_LOCK_TIMEOUT: [
    'Eine Sperre war nicht rechtzeitig zu haben.',
    `${AGAIN} Kommt es wieder, so suchen Sie die Transaktion, die offen gehalten wird (\`SHOW PROCESSLIST\`).`,
  ],
  MYSQL_DEADLOCK: ['Der Server hat unsere Transaktion gewählt, um eine gegenseitige Sperre zu lösen.', AGAIN],
  MYSQL_DISK_FULL: [
    'Die Platte des Servers ist voll.',
    'Schaffen Sie dort Platz. Ein Import braucht Platz für eine zweite Kopie der Daten, und noch einmal so viel für eine Generation, die aufbewahrt wird.',
  ],
  MYSQL_AUTH_FAILED: [
    'Der Server lehnt Konto oder Passwort ab, oder `tls` ist nicht, was er anbietet.',
    'Berichtigen Sie den Eintrag des Kontos in der Konfiguration, oder sein Passwort auf dem Server; sehen Sie nach `tls`.',
  ],
  MYSQL_PERMISSION_DENIED: ['Einem Konto fehlt ein Recht.', '`stevedore check` schreibt das fehlende `GRANT` aus.'],
  MYSQL_STATEMENT_FAILED: [
    'Der Server hat eine Anweisung abgelehnt. Die Meldung hat seine Fehlernummer, die Tabelle und das Byte im Dump.',
    'Schlagen Sie die Nummer im Handbuch des Servers nach. Oft sind die beiden Server von verschiedener Version.',
  ],
  POSTGRES_UNREACHABLE: [
    'PostgreSQL antwortet nicht, startet gerade, oder hat keine Verbindung frei.',
    'Prüfen Sie Adresse, Port und Firewall, ob es läuft, und sein `max_connections`. Unter Einstellungen, Verbindungen lässt es sich versuchen.',
  ],
  POSTGRES_CONNECTION_LOST: [
    'PostgreSQL ging fort, oder jemand hat die Sitzung beendet.',
    `${AGAIN} Kommt es wieder, so sagt das Log des Servers, warum.`,
  ],
  POSTGRES_STATEMENT_CANCELLED: [
    'Der Server hat eine Anweisung aufgegeben: Jemand hat sie abgebrochen, eine Zeitgrenze hat sie beendet, oder der Speicher war knapp.',
    `${AGAIN} Kommt es wieder, so sehen Sie nach \`statement_timeout\` des Kontos und nach dem Arbeitsspeicher des Servers.`,
  ],
  POSTGRES_LOCK_TIMEOUT: [
    'Eine Sperre war nicht rechtzeitig zu haben, oder eine Sitzung eines früheren Versuchs ließ sich nicht beenden.',
    `${AGAIN} Kommt es wieder, so suchen Sie, wer die Sperre hält (\`pg_stat_activity\`, \`pg_blocking_pids\`).`,
  ],
  POSTGRES_DEADLOCK: [
    'Der Server hat unsere Transaktion wegen einer anderen zurückgenommen: eine gegenseitige Sperre, oder eine nicht mögliche Reihenfolge.',
    AGAIN,
  ],
  POSTGRES_DISK_FULL: [
    'Die Platte des Servers ist voll.',
    'Schaffen Sie dort Platz. Eine Kopie braucht Platz für ein zweites Mal die Daten.',
  ],
  POSTGRES_AUTH_FAILED: [
    'Der Server lehnt Konto oder Passwort ab, `pg_hba.conf` hat keine Regel für diesen Rechner, oder `tls` ist nicht, was er anbietet.',
    'Berichtigen Sie die Adresse in der Konfiguration, oder die Regeln des Servers.',
  ],
  POSTGRES_DATABASE_UNKNOWN: [
    'Der Server hat keine solche Datenbank.',
    'Berichtigen Sie ihren Namen, oder legen Sie sie an.',
  ],
  POSTGRES_PERMISSION_DENIED: ['Dem Konto fehlt ein Recht. Die Meldung nennt das Objekt.', 'Geben Sie es ihm.'],
  POSTGRES_ROW_REFUSED: [
    'Ein Wert passt nicht in seine Spalte, oder eine Zeile bricht eine Bedingung. Die Meldung nennt Spalte, Bedingung oder Zeile, nie den Wert.',
    'Sehen Sie sich diese Zeile der Quelle an, und die Spalte oder die Bedingung des Ziels.',
  ],
  POSTGRES_STATEMENT_FAILED: [
    'Der Server hat eine Anweisung abgelehnt. Die Meldung hat ihr SQLSTATE.',
    'Schlagen Sie das SQLSTATE im Handbuch von PostgreSQL nach; das Log des Servers hat die Anweisung.',
  ],
  REDIS_UNREACHABLE: [
    'Redis antwortet nicht. Der Import bleibt veröffentlicht, und der Lauf hat eine Warnung.',
    'Prüfen Sie `redis.url`, und leeren Sie den Cache von Hand, wenn Lesende es brauchen: Er wurde nicht geleert.',
  ],
  REDIS_AUTH_FAILED: [
    'Redis lehnt Konto oder Passwort ab. Der Import bleibt veröffentlicht, und der Lauf hat eine Warnung.',
    'Berichtigen Sie `redis.url`.',
  ],
  REDIS_REFUSED: [
    'Redis kennt das Kommando zum Leeren nicht, weil es dort umbenannt oder abgeschaltet ist. Der Import bleibt veröffentlicht, und der Lauf hat eine Warnung.',
    'Erlauben Sie das Kommando, oder setzen Sie `redis.flush: { patterns: [...] }`; damit werden stattdessen Schlüssel gelöscht.',
  ],
  REDIS_FAILED: [
    'Redis hat das Leeren abgelehnt.',
    'Die Meldung hat seine Worte; oft ist es eine Kopie, in die nicht geschrieben werden darf. Nennen Sie in `redis.url` den Hauptserver.',
  ],
  HTTP_UNREACHABLE: [
    'Ein Webdienst antwortet nicht.',
    'Prüfen Sie seine Adresse und das Netz. Es wird wieder versucht.',
  ],
  HTTP_FAILED: [
    'Ein Webdienst hat mit einem eigenen Fehler geantwortet (5xx), oder mit Bytes, die sich nicht entpacken lassen.',
    `${AGAIN} Kommt es wieder, so fragen Sie seinen Betreiber.`,
  ],
  HTTP_TIMEOUT: [
    'Ein Webdienst hat nicht rechtzeitig geantwortet: 10 s zum Verbinden, 30 s bis zu den Kopfzeilen, 60 s ohne ein Byte, 10 Minuten im Ganzen.',
    `${AGAIN} Kommt es wieder, so verlangen Sie kleinere Seiten (\`limit\`).`,
  ],
  HTTP_RATE_LIMITED: [
    'Ein Webdienst will weniger Anfragen (429, oder 503 mit `Retry-After`).',
    'Nichts: Es wird so lange gewartet, wie er verlangt. Kommt es wieder, so starten Sie die Pipeline seltener, oder bitten Sie um eine höhere Grenze.',
  ],
  HTTP_WAIT_TOO_LONG: [
    'Ein Webdienst verlangt, länger zu warten als `max_wait` der Quelle.',
    'Nichts: Ein späterer Anlauf fragt wieder. Erhöhen Sie `max_wait`, wenn solche Wartezeiten üblich sind.',
  ],
  HTTP_AUTH_FAILED: [
    'Ein Webdienst lehnt die Anmeldung der Verbindung ab.',
    'Berichtigen Sie `auth` der Verbindung; unter Einstellungen, Verbindungen lässt sie sich versuchen.',
  ],
  HTTP_REFUSED: [
    'Ein Webdienst lehnt die Anfrage ab (404, 400 und dergleichen).',
    'Prüfen Sie Pfad und Parameter der Quelle.',
  ],
  HTTP_ADDRESS_FORBIDDEN: [
    'Der Rechner, oder eine Adresse, auf die er aufgelöst wird, ist nicht öffentlich.',
    'Ist er gemeint, so fügen Sie ihn zu `network.allow` hinzu. Hat jemand anders die Adresse angegeben, so versucht vielleicht jemand, in Ihr Netz zu gelangen.',
  ],
  HTTP_REDIRECT_REFUSED: [
    'Der Dienst leitet öfter als fünfmal um, oder dorthin, wohin nicht gefolgt werden darf.',
    'Nennen Sie in der Konfiguration die letzte Adresse.',
  ],
  HTTP_TOO_LARGE: [
    'Eine Antwort hat entpackt mehr Bytes, als sie haben darf.',
    'Verlangen Sie kleinere Seiten (`limit`), oder erhöhen Sie `max_page_bytes` oder `max_bytes`.',
  ],
  PAGES_INVALID: [
    'Eine Seite ist kein JSON (auch auf nochmalige Anfrage), oder hat nichts unter `data_path` der Quelle. Dasselbe gilt für eine Datei mit JSON.',
    'Sehen Sie sich an, was der Dienst antwortet, und berichtigen Sie `data_path`.',
  ],
  PAGES_REPEATED: [
    'Ein Cursor, ein Verweis oder eine Seite kam noch einmal: Der Dienst kommt nicht voran.',
    'Prüfen Sie `pagination` der Quelle: Art, Namen der Parameter, `cursor_path`.',
  ],
  PAGES_LINK_REFUSED: [
    'Die nächste Seite liegt auf einem Rechner, der weder der Verbindung noch den `hosts` der Quelle gehört.',
    'Ist er gemeint, so fügen Sie ihn zu `hosts` hinzu. Die Anmeldung wird dorthin nicht gesendet.',
  ],
  CALLBACK_FAILED: [
    'Der Empfänger eines Rückrufs hat nicht mit Erfolg geantwortet. Er wurde dreimal gerufen, und der Lauf hat eine Warnung.',
    'Sehen Sie in das Log des Empfängers. Der Lauf selbst ist nicht betroffen; nach seinem Zustand kann gefragt werden.',
  ],
  CALLBACK_REFUSED: [
    'Der Empfänger eines Rückrufs oder einer Benachrichtigung hat 410 geantwortet: Er will keine mehr. Der Lauf hat eine Warnung, die Benachrichtigung ist aufgegeben.',
    'Nehmen Sie `callback_url`, oder den Empfänger in `notifications`, heraus, oder berichtigen Sie ihn.',
  ],
  RECEIVER_UNKNOWN: [
    '`notifications` der Konfiguration hat keinen Empfänger dieses Namens.',
    'Berichtigen Sie den Namen; oder fügen Sie den Empfänger hinzu, starten Worker und Server neu, und senden die Benachrichtigung noch einmal.',
  ],
  NOTIFICATION_UNKNOWN: [
    'Es gibt keine Benachrichtigung mit dieser Kennung: Sie ist älter als `retention.days`, oder es gab sie nie.',
    'Die Liste der Benachrichtigungen zeigt, was aufbewahrt ist.',
  ],
  NOTIFICATION_UNDER_WAY: [
    'Die Benachrichtigung wird noch versucht, und wird nicht zweimal zugleich gesendet.',
    'Warten Sie, bis sie angekommen oder aufgegeben ist.',
  ],
};

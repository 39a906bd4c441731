import type { ExamineWords } from './examine-en.js';

/** Dasselbe auf Deutsch. */
export const examineDe: ExamineWords = {
  compare: {
    title: 'Vergleich',
    from: 'Von Generation',
    to: 'bis Generation',
    live: (generation) => `${generation} (gültig)`,
    onlyOne: 'Es gibt nur eine Generation: noch nichts zum Vergleichen.',
    noneToCompare: 'Noch wurde nichts veröffentlicht, also gibt es nichts zu vergleichen.',
    same: (tables) => `✓ Kein Unterschied: ${tables} Tabellen haben dieselben Zeilen und Spalten.`,
    summary: (different, equal, added, removed, unknown) =>
      `${different} Tabellen verschieden, ${equal} gleich, ${added} neu, ${removed} entfernt, ${unknown} ohne vergleichbare Summe`,
    rowsInAll: (before, after, change) => `${before} Zeilen vorher, ${after} nachher (${change})`,
    changedOnly: 'Nur Unterschiede',
    table: 'Tabelle',
    before: 'Zeilen vorher',
    after: 'Zeilen nachher',
    change: 'Änderung',
    content: 'Inhalt',
    contents: {
      equal: '✓ dieselbe Prüfsumme',
      different: '≠ andere Prüfsumme',
      unknown: 'keine vergleichbare Prüfsumme',
    },
    added: '+ neu',
    removed: '− entfernt',
    columns: 'Spalten',
    objects: 'Sichten, Trigger und Routinen',
    kind: 'Art',
    name: 'Name',
    objectChanges: { added: '+ neu', removed: '− entfernt', changed: '≠ geändert' },
  },
  staged: {
    title: 'Was veröffentlicht wird',
    loading: 'Die Nachweise des Geladenen werden gelesen …',
    nothing: 'Noch ist nichts geladen und nachgewiesen.',
    size: (tables, rows) => `${tables} Tabellen mit ${rows} Zeilen, geladen und nachgewiesen.`,
    replaces: (generation) => `Ersetzt Generation ${generation}, gültig seit`,
    first: 'Es ist die erste Generation: Von Stevedore gilt noch nichts.',
    undo: (kept) =>
      kept === 0
        ? 'Keine frühere Generation bleibt (publish.keep_previous: 0): Es gibt keinen Weg zurück.'
        : kept === 1
          ? 'Rücknehmbar, bis die nächste Generation veröffentlicht wird: Eine Rücknahme bringt zurück, was jetzt gilt.'
          : `Rücknehmbar, bis ${kept} weitere Generationen veröffentlicht sind: Eine Rücknahme bringt zurück, was jetzt gilt.`,
    undoSync: 'Rücknehmbar bis zur nächsten Kopie in diese Datenbank: Eine Rücknahme bringt zurück, was jetzt gilt.',
    nextSteps: 'Es gilt in einem Schritt: Wer liest, sieht das Alte oder das Neue, nie ein Gemisch.',
  },
  undo: {
    text: 'Es lässt sich zurücknehmen: Eine Rücknahme macht die Generation davor wieder gültig.',
    link: 'Generationen und Rücknahme',
  },
  examine: {
    title: 'Prüfung und Vorschau',
    text: 'Ein Worker sieht nach und ändert nichts.',
    check: 'Prüfen',
    preview: 'Vorschau',
    checking: 'Ein Worker prüft jede Verbindung und was der Lauf braucht …',
    previewing: 'Ein Worker holt und liest, was ein Lauf jetzt nehmen würde …',
    since: (time) => `seit ${time}`,
    stop: 'Nicht darauf warten',
    checked: (good) => (good ? 'Nichts steht im Weg' : 'Etwas steht im Weg'),
    states: { ok: 'gut', warn: 'Warnung', fail: 'geht nicht' },
    fix: 'Was zu tun ist',
    previewed: (good) => (good ? 'Ein Import würde gelingen' : 'Ein Import würde hier anhalten'),
    notAsked: 'Das Ziel wurde nicht gefragt:',
    nothing: 'Es gibt nichts, was ein Lauf jetzt nehmen würde.',
    archive: 'Archiv',
    size: 'Größe',
    rows: 'Zeilen',
    tables: 'Tabellen',
    estimate: 'Geschätzte Dauer',
    about: (time) => `etwa ${time}`,
    difference: (generation) => `Gegenüber Generation ${generation}`,
    rowsChange: (before, after, change) => `${before} Zeilen vorher, ${after} nachher (${change})`,
    added: (n) => `${n} Tabellen neu:`,
    removed: (n) => `${n} Tabellen entfernt:`,
    unchanged: 'Keine Tabelle ist neu, entfernt oder anders groß.',
    findings: 'Befunde',
    stops: 'hält den Import an',
    line: (n) => `Zeile ${n}`,
    times: (n) => `${n}-mal`,
    table: 'Tabelle',
    engine: 'Engine',
    strategy: 'Wie sie geladen wird',
    file: 'Datei',
    into: 'Kommt in',
    noTable: 'keine Tabelle: Nichts passt dazu',
    files: 'Dateien',
    fields: 'Felder der Datensätze',
    field: 'Feld',
    types: 'Typen',
    records: (n) => `${n} Datensätze auf der ersten Seite`,
  },
  guards: {
    title: 'Bevor veröffentlicht wird',
    off: 'Die Schutzregeln sind aus: Was geladen und nachgewiesen ist, wird veröffentlicht.',
    shrink: (percent, rows) =>
      `Eine Tabelle darf höchstens ${percent} ihrer Zeilen verlieren (Tabellen unter ${rows} Zeilen sind ausgenommen)`,
    shrinkOfAny: (percent) => `Eine Tabelle darf höchstens ${percent} ihrer Zeilen verlieren`,
    growth: (percent) => `Eine Tabelle darf höchstens um ${percent} wachsen`,
    anyShrink: 'Eine Tabelle darf beliebig viele Zeilen verlieren',
    missing: (allowed) => (allowed ? 'Eine Tabelle darf verschwinden' : 'Keine Tabelle darf verschwinden'),
    empty: (allowed) => (allowed ? 'Eine Tabelle darf leer werden' : 'Keine Tabelle darf leer werden'),
    columns: (allowed) =>
      allowed
        ? 'Spalten dürfen verschwinden oder ihren Typ ändern'
        : 'Keine Spalte darf verschwinden oder ihren Typ ändern',
    age: (time) => `Kein Archiv darf mehr als ${time} älter sein als ein anderes`,
    overrides: 'Andere Regeln für einige Tabellen',
    pattern: 'Tabellen',
    rules: 'Regeln',
    policy: 'Wann veröffentlicht wird',
    approval: 'Es wartet, bis jemand zustimmt',
    noApproval: 'Es wird von selbst veröffentlicht, sobald es geladen und nachgewiesen ist',
    window: (times) => `Nur zu diesen Tageszeiten: ${times}`,
    deadline: (time) => `Es wartet höchstens ${time} auf seine Sperren oder auf Zustimmung`,
    keep: (n) =>
      n === 0
        ? 'Keine Generation davor bleibt: Es gibt keine Rücknahme'
        : n === 1
          ? 'Die Generation davor bleibt, für eine Rücknahme'
          : `Die ${n} Generationen davor bleiben, für eine Rücknahme`,
  },
  plots: {
    durations: 'Dauer',
    rows: 'Zeilen',
    durationsOf: (n, last) => `Dauer von ${n} Läufen; der letzte brauchte ${last}`,
    rowsOf: (n, last) => `Zeilen von ${n} Läufen; der letzte hatte ${last}`,
    minutes: 'Minuten',
    trend: 'Verlauf',
    lastSuccess: 'Letzter Erfolg',
    noSuccess: 'noch kein Erfolg',
  },
};

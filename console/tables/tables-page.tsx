import { useEffect, useMemo } from 'preact/hooks';
import { maySteer } from '../shell/session.js';
import { w } from '../words/words.js';
import { ExportForm } from './exports/export-form.js';
import { ExportList } from './exports/export-list.js';
import { createExports } from './exports/exports.js';
import { NewestImports } from './imports/newest-imports.js';
import { UploadCard } from './upload/upload-card.js';

/** Imports of files into tables, and exports of tables into files. */
export const TablesPage = () => {
  const exports = useMemo(createExports, []);
  useEffect(() => exports.begin(), [exports]);
  useEffect(() => {
    document.title = `${w().tables.title} · Stevedore`;
  });
  const words = w().tables;
  return (
    <>
      <h1>{words.title}</h1>
      <p class="quiet">{words.lead}</p>
      {!maySteer.value && <p class="note">{words.readOnly}</p>}
      {maySteer.value && <UploadCard />}
      <NewestImports />
      {maySteer.value && (
        <section class="card" aria-labelledby="export-title">
          <h2 id="export-title">{words.exports.title}</h2>
          <p class="quiet">{words.exports.hint}</p>
          <ExportForm exports={exports} />
        </section>
      )}
      <section class="card" aria-labelledby="exports-title">
        <h2 id="exports-title">{words.exports.list}</h2>
        <ExportList exports={exports} />
      </section>
    </>
  );
};

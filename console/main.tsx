import { render } from 'preact';
import { App } from './shell/app.js';
import { showHidden } from './shell/visible-sentences.js';
import './style/base.css';
import './style/parts.css';
import './style/pages.css';
import './style/tables.css';

showHidden();
const place = document.getElementById('app');
if (place !== null) render(<App />, place);

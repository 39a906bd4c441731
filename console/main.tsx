import { render } from 'preact';
import { App } from './shell/app.js';
import { keepFocus } from './shell/keep-focus.js';
import { showHidden } from './shell/visible-sentences.js';
import './style/base.css';
import './style/parts.css';
import './style/pages.css';
import './style/fields.css';
import './style/rejects.css';
import './style/uploads.css';

showHidden();
keepFocus();
const place = document.getElementById('app');
if (place !== null) render(<App />, place);

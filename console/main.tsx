import { render } from 'preact';
import { App } from './shell/app.js';
import './style/base.css';
import './style/parts.css';
import './style/pages.css';
import './style/tables.css';

const place = document.getElementById('app');
if (place !== null) render(<App />, place);

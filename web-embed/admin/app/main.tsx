import '../../shared/base.css';
import '../../shared/page.css';
import './shell.css';
import '../ui/parts.css';
import { render } from 'preact';
import { App } from './app.tsx';

const container = document.querySelector('#page');
if (container) render(<App />, container);

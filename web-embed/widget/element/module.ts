import { loadLanguage } from '../../shared/languages.ts';
import { environment } from './environment.ts';

environment.loadLate = () => import('../late-views.ts');
environment.loadMessages = loadLanguage;

export { BookingWidget } from './booking-widget.ts';
export { define } from './define.ts';

import { loadLanguage } from '../../shared/languages.ts';
import type { PartModule, PartName } from '../view-props.ts';
import { environment } from './environment.ts';

const parts: { [N in PartName]: () => Promise<PartModule<N>> } = {
  booking: () => import('../booking-part.ts'),
  form: () => import('../form-step.ts'),
  outcome: () => import('../outcome.ts'),
  more: () => import('../more.ts'),
};

environment.loadPart = (name) => parts[name]();
environment.loadSolver = () => import('../../shared/challenge.ts');
environment.loadMessages = loadLanguage;

export { BookingWidget } from './booking-widget.ts';
export { define } from './define.ts';

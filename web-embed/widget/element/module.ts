import { loadLanguage } from '../../shared/languages.ts';
import type { PartModule, PartName } from '../view-props.ts';
import { environment } from './environment.ts';

const parts: { [N in PartName]: () => Promise<PartModule<N>> } = {
  late: () => import('../late.tsx'),
  more: () => import('../more.ts'),
};

environment.loadPart = (name) => parts[name]();
environment.loadMessages = loadLanguage;

export { BookingWidget } from './booking-widget.ts';
export { define } from './define.ts';

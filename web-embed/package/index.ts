import { languages } from 'virtual:languages';
import { english, loadMessages } from '../shared/messages.ts';
import { environment } from '../widget/element/environment.ts';
import type { PartModule, PartName } from '../widget/view-props.ts';

const parts: { [N in PartName]: () => Promise<PartModule<N>> } = {
  booking: () => import('../widget/booking-part.ts'),
  form: () => import('../widget/form-step.ts'),
  outcome: () => import('../widget/outcome.ts'),
  more: () => import('../widget/more.ts'),
  manage: () => import('../widget/manage/manage-part.tsx'),
  series: () => import('../widget/series-form.tsx'),
  turnstile: () => import('../widget/turnstile.ts'),
};

environment.loadPart = (name) => parts[name]();
environment.loadSolver = () => import('../shared/challenge.ts');
environment.loadMessages = (preferred) => loadMessages(preferred, (language) => languages[language], english);

export { BookingWidget } from '../widget/element/booking-widget.ts';
export { define } from '../widget/element/define.ts';

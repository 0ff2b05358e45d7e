import { form } from '../languages/en.ts';
import { alertIcon, calendarIcon } from '../shared/icon-paths.ts';
import css from './form.css?inline';
import { FormView } from './form-view.tsx';
import { icons } from './icon.tsx';
import { readPrefill } from './prefill.ts';
import type { Parts, PartTools } from './view-props.ts';

// The form.

export const styles: string = css;

export const texts = form;

export function create({ store, element }: PartTools): Parts['form'] {
  Object.assign(icons, { alert: alertIcon, calendar: calendarIcon });
  // What the page knows of the visitor fills in what they have not.
  const fillIn = () => store.set({ values: { ...readPrefill(element), ...store.state.values } });
  fillIn();
  return { FormView, fillIn };
}

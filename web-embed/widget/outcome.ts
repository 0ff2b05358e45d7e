import { common, outcome } from '../languages/en.ts';
import { alertIcon, calendarIcon, checkIcon, downloadIcon, externalIcon } from '../shared/icon-paths.ts';
import { CalendarMenu } from './calendar-menu.tsx';
import { DoneView } from './done-view.tsx';
import { Badge, Facts } from './facts.tsx';
import { icons } from './icon.tsx';
import { Failure, Notice } from './notice.tsx';
import css from './outcome.css?inline';
import { redirect } from './redirect.ts';
import type { Parts, PartTools } from './view-props.ts';
import { When } from './when.tsx';

// How it ends: the confirmation, or that a time is gone, or that there is no page.

export const styles: string = css;

// `name` is what the language is called here, and the label of a field in the form.
const { name: _language, ...labels } = common;

export const texts = { ...labels, ...outcome };

export function create(tools: PartTools): Parts['outcome'] {
  const { store } = tools;
  const follow = () => {
    if (store.state.step !== 'done') return;
    stop();
    void redirect(tools);
  };
  const stop = store.subscribe(follow);
  follow();
  Object.assign(icons, {
    alert: alertIcon,
    calendar: calendarIcon,
    check: checkIcon,
    download: downloadIcon,
    external: externalIcon,
  });
  return { DoneView, Notice, Failure, CalendarMenu, When, Facts, Badge };
}

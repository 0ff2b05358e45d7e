import { DaysView } from './days-view.tsx';
import { DoneView } from './done-view.tsx';
import { FormView } from './form-view.tsx';
import styles from './late.css?inline';
import type { LateViews } from './view-props.ts';

/** What is shown after a time is chosen, and the layouts that are not the usual one. */
export const lateViews: LateViews = { FormView, DoneView, DaysView };

export const lateStyles: string = styles;

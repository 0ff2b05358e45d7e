import { booking, common } from '../languages/en.ts';
import { moreIcons } from '../shared/icon-paths.ts';
import { DoneView } from './done-view.tsx';
import { failureText } from './failure-text.ts';
import { FormPart } from './form-part.ts';
import { FormView } from './form-view.tsx';
import { icons } from './icon.tsx';
import css from './late.css?inline';
import { Failure, Notice } from './notice.tsx';
import { wishesOf } from './page-wishes.ts';
import type { PartTools } from './tools.ts';
import type { LatePart, ViewProps } from './view-props.ts';

// The form and what comes after it, and what is said when something fails.

export const styles: string = css;

export const texts = { ...common, ...booking };

export function create(tools: PartTools): LatePart {
  Object.assign(icons, moreIcons);
  const form = new FormPart(tools, wishesOf(tools.element));
  return {
    form,
    FormView: (props: ViewProps) => <FormView {...props} form={form} />,
    DoneView: (props: ViewProps) => <DoneView {...props} form={form} />,
    Notice,
    Failure,
    failureText,
  };
}

import { booking } from '../languages/en.ts';
import { environment } from './element/environment.ts';
import { failureText } from './failure-text.ts';
import { FormPart } from './form-part.ts';
import { wishesOf } from './page-wishes.ts';
import type { Parts, PartTools } from './view-props.ts';

// What happens from a chosen time to its booking, without its views.

export const styles = '';

export const texts = booking;

export function create(tools: PartTools): Parts['booking'] {
  const { element, load } = tools;
  const wishes = wishesOf(element, () => load('turnstile'));
  return { form: new FormPart(tools, environment.loadSolver, wishes, () => load('series')), failureText };
}

import { booking } from '../languages/en.ts';
import { environment } from './element/environment.ts';
import { failureText } from './failure-text.ts';
import { FormPart } from './form-part.ts';
import { wishesOf } from './page-wishes.ts';
import type { PartTools } from './tools.ts';
import type { Parts } from './view-props.ts';

// What happens from a chosen time to its booking, without its views.

export const styles = '';

export const texts = booking;

export function create(tools: PartTools): Parts['booking'] {
  return { form: new FormPart(tools, environment.loadSolver, wishesOf(tools)), failureText };
}

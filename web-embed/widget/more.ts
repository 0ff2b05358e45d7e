import { seldom } from '../languages/en.ts';
import { moreIcons } from '../shared/icon-paths.ts';
import { Choices, OtherEvents } from './choices.tsx';
import { DaysView } from './days-view.tsx';
import { icons } from './icon.tsx';
import css from './more.css?inline';
import { createPopup } from './popup.ts';
import type { Tools } from './tools.ts';
import type { MorePart } from './view-props.ts';
import { ZoneList } from './zone-list.tsx';

// What not every visitor sees: several event types, other layouts, the list of zones, the popup.

export const styles: string = css;

export const texts = seldom;

export function create(tools: Tools & { update: () => void }): MorePart {
  icons.check = moreIcons.check;
  return { Choices, OtherEvents, DaysView, zones: new ZoneList(tools), createPopup };
}

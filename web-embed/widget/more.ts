import { seldom } from '../languages/en.ts';
import { checkIcon } from '../shared/icon-paths.ts';
import { Choices, OtherEvents } from './choices.tsx';
import { DaysView } from './days-view.tsx';
import { icons } from './icon.tsx';
import { MonthFoot } from './month-foot.tsx';
import css from './more.css?inline';
import { watchEmptyMonths } from './next-day.ts';
import { createPopup } from './popup.ts';
import type { MorePart, PartTools } from './view-props.ts';
import { ZoneList } from './zone-list.tsx';

// What not every visitor sees: several event types, other layouts, the list of zones, the popup.

export const styles: string = css;

export const texts = seldom;

export function create(tools: PartTools): MorePart {
  icons.check = checkIcon;
  watchEmptyMonths(tools);
  return { Choices, OtherEvents, DaysView, MonthFoot, zones: new ZoneList(tools), createPopup };
}

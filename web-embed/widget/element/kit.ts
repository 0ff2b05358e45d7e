import { Fragment, jsx, jsxs } from 'preact/jsx-runtime';
import { pluralOf } from '../../languages/plural.ts';
import { durationText } from '../../shared/formats.ts';
import { whenIdle } from '../../shared/idle.ts';
import { addMonths, monthOf } from '../../shared/month-grid.ts';
import { RequestError, requestJson } from '../../shared/request.ts';
import { isoOf, offsetMinutes, wallClock } from '../../shared/time.ts';
import { cityOf, knownZone, zoneLabel } from '../../shared/zones.ts';
import { IconOf, icons } from '../icon.tsx';
import { monthsName, Turn } from '../month-view.tsx';
import { placeName, placesByName } from '../places.ts';
import { dayAndTime, hostTime, slotLabels } from '../slot-texts.ts';
import { isEmpty } from '../state.ts';
import { SlotList } from '../times-view.tsx';
import { headingBelow, isFromKeyboard } from '../view-props.ts';
import { ZoneOf } from '../zone-field.tsx';
import { environment } from './environment.ts';

/** What the parts that are loaded later share with the script: one copy of each, and of Preact above all. */
export const kit = {
  Fragment,
  IconOf,
  RequestError,
  addMonths,
  isEmpty,
  monthOf,
  monthsName,
  offsetMinutes,
  SlotList,
  Turn,
  ZoneOf,
  cityOf,
  dayAndTime,
  durationText,
  environment,
  headingBelow,
  hostTime,
  icons,
  isFromKeyboard,
  isoOf,
  jsx,
  jsxs,
  knownZone,
  placeName,
  placesByName,
  pluralOf,
  requestJson,
  slotLabels,
  wallClock,
  whenIdle,
  zoneLabel,
};

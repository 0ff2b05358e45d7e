import { Component, Fragment } from 'preact';
import { jsx, jsxs } from 'preact/jsx-runtime';
import { durationText } from '../../shared/formats.ts';
import { IconOf } from '../../shared/icons.tsx';
import { wallClock } from '../../shared/time.ts';
import { cityOf, localZone, zoneLabel } from '../../shared/zones.ts';
import { formPlace } from '../form-fields.ts';
import { MonthFoot } from '../month-view.tsx';
import { placeName } from '../places.ts';
import { dayAndTime, hostTime, slotLabels } from '../slot-texts.ts';
import { SlotList, ZoneOf } from '../times-view.tsx';
import { headingBelow, isFromKeyboard } from '../view-props.ts';

/** What the parts that are loaded later share with the script: one copy of each, and of Preact above all. */
export const kit = {
  Component,
  Fragment,
  IconOf,
  MonthFoot,
  SlotList,
  ZoneOf,
  cityOf,
  dayAndTime,
  durationText,
  formPlace,
  headingBelow,
  hostTime,
  isFromKeyboard,
  jsx,
  jsxs,
  localZone,
  placeName,
  slotLabels,
  wallClock,
  zoneLabel,
};

import { useMemo } from 'preact/hooks';
import { knownZone } from '../../../shared/zones.ts';
import type { TimeCell } from './time-cells.ts';
import { type GridActions, TimeGrid } from './time-grid.tsx';
import { layOut, type TimeFrame } from './time-layout.ts';
import type { ReadRange } from './use-range.ts';

interface TimeViewProps extends GridActions {
  frame: TimeFrame;
  label: string;
  data: ReadRange | null;
  dates: readonly string[];
  today: string;
  now: number;
  hasType: boolean;
  asksWhy: boolean;
  onCell: (cell: TimeCell, element: HTMLElement) => void;
  onMoreHours: () => void;
}

/** The week or the day. */
export function TimeView(props: TimeViewProps) {
  const { frame, data, dates } = props;
  const { settings, words } = frame;
  const key = `${dates[0]} ${frame.view} ${frame.showsAllHours} ${frame.isNarrow}`;
  const laid = useMemo(() => layOut(data, dates, frame), [data, key, settings]);
  const showsOpen = !settings.hidden.includes('open');
  return (
    <TimeGrid
      {...props}
      {...laid}
      words={words}
      isKnown={data !== null}
      showsOpen={showsOpen}
      showsFree={props.hasType && showsOpen}
      secondZone={settings.secondZone && knownZone(settings.secondZone, '')}
    />
  );
}

import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { useAdmin } from '../../app/admin.ts';
import { AdminIcon } from '../../ui/admin-icons.tsx';
import { late } from '../../ui/late.tsx';
import { type Block, nextBlock } from './blocks.ts';
import { useAvailability } from './context.ts';
import type { Rule } from './schedule.ts';
import { TimesField } from './times-field.tsx';
import { timeOf } from './wall-time.ts';
import { blockOf, blocksOf, type Level, rulesOf, weekDays, weeklyRule } from './weekly.ts';
import { blocksText, dayName } from './words.ts';

const CopyDayDialog = late(() => import('./copy-day-dialog.tsx').then((m) => m.CopyDayDialog));

interface DayTimesProps {
  level: Level;
  isReadOnly: boolean;
}

/** The week as a list of days with exact times. */
export function DayTimes({ level, isReadOnly }: DayTimesProps) {
  const { store, formats } = useAvailability();
  const copying = useSignal<number | null>(null);
  const { rules } = store.draft.value;
  return (
    <ul class="av-days">
      {weekDays(formats.weekStart).map((day) =>
        isReadOnly ? (
          <li key={day} class="av-day">
            <h3>{dayName(day, formats)}</h3>
            {blocksOf(rules, level, day).length === 0 ? (
              <p class="bw-muted">Closed</p>
            ) : (
              <p>{blocksText(blocksOf(rules, level, day), formats)}</p>
            )}
          </li>
        ) : (
          <Day
            key={day}
            level={level}
            day={day}
            onCopy={() => {
              copying.value = day;
            }}
          />
        ),
      )}
      {copying.value !== null && (
        <CopyDayDialog
          level={level}
          day={copying.value}
          onLeave={() => {
            copying.value = null;
          }}
        />
      )}
    </ul>
  );
}

function Day({ level, day, onCopy }: { level: Level; day: number; onCopy: () => void }) {
  const admin = useAdmin();
  const { store, formats } = useAvailability();
  const element = useRef<HTMLLIElement>(null);
  /** The row, or the button, that gets the focus next. */
  const wanted = useRef<string | null>(null);
  const { rules } = store.draft.value;
  const own = rulesOf(rules, level, day);
  const name = dayName(day, formats);
  const more = nextBlock(own.map(blockOf));

  // Before the next key is pressed.
  useLayoutEffect(() => {
    if (wanted.current === null) return;
    element.current?.querySelector<HTMLElement>(wanted.current)?.focus();
    wanted.current = null;
  });

  function change(rule: Rule, { start, end }: Block) {
    const next = { ...rule, start_time: timeOf(start), end_time: timeOf(end) };
    store.edit({ rules: store.draft.peek().rules.map((each) => (each.id === rule.id ? next : each)) });
  }
  function add() {
    if (more === null) return;
    const rule = weeklyRule(level, day, more);
    wanted.current = `[data-rule="${rule.id}"] input`;
    store.edit({ rules: [...rules, rule] });
  }
  function remove(rule: Rule) {
    wanted.current = '.av-add';
    store.edit({ rules: rules.filter(({ id }) => id !== rule.id) });
    admin.announce(`Removed. ${name}: ${blocksText(blocksOf(store.draft.peek().rules, level, day), formats)}.`);
  }

  return (
    <li class="av-day" ref={element}>
      <h3>{name}</h3>
      <div class="av-day-blocks">
        {own.length === 0 && <p class="bw-muted av-day-closed">Closed</p>}
        {own.map((rule, index) => (
          <div key={rule.id} data-rule={rule.id}>
            <TimesField
              name={own.length > 1 ? `${name}, block ${index + 1},` : name}
              value={blockOf(rule)}
              onChange={(block) => change(rule, block)}
              onFault={(isFaulty) => store.mark(rule.id, isFaulty)}
              onRemove={() => remove(rule)}
            />
          </div>
        ))}
      </div>
      <div class="av-day-tools">
        <button
          type="button"
          class="ad-round av-add"
          aria-label={`Add hours on ${name}`}
          aria-disabled={more === null}
          onClick={add}
        >
          <AdminIcon name="plus" />
        </button>
        <button type="button" class="ad-round" aria-label={`Copy ${name} to other days`} onClick={onCopy}>
          <AdminIcon name="copy" />
        </button>
      </div>
    </li>
  );
}

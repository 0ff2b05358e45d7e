import { useSignal } from '@preact/signals';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { type Chart, scaleOf } from './report-charts.ts';

interface ChartProps {
  chart: Chart;
  valueText: (value: number | null) => string;
}

const columnsHeight = 232;
const foot = 24;
const head = 20;

/** The bars of a chart. The first series is filled, the second hatched, so that they differ without colour; values stand beside them. */
export function BarChart({ chart, valueText }: ChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useSignal(0);
  const pattern = useId().replaceAll(/\W/g, '');
  useLayoutEffect(() => {
    const { current } = frame;
    if (current === null) return;
    const measure = () => {
      width.value = current.clientWidth;
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(current);
    return () => observer.disconnect();
  }, []);
  const Bars = chart.direction === 'columns' ? Columns : Rows;
  return (
    <div class="rep-frame" ref={frame}>
      {chart.series.length > 1 && (
        <ul class="rep-legend">
          {chart.series.map((name, index) => (
            <li key={name}>
              <svg width="20" height="14" aria-hidden="true" focusable="false">
                <rect
                  class="rep-bar"
                  data-series={index}
                  fill={fillOf(index, pattern)}
                  x="1"
                  y="1"
                  width="18"
                  height="12"
                />
              </svg>
              {name}
            </li>
          ))}
        </ul>
      )}
      {width.value > 0 && (
        <Bars chart={chart} valueText={valueText} width={width.value} pattern={pattern}>
          <defs>
            <pattern id={pattern} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
              <rect class="rep-ground" width="6" height="6" />
              <line class="rep-hatch" x1="0" y1="0" x2="0" y2="6" />
            </pattern>
          </defs>
        </Bars>
      )}
    </div>
  );
}

const fillOf = (series: number, pattern: string) => (series === 0 ? undefined : `url(#${pattern})`);

type BarsProps = ChartProps & { width: number; pattern: string; children: preact.ComponentChildren };

/** Said by a screen reader in place of the drawing; the table has the values. */
function labelOf({ title, rows }: Chart): string {
  return `Bar chart: ${title}, ${rows.length} ${rows.length === 1 ? 'entry' : 'entries'}. The table says the same.`;
}

function Columns({ chart, valueText, width, pattern, children }: BarsProps) {
  const { top, ticks } = scaleOf(Math.max(...chart.rows.flatMap(({ values }) => values.map((value) => value ?? 0))));
  const left = 44;
  const plot = columnsHeight - foot - head;
  const band = (width - left) / chart.rows.length;
  const bar = Math.max(2, Math.min(40, (band * 0.72) / chart.series.length));
  const y = (value: number) => head + plot * (1 - value / top);
  // As many labels as there is room for.
  const longest = Math.max(...chart.rows.map(({ label }) => label.length));
  const every = Math.ceil((longest * 7 + 8) / band);
  return (
    <svg class="rep-chart" width={width} height={columnsHeight} role="img" aria-label={labelOf(chart)}>
      {children}
      {ticks.map((tick) => (
        <g key={tick}>
          <line class="rep-line" x1={left} x2={width} y1={y(tick)} y2={y(tick)} />
          <text class="rep-text" x={left - 8} y={y(tick) + 4} text-anchor="end">
            {valueText(tick)}
          </text>
        </g>
      ))}
      {chart.rows.map(({ label, fullLabel, values, note }, index) => {
        const middle = left + band * (index + 0.5);
        const start = middle - (bar * values.length) / 2;
        const highest = Math.max(...values.map((value) => value ?? 0));
        return (
          <g key={fullLabel}>
            <title>{`${fullLabel}: ${describe(chart, values, valueText)}${note ? `, ${note}` : ''}`}</title>
            {values.map((value, series) => (
              <rect
                key={chart.series[series]}
                class="rep-bar"
                data-series={series}
                fill={fillOf(series, pattern)}
                x={start + series * bar}
                y={y(value ?? 0)}
                width={bar - 1}
                height={Math.max(0, head + plot - y(value ?? 0))}
              />
            ))}
            {note && band >= 44 && (
              <text class="rep-value" x={middle} y={y(highest) - 6} text-anchor="middle">
                {note.replace(' booked', '')}
              </text>
            )}
            {index % every === 0 && (
              <text class="rep-text" x={middle} y={columnsHeight - 6} text-anchor="middle">
                {label}
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
}

function Rows({ chart, valueText, width, pattern, children }: BarsProps) {
  const { top } = scaleOf(Math.max(...chart.rows.flatMap(({ values }) => values.map((value) => value ?? 0))));
  const bar = chart.series.length > 1 ? 14 : 16;
  const rowHeight = 26 + bar * chart.series.length + 10;
  const room = 96;
  const length = (value: number) => Math.max(value > 0 ? 2 : 0, ((width - room) * value) / top);
  return (
    <svg class="rep-chart" width={width} height={rowHeight * chart.rows.length} role="img" aria-label={labelOf(chart)}>
      {children}
      {chart.rows.map(({ label, fullLabel, values, note }, index) => {
        const y = index * rowHeight;
        return (
          <g key={fullLabel + String(index)}>
            <title>{`${fullLabel}: ${describe(chart, values, valueText)}${note ? `, ${note}` : ''}`}</title>
            <text class="rep-name" x="0" y={y + 18}>
              {label.length > width / 9 ? `${label.slice(0, Math.floor(width / 9))}…` : label}
              {note && (
                <tspan class="rep-text" dx="8">
                  {note}
                </tspan>
              )}
            </text>
            {values.map((value, series) => (
              <g key={chart.series[series]}>
                <rect
                  class="rep-bar"
                  data-series={series}
                  fill={fillOf(series, pattern)}
                  x="1"
                  y={y + 26 + series * bar}
                  width={length(value ?? 0)}
                  height={bar - 2}
                />
                <text class="rep-value" x={length(value ?? 0) + 8} y={y + 26 + series * bar + bar - 4}>
                  {valueText(value)}
                </text>
              </g>
            ))}
          </g>
        );
      })}
    </svg>
  );
}

function describe(chart: Chart, values: Chart['rows'][0]['values'], valueText: ChartProps['valueText']): string {
  return values.map((value, series) => `${chart.series[series]?.toLowerCase()} ${valueText(value)}`).join(', ');
}

import { useSignal } from '@preact/signals';
import { BarChart } from './bar-chart.tsx';
import { type Chart, leadText } from './report-charts.ts';

const hours = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });
const counts = new Intl.NumberFormat();

function valueText(unit: Chart['unit']): (value: number | null) => string {
  if (unit === 'lead') return leadText;
  if (unit === 'hours') return (value) => (value === null ? '–' : `${hours.format(value)} h`);
  return (value) => (value === null ? '–' : counts.format(value));
}

/** A chart with its title, and the same as a table. */
export function ChartPanel({ chart }: { chart: Chart }) {
  const isTable = useSignal(false);
  const text = valueText(chart.unit);
  const title = `chart-${chart.id}`;
  const hasNotes = chart.rows.some(({ note }) => note !== null);
  return (
    <section class="ad-panel rep-panel" aria-labelledby={title}>
      <header class="rep-panel-head">
        <h2 id={title}>{chart.title}</h2>
        <button
          type="button"
          class="bw-link"
          aria-pressed={isTable.value}
          aria-describedby={title}
          onClick={() => {
            isTable.value = !isTable.value;
          }}
        >
          As a table
        </button>
      </header>
      {isTable.value ? (
        <div class="rep-scroll">
          <table class="ad-table" aria-labelledby={title}>
            <thead>
              <tr>
                <td />
                {chart.series.map((name) => (
                  <th key={name} scope="col" class="ad-number">
                    {name}
                  </th>
                ))}
                {hasNotes && (
                  <th scope="col" class="ad-number">
                    Share
                  </th>
                )}
              </tr>
            </thead>
            <tbody>
              {chart.rows.map(({ fullLabel, values, note }, index) => (
                <tr key={fullLabel + String(index)}>
                  <th scope="row">{fullLabel}</th>
                  {values.map((value, series) => (
                    <td key={chart.series[series]} class="ad-number">
                      {text(value)}
                    </td>
                  ))}
                  {hasNotes && <td class="ad-number">{note ?? '–'}</td>}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : (
        <BarChart chart={chart} valueText={text} />
      )}
    </section>
  );
}

import './reports.css';
import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { Button } from '../../../shared/controls.tsx';
import { createFormats } from '../../../shared/formats.ts';
import { wallClock } from '../../../shared/time.ts';
import { type Host, useAdmin } from '../../app/admin.ts';
import { useLoad } from '../../app/load.ts';
import { setQuery } from '../../app/query.ts';
import { EmptyState, LoadedView, Screen } from '../../app/screen.tsx';
import { AdminIcon } from '../../ui/admin-icons.tsx';
import { saveFile } from '../../ui/save-file.ts';
import { ChartPanel } from './chart-panel.tsx';
import { PeriodBar } from './period-bar.tsx';
import { chartsOf } from './report-charts.ts';
import { ReportFiguresList } from './report-figures.tsx';
import { daysOf, type Period, periodFault, readPeriod } from './report-periods.ts';
import { type Report, readReport, readReportFile } from './reports-api.ts';

/** `/admin/reports?from&to`: what a host offered, what was booked, and what became of it. */
export function ReportsScreen() {
  const { host } = useAdmin();
  if (host.value !== null) return <ReportOf key={host.value.id} host={host.value} />;
  return (
    <Screen title="Reports">
      <EmptyState
        title="Nothing can be booked yet"
        text="A report says what was offered and booked. Begin with your first bookable page."
        action={
          <a class="bw-button bw-primary" href="/admin/welcome">
            Begin
          </a>
        }
      />
    </Screen>
  );
}

function ReportOf({ host }: { host: Host }) {
  const admin = useAdmin();
  const location = useLocation();
  const isWriting = useSignal(false);
  const today = wallClock(Date.now(), host.time_zone).date;
  const asked = readPeriod(location.query['from'] ?? '', location.query['to'] ?? '', today);
  const period = periodFault(asked) === null ? asked : readPeriod('', '', today);
  const load = useLoad(`${host.id} ${period.from} ${period.to}`, ['bookings', 'schedule'], (signal) =>
    readReport(admin, host.id, period, signal),
  );

  async function save() {
    if (isWriting.value) return;
    isWriting.value = true;
    try {
      const text = await readReportFile(admin, host.id, period);
      saveFile(`report-${host.slug}-${period.from}-${period.to}.csv`, 'text/csv', text);
      admin.tell({ text: 'The report was saved as a CSV file.' });
    } catch (error) {
      admin.tellFault(error, 'The file could not be made.');
    }
    isWriting.value = false;
  }

  return (
    <Screen
      title="Reports"
      lead={`What ${host.display_name || host.slug} offered, what was booked, and what became of it. Days are those of ${host.time_zone}.`}
      actions={
        <Button isBusy={isWriting.value} onClick={() => void save()}>
          <AdminIcon name="download" /> Download CSV
        </Button>
      }
    >
      <PeriodBar period={period} today={today} onChange={(next) => setQuery(location, { ...next })} />
      <LoadedView of={load} subject="The report">
        {(report) => <ReportView report={report} period={period} />}
      </LoadedView>
    </Screen>
  );
}

function ReportView({ report, period }: { report: Report; period: Period }) {
  const charts = useMemo(() => {
    const formats = createFormats(navigator.language);
    const percent = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 0 });
    const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', timeZone: 'UTC' });
    return chartsOf(report, {
      percent: (value) => percent.format(value),
      // 4 January 1970 was a Sunday.
      weekday: (index, width) => formats.weekday(`1970-01-${String(4 + index).padStart(2, '0')}`, width),
      day: (date) => day.format(new Date(date)),
      weekStart: formats.weekStart,
    });
  }, [report]);
  const days = new Intl.DateTimeFormat(undefined, { dateStyle: 'long', timeZone: 'UTC' });
  const isEmpty = report.bookings === 0 && report.offered_hours === 0 && report.booked_hours === 0;
  return (
    <>
      <p class="rep-span bw-muted">
        {days.formatRange(new Date(period.from), new Date(period.to))}, {daysOf(period)}{' '}
        {daysOf(period) === 1 ? 'day' : 'days'}
      </p>
      {isEmpty ? (
        <EmptyState
          title="Nothing was offered or booked in this time"
          text="Choose other days, or open hours in which people can book."
          action={
            <a class="bw-button bw-primary" href="/admin/availability">
              Open hours
            </a>
          }
        />
      ) : (
        <>
          <ReportFiguresList report={report} />
          <div class="rep-charts">
            {charts.map((chart) => (
              <ChartPanel key={chart.id} chart={chart} />
            ))}
          </div>
          <p class="bw-muted rep-note">
            Hours count as offered by your settings of now: changes since are not remembered. Bookings count on the day
            on which they start.
          </p>
        </>
      )}
    </>
  );
}

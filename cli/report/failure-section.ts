import { html, type Html } from '../../lambda/alerts/html';
import { grouped, plural } from '../../lambda/events/names';
import { failureOf, isoTime, millis, type TrailEvent } from '../../lambda/events/trail-event';
import { coordinate, dataTable, firstNames, section, shown, text } from './parts';
import { day, hour, minute } from '../../lambda/time';

/** The shortest that needs no more than `mostBars`. */
const widths = [5 * minute, hour, 6 * hour, day, 7 * day, 30 * day, 365 * day];
const mostBars = 60;
const height = 160;
const top = 20;

/** Milliseconds since the epoch. */
interface Span {
  first: number;
  last: number;
}

interface Bar {
  /** Milliseconds since the epoch. */
  start: number;
  count: number;
  users: Set<string>;
}

/**
 * Sign-ins, MFA checks and changes that AWS refused.
 * @param events in time order. @param read from when to when, in milliseconds since the epoch: where no failure is there was none.
 */
export function failureSection(events: readonly TrailEvent[], read: Span): Html {
  const failures = events.filter((event) => failureOf(event) !== undefined);
  if (failures.length === 0)
    return section('failures', 'Failures over time', [
      html`<p>AWS refused none of the watched events. Sign-ins that stopped at the MFA step are not counted here.</p>`,
    ]);
  const span = read.last - read.first;
  const width = widths.find((candidate) => span / candidate < mostBars) ?? span;
  const bars = barsOf(failures, width);
  return section('failures', 'Failures over time', [
    html`<p>
      ${plural(failures.length, 'watched event')} failed: sign-ins, MFA checks and calls that AWS refused. Sign-ins that
      stopped at the MFA step are not counted here.
    </p>`,
    html`<figure>
      <figcaption>Failures in each ${spanOf(width)}</figcaption>
      ${drawing(bars, width, read)}
    </figure>`,
    html`<details>
      <summary>The same as a table</summary>
      ${dataTable(
        'Failures over time',
        [{ heading: 'from (UTC)' }, { heading: 'failures', isNumber: true }, { heading: 'users' }],
        bars.map(({ start, count, users }) => [text(label(start)), text(count), text(firstNames(users))]),
      )}
    </details>`,
  ]);
}

/** Those with failures, in time order. */
function barsOf(failures: readonly TrailEvent[], width: number): Bar[] {
  const bars = new Map<number, Bar>();
  for (const event of failures) {
    const start = Math.floor(millis(event) / width) * width;
    const bar = bars.get(start) ?? { start, count: 0, users: new Set() };
    bars.set(start, bar);
    bar.count++;
    const { name } = event.target;
    bar.users.add(name === undefined ? 'not named' : shown(name));
  }
  return [...bars.values()];
}

function drawing(bars: readonly Bar[], width: number, { first, last }: Span): Html {
  const start = Math.floor(first / width) * width;
  const slots = Math.floor((last - start) / width) + 1;
  const highest = bars.reduce((most, { count }) => Math.max(most, count), 1);
  const floor = height - 24;
  return html`<svg role="img" aria-labelledby="failures-title" aria-describedby="failures-desc" height="${height}">
    <title id="failures-title">Failures over time</title>
    <desc id="failures-desc">
      From ${label(first)} to ${label(last)} UTC, all that was read, ${highest} at the most; the table below has every
      bar.
    </desc>
    <text class="small" x="0" y="14">${highest}</text>
    <line class="axis" x1="0" x2="100%" y1="${top}" y2="${top}" />
    <line class="axis" x1="0" x2="100%" y1="${floor}" y2="${floor}" />
    ${bars.map((bar) => {
      const tall = Math.max(2, (bar.count / highest) * (floor - top));
      const left = ((bar.start - start) / width / slots) * 100;
      return html`<rect
        class="failure"
        x="${coordinate(left)}%"
        width="${coordinate(80 / slots)}%"
        y="${coordinate(floor - tall)}"
        height="${coordinate(tall)}"
        ><title>${label(bar.start)}: ${bar.count}</title></rect
      >`;
    })}
    <text class="small" x="0" y="${height - 4}">${label(start)} UTC</text>
    <text class="small" x="100%" y="${height - 4}" text-anchor="end">${label(start + slots * width)} UTC</text>
  </svg>`;
}

function label(at: number): string {
  return isoTime(at).slice(0, 16).replace('T', ' ');
}

/** Such as `5 minutes`, `hour` or `7 days`. */
function spanOf(width: number): string {
  const [unit, noun] =
    width < hour ? ([minute, 'minute'] as const) : width < day ? ([hour, 'hour'] as const) : ([day, 'day'] as const);
  return width === unit ? noun : `${grouped(Math.round(width / unit))} ${noun}s`;
}

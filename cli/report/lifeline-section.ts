import { deviceName } from '../../lambda/events/device';
import { html, nothing, type Html } from '../../lambda/alerts/html';
import { legible } from '../../lambda/alerts/plain';
import { kindWords, utc } from '../../lambda/alerts/wording';
import { isoTime } from '../../lambda/events/trail-event';
import { countsOf, type Lifeline, type Lives, type Turn } from './lifelines';
import { coordinate, dataTable, leftOut, most, section, shown, text } from './parts';
import { hour } from '../../lambda/time';

const heightOfOne = 7;
const rowHeight = 34;
const axisHeight = 24;
const top = 20;
const columns = ['device', 'kind', 'added', 'added by', 'removed', 'removed by'].map((heading) => ({ heading }));

/**
 * Each device from its enabling to its removal, against the limit, with who did it.
 * @param isPart whether only a part was asked for. @param isBeyond whether some of what is told here was not.
 * @param end of what was read, in milliseconds since the epoch.
 */
export function lifelineSection(
  users: readonly Lives[],
  { isPart, isBeyond, end }: { isPart: boolean; isBeyond: boolean; end: number },
): Html {
  return section('devices', 'Devices', [
    users.length === 0
      ? html`<p>No device was added or removed${isPart ? ' in what was asked for' : ''}.</p>`
      : html`<p>
          Users whose devices changed. A bar is the life of a device: a ring marks what the user did, a full square what
          somebody else did. Without a mark at its beginning a device was there before, without one at its end it was
          not removed up to ${second(end)} UTC, where what was read ends; an axis ends soon after the last change. The
          shape above shows how many there were, pale how many more there may have been; the dashed line is AWS's
          limit.${isBeyond ? ' What was read of these users outside of what was asked for is drawn, too: it tells which devices there were.' : ''}
        </p>`,
    leftOut(users.length, most.lifelines, 'users', 'those with the most severe alerts'),
    ...users.slice(0, most.lifelines).map((user, index) => figure(user, index, end)),
  ]);
}

function figure(user: Lives, index: number, end: number): Html {
  const counts = countsOf(user).map(({ count }) => count);
  const heading = `${user.user}, account ${shown(user.account)}`;
  const [highest, last] = [Math.max(...counts), counts.at(-1) ?? 0];
  const peak = user.isComplete
    ? `most at one time: ${highest} (limit ${user.limit}); at the end: ${last}`
    : `most at one time: at least ${highest} (limit ${user.limit}); at the end: ${last} or more`;
  return html`<figure>
    <figcaption>
      <h3>${heading}</h3>
      ${peak}${user.isComplete ? '' : ': nothing says which devices there were before'}
    </figcaption>
    ${drawing(user, `life-${index}`, `MFA devices of ${heading}: ${peak}`, end)}
    ${dataTable(
      `Devices of ${user.user} (UTC)`,
      columns,
      user.lives.map((life) => row(life, end)),
    )}
  </figure>`;
}

interface Axis {
  start: number;
  end: number;
  /** Per cent of the width. */
  x: (at: number) => number;
}

/** From the first change to the last, and a tenth more on both sides. */
function axisOf({ firstChange, lastChange }: Lives): Axis {
  const margin = Math.max((lastChange - firstChange) / 10, hour);
  const [start, end] = [firstChange - margin, lastChange + margin];
  return { start, end, x: (at) => Math.min(100, Math.max(0, ((at - start) / (end - start)) * 100)) };
}

function drawing(user: Lives, id: string, title: string, end: number): Html {
  const axis = axisOf(user);
  const counts = countsOf(user);
  const scale = Math.max(user.limit, ...counts.map(({ count }) => count)) * heightOfOne;
  const floor = top + scale;
  const height = floor + user.lives.length * rowHeight + axisHeight;
  const limit = floor - user.limit * heightOfOne;
  return html`<svg role="img" aria-labelledby="${id}-title" aria-describedby="${id}-desc" height="${height}">
    <title id="${id}-title">${title}</title>
    <desc id="${id}-desc">${user.lives.map((life) => sentence(life, end)).join(' ')}</desc>
    ${user.isComplete ? nothing : rectangle('unknown', 0, 100, limit, floor - limit)}
    ${counts.map(({ from, count }, index) => {
      const [left, right] = [axis.x(from), axis.x(counts[index + 1]?.from ?? Infinity)];
      return rectangle('count', left, right, floor - count * heightOfOne, count * heightOfOne);
    })}
    <line class="axis" x1="0" x2="100%" y1="${floor}" y2="${floor}" />
    <line class="limit" x1="0" x2="100%" y1="${limit}" y2="${limit}" />
    <text class="limit" x="0" y="${limit - 5}">limit ${user.limit}</text>
    ${user.lives.map((life, index) => bar(life, axis, floor + index * rowHeight, end))}
    <text class="small" x="0" y="${height - 4}">${minute(axis.start)}</text>
    <text class="small" x="100%" y="${height - 4}" text-anchor="end">${minute(axis.end)}</text>
  </svg>`;
}

function bar(life: Lifeline, axis: Axis, y: number, end: number): Html {
  const [left, right] = [axis.x(life.from?.at ?? -Infinity), axis.x(life.until?.at ?? Infinity)];
  return html`<g>
    <title>${sentence(life, end)}</title>
    <foreignObject x="0" y="${y}" width="100%" height="18"><div class="device">${nameOf(life)}</div></foreignObject>
    ${rectangle('life', left, right, y + 21, 8)}${mark(life.from, left, y + 25)}${mark(life.until, right, y + 25)}
  </g>`;
}

function rectangle(kind: string, left: number, right: number, y: number, height: number): Html {
  if (height <= 0) return nothing;
  return html`<rect
    class="${kind}"
    x="${coordinate(left)}%"
    width="${coordinate(Math.max(right - left, 0.4))}%"
    y="${y}"
    height="${height}"
  />`;
}

function mark(turn: Turn | undefined, x: number, y: number): Html {
  if (turn === undefined) return nothing;
  const [percent, center] = [coordinate(x), coordinate(y)];
  return turn.isOwn
    ? html`<circle class="own" cx="${percent}%" cy="${center}" r="6" />`
    : html`<svg x="${percent}%" y="${center}" overflow="visible">
        <rect class="other" x="-7" y="-7" width="14" height="14" />
      </svg>`;
}

function row(life: Lifeline, end: number): Html[] {
  const { from, until } = life;
  return [
    text(nameOf(life)),
    text(kindWords[life.kind]),
    text(from === undefined ? 'before' : second(from.at)),
    text(from === undefined ? '' : actorOf(from)),
    text(until === undefined ? `not up to ${second(end)}` : second(until.at)),
    text(until === undefined ? '' : actorOf(until)),
  ];
}

function sentence(life: Lifeline, readTo: number): string {
  const { from, until } = life;
  const start = from === undefined ? 'there before' : `added ${second(from.at)} UTC by ${actorOf(from)}`;
  const end =
    until === undefined
      ? `not removed up to ${second(readTo)} UTC`
      : `removed ${second(until.at)} UTC by ${actorOf(until)}`;
  return `${nameOf(life)}: ${start}, ${end}.`;
}

function nameOf({ serialNumber }: Lifeline): string {
  return serialNumber === '' ? 'a device that the record does not name' : shown(deviceName(serialNumber));
}

function actorOf({ by, isOwn }: Turn): string {
  return by === undefined ? 'not named in the record' : `${shown(legible(by))}${isOwn ? ' (the same user)' : ''}`;
}

function second(at: number): string {
  return utc(isoTime(at)).replace(' UTC', '');
}

function minute(at: number): string {
  return `${second(at).slice(0, 16)} UTC`;
}

import { deviceName } from '../../lambda/events/device';
import type { Alert } from '../../lambda/alerts/alert';
import { html, nothing, type Html } from '../../lambda/alerts/html';
import { legible } from '../../lambda/alerts/plain';
import { utc } from '../../lambda/alerts/wording';
import { nameOf, plural } from '../../lambda/events/names';
import { failureOf, millis, type TrailEvent } from '../../lambda/events/trail-event';
import { lookBack } from '../../lambda/events/window';
import type { EvidenceRoom } from './evidence';
import { addressCell, dataTable, leftOut, most, section, shown, text } from './parts';
import type { Person } from './people';

const columns = ['time (UTC)', 'event', 'outcome', 'who', 'from', 'device', 'record'].map((heading) => ({ heading }));

/** Everything that detections watch, user by user. */
export function timelineSection(people: readonly Person[], room: EvidenceRoom): Html {
  return section('users', 'Users', [
    people.length === 0
      ? html`<p>No event that a detection watches.</p>`
      : html`<p>
          Every event that a detection watches, by the user whose MFA it touches; users with the most severe alerts
          first.
          <span class="paper"
            >On paper: what happened within eight days of an alert. Open what else should be printed.</span
          >
        </p>`,
    leftOut(people.length, most.users, 'users', 'those with the most severe alerts'),
    ...people.slice(0, most.users).map((person) => timeline(person, room)),
  ]);
}

function timeline({ name, account, events, alerts }: Person, evidence: EvidenceRoom): Html {
  const worst = alerts[0];
  const badge = worst === undefined ? nothing : html`<span class="badge ${worst.severity}">${worst.severity}</span> `;
  const told = alerts.length === 0 ? '' : `, ${plural(alerts.length, 'alert')}`;
  const near = new Set(events.filter((event) => alerts.some((alert) => isNear(event, alert))));
  const others = events.filter((event) => !near.has(event));
  const room = Math.max(0, most.eventsOfUser - near.size);
  const links = alerts.map(({ id, title }) => html`<li><a href="#alert-${id}">${legible(title)}</a></li>`);
  return html`<details class="user${alerts.length === 0 ? ' many' : ''}">
    <summary>
      ${badge}
      <h3>${name}</h3>
      <span class="quiet">account ${shown(account)}, ${plural(events.length, 'event')}${told}</span>
    </summary>
    ${
      links.length === 0
        ? nothing
        : html`<ul>
            ${links}
          </ul>`
    }
    ${
      near.size === 0
        ? eventTable(name, others, room, evidence)
        : [
            eventTable(`${name}, near an alert`, [...near], most.eventsOfUser, evidence),
            others.length === 0
              ? nothing
              : html`<details class="many">
                  <summary>${plural(others.length, 'event')} more than eight days from any alert</summary>
                  ${eventTable(`${name}, further off`, others, room, evidence)}
                </details>`,
          ].flat()
    }
  </details>`;
}

/** The newest of them. */
function eventTable(whose: string, events: readonly TrailEvent[], limit: number, evidence: EvidenceRoom): Html[] {
  const newest = events.slice(Math.max(0, events.length - limit));
  return [
    leftOut(events.length, limit, `events of ${whose}`, 'the newest'),
    newest.length === 0
      ? nothing
      : dataTable(
          `Events of ${whose}`,
          columns,
          newest.map((event) => row(event, evidence)),
        ),
  ];
}

/** What a review of the alert would have read, and as much after it. */
function isNear(event: TrailEvent, { firstSeen, lastSeen }: Alert): boolean {
  const at = millis(event);
  return at >= Date.parse(firstSeen) - lookBack && at <= Date.parse(lastSeen) + lookBack;
}

function row(event: TrailEvent, room: EvidenceRoom): Html[] {
  const { time, name, actor, serialNumber } = event;
  const failure = failureOf(event);
  return [
    html`<time>${utc(time).replace(' UTC', '')}</time>`,
    text(shown(name)),
    failure === undefined
      ? html`ok`
      : html`<span class="failed">FAILED</span>${failure === 'Failure' ? '' : ` (${shown(failure)})`}`,
    text(shown(nameOf(actor) ?? actor.arn ?? actor.type)),
    addressCell(actor.sourceIp === undefined ? '' : shown(actor.sourceIp)),
    text(serialNumber === undefined ? '' : shown(deviceName(serialNumber))),
    room.linkOf(event),
  ];
}

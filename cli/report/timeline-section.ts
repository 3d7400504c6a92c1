import { html, nothing, type Html } from '../../lambda/alerts/html';
import { legible } from '../../lambda/alerts/plain';
import { deviceName, utc } from '../../lambda/alerts/wording';
import { nameOf, plural } from '../../lambda/events/names';
import { failureOf, type TrailEvent } from '../../lambda/events/trail-event';
import type { EvidenceRoom } from './evidence';
import { dataTable, leftOut, most, section, shown, text } from './parts';
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
        </p>`,
    leftOut(people.length, most.users, 'users', 'those with the most severe alerts'),
    ...people.slice(0, most.users).map((person) => timeline(person, room)),
  ]);
}

function timeline({ name, account, events, alerts }: Person, room: EvidenceRoom): Html {
  const worst = alerts[0];
  const badge = worst === undefined ? nothing : html`<span class="badge ${worst.severity}">${worst.severity}</span> `;
  const told = alerts.length === 0 ? '' : `, ${plural(alerts.length, 'alert')}`;
  const listed = events.slice(-most.eventsOfUser);
  const links = alerts.map(({ id, title }) => html`<li><a href="#alert-${id}">${legible(title)}</a></li>`);
  return html`<details class="user">
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
    ${leftOut(events.length, most.eventsOfUser, 'events of this user', 'the newest')}
    ${dataTable(
      `Events of ${name}`,
      columns,
      listed.map((event) => row(event, room)),
    )}
  </details>`;
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
    text(actor.sourceIp === undefined ? '' : shown(actor.sourceIp)),
    text(serialNumber === undefined ? '' : shown(deviceName(serialNumber))),
    room.linkOf(event),
  ];
}

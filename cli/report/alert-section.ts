import { deviceName } from '../../lambda/events/device';
import type { Alert } from '../../lambda/alerts/alert';
import { eventLines } from '../../lambda/alerts/event-wording';
import { html, nothing, type Html } from '../../lambda/alerts/html';
import { screen } from '../../lambda/alerts/medium';
import { nextSteps, stepsHeading } from '../../lambda/alerts/next-steps';
import { originLines } from '../../lambda/alerts/origin-wording';
import { firstOf, named, readable } from '../../lambda/alerts/plain';
import * as wording from '../../lambda/alerts/wording';
import { rank } from '../../lambda/detections/severity';
import { grouped } from '../../lambda/events/names';
import { commandList } from './command-list';
import type { EvidenceRoom } from './evidence';
import { type Fact, fact, leftOut, most, section, text } from './parts';
import { isUrgent, severityGroups } from './severity-groups';

const mostReasons = 12;

/** @param alerts the most severe first. @param total how many there are. @param stepsOf the runbook of an alert's detection. */
export function alertSection(
  alerts: readonly Alert[],
  total: number,
  room: EvidenceRoom,
  stepsOf: (alert: Alert) => readonly string[],
  athenaTable: string,
): Html {
  const withCommands = new Set(alerts.slice(0, most.commands));
  const commandsOf = (alert: Alert): Html => (withCommands.has(alert) ? commandList(alert, athenaTable) : nothing);
  const groups = severityGroups('severity', alerts, {
    card: (alert, isInFull) => card(readable(alert), isInFull, room, stepsOf(alert), commandsOf(alert)),
    columns: ['time (UTC)', 'title', 'account', 'alert id'].map((heading) => ({ heading })),
    row,
  });
  return section('alerts', 'Alerts', [
    leftOut(total, alerts.length, 'alerts', 'the most severe'),
    alerts.length > withCommands.size
      ? html`<p class="note">Commands and queries stand in the ${grouped(most.commands)} most severe alerts only.</p>`
      : nothing,
    groups.length === 0 ? html`<p>None to show.</p>` : nothing,
    alerts.some(({ severity }) => rank(severity) < rank('medium'))
      ? html`<p class="paper">On paper, alerts below medium are without commands and queries; the file has them.</p>`
      : nothing,
    ...groups,
  ]);
}

function row(alert: Alert): Html[] {
  const { time, title, account, id } = readable(alert);
  return [html`<time>${wording.utc(time).replace(' UTC', '')}</time>`, ...[title, account, id].map(text)];
}

function card(alert: Alert, isInFull: boolean, room: EvidenceRoom, steps: readonly string[], commands: Html): Html {
  const { id, severity, time, title } = alert;
  const announced = wording.announcement(alert, screen);
  return html`<details
    class="alert ${severity}"
    id="alert-${id}"
    ${isInFull && isUrgent(alert) ? html` open` : nothing}
  >
    <summary>
      <span class="badge ${severity}">${severity}</span><time>${wording.utc(time)}</time>
      <h4>${alert.drill === true ? 'DRILL: ' : ''}${title}</h4>
    </summary>
    ${alert.drill === true ? html`<p class="note">${wording.drillNotice}</p>` : nothing}
    ${announced === '' ? nothing : html`<p class="note">${announced}</p>`}${suppression(alert)}
    <dl>${facts(alert, steps).map(fact)}${fact(['records', [room.linksFor(alert)]])}</dl>
    ${commands}
  </details>`;
}

function suppression({ suppressed }: Alert): Html {
  if (suppressed === undefined) return nothing;
  const { reason, owner, expires } = suppressed;
  return html`<p class="note">Suppressed by an exception: ${named(reason)} (${owner}, until ${expires}).</p>`;
}

function facts(alert: Alert, steps: readonly string[]): Fact[] {
  const { actor, target, devices, detection, related, attack, runbook } = alert;
  const others = wording.otherTargets(alert, named);
  const same = wording.sameUser(alert) ? ' (the same user)' : '';
  const agent = actor.userAgent === undefined ? [] : [`with "${actor.userAgent.replaceAll('"', "'")}"`];
  const origins = originLines(alert, screen, 10);
  return [
    ['why', firstOf(wording.reasonsOf(alert), mostReasons), 'list'],
    ['who', [`${wording.whoOf(alert, named)} (${wording.credentialAndMfa(actor, actor.accessKeyId ?? '')})`]],
    ['to whom', [`${wording.targetName(target, named)}${same} ${others}`.trim()]],
    ['account', [`${wording.accountOf(alert)}, ${alert.region}`]],
    ['devices', devices === undefined ? [] : deviceLines(alert, devices), 'list'],
    ['from', [...(origins.length === 0 ? ['not recorded'] : origins), ...agent], 'list'],
    ['when', [wording.period(alert)]],
    ['what happened', eventLines(alert, screen, 20), 'list'],
    [stepsHeading(alert).toLowerCase(), nextSteps(alert, { steps, athenaTable: '' }, screen), 'steps'],
    [
      'detection',
      [[detection, ...related].join(', '), ...(attack.length === 0 ? [] : [`ATT&CK ${attack.join(', ')}`])],
    ],
    ['runbook', [runbook]],
    ['alert id', [alert.id]],
  ];
}

function deviceLines(alert: Alert, devices: NonNullable<Alert['devices']>): string[] {
  const lines = wording.deviceList(devices).map(({ serialNumber, kind, isNew, enabledAt }) => {
    const name = named(deviceName(serialNumber));
    const age = wording.deviceAge(enabledAt, alert.time);
    return `${isNew === true ? 'NEW: ' : ''}${name} (${wording.kindWords[kind]}), ${age}`;
  });
  const removed = wording.removedDevices(alert).map((name) => `REMOVED: ${named(name)}`);
  return [wording.deviceCount(devices), ...firstOf(lines, 12), ...removed, ...wording.whyUnknown(alert, mostReasons)];
}

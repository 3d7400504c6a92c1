import { deviceName } from '../events/device';
import type { Alert, Update } from './alert';
import { containment, type Command, type Containment } from './commands';
import { consoleLinks } from './console-links';
import { eventLines } from './event-wording';
import { answerCommand, pageUrl, type Hints } from './hints';
import { columns, inMail, inSubject, longestSubject, section } from './mail-text';
import { mail } from './medium';
import { nextSteps, stepsHeading } from './next-steps';
import { originLines } from './origin-wording';
import { defang, firstOf, named, readable, shorten } from './plain';
import { queries } from './queries';
import * as wording from './wording';
import { wrap } from './wrap';

const mostReasons = 10;

/** Plain text for somebody woken at night: first what happened, then what to do, last the ids. */
export function renderEmail(alert: Alert, update: Update, hints: Hints): { subject: string; body: string } {
  const shown = readable(alert);
  const isDrill = alert.drill === true;
  const blocks = [
    isDrill ? wrap(wording.drillNotice, columns) : [],
    // Whatever somebody chose is set in from its second line on, so that no line of theirs can begin like one of ours.
    wrap(`${defang(wording.headline({ ...shown, drill: undefined }, update))}.`, columns, 2),
    wrap(wording.updateNotes[update], columns),
    wrap(wording.announcement(shown, mail), columns, 2),
    facts(shown),
    list('WHAT HAPPENED (UTC)', eventLines(shown, mail, 12)),
    whatToDo(shown, hints),
    isDrill ? [] : [...ask('Say that you have it, in the folder mfa-watch'), answerCommand(shown.id)],
    commandBlock(shown, containment(alert)),
    links(alert, hints),
    ...(isDrill ? [] : queries(alert, hints.athenaTable).map(({ purpose, lines }) => [...ask(purpose), ...lines])),
    ids(shown),
  ];
  const body = blocks.filter((block) => block.length > 0).map((block) => block.join('\n'));
  return { subject: subject(shown, update), body: `${body.join('\n\n')}\n` };
}

function subject(shown: Alert, update: Update): string {
  const head = wording.headline(shown, update);
  const { account, accountName } = shown;
  // Whoever watches many accounts must see at once which it is.
  const id = shorten(account, 12);
  const name = accountName === undefined ? undefined : shorten(accountName, 30);
  const where = inSubject(
    name === undefined ? ` (${id})` : ` in ${wording.accountOf({ account: id, accountName: name }, inMail)}`,
  );
  return inSubject(head, longestSubject - where.length) + where;
}

function facts(shown: Alert): string[] {
  const { actor, target } = shown;
  const key = actor.accessKeyId === undefined ? '' : inMail(actor.accessKeyId);
  const same = wording.sameUser(shown) ? ' (the same user)' : '';
  const agent = actor.userAgent === undefined ? [] : [`with "${defang(actor.userAgent.replaceAll('"', "'"))}"`];
  return [
    ...section(
      'WHY',
      firstOf(wording.reasonsOf(shown), mostReasons).map((reason) => `- ${defang(reason)}`),
    ),
    ...section('WHO', [wording.whoOf(shown, inMail), wording.credentialAndMfa(actor, key)]),
    ...section('WHOM', [
      `${wording.targetName(target, inMail)}${same}`,
      ...lines(wording.otherTargets(shown, inMail)),
      `account ${wording.accountOf(shown, inMail)}, ${named(shown.region)}`,
    ]),
    ...section('DEVICES', deviceLines(shown)),
    ...section(
      'WHERE FROM',
      [...originLines(shown, mail, 10), ...agent].map((line) => `- ${line}`),
    ),
    ...section('WHEN', [wording.period(shown)]),
  ];
}

function lines(text: string): string[] {
  return text === '' ? [] : [text];
}

function list(heading: string, entries: readonly string[]): string[] {
  return entries.length === 0 ? [] : [heading, ...entries.flatMap((entry) => wrap(`- ${entry}`, columns, 2))];
}

function deviceLines(shown: Alert): string[] {
  const { devices, time } = shown;
  if (devices === undefined) return [];
  const lines = wording.deviceList(devices).map(({ serialNumber, kind, enabledAt, isNew }) => {
    const name = inMail(deviceName(serialNumber));
    return `- ${isNew === true ? 'NEW: ' : ''}${name} (${wording.kindWords[kind]}), ${wording.deviceAge(enabledAt, time)}`;
  });
  const why = wording.whyUnknown(shown, mostReasons).map(defang);
  const removed = wording.removedDevices(shown).map((name) => `- REMOVED: ${inMail(name)}`);
  return [wording.deviceCount(devices), ...why, ...firstOf([...removed, ...lines], 10)];
}

function whatToDo(shown: Alert, hints: Hints): string[] {
  const numbered = nextSteps(shown, hints, mail).map((step, index) => `${index + 1}. ${step}`);
  return numbered.length === 0
    ? []
    : [stepsHeading(shown).toUpperCase(), ...numbered.flatMap((step) => wrap(step, columns, 3))];
}

function commandBlock(shown: Alert, { look, contain, notes }: Containment): string[] {
  const paste = ({ purpose, line }: Command): string[] => ['', ...ask(purpose), line];
  const account = `COMMANDS for account ${wording.accountOf(shown, inMail)}; none of them has been run`;
  return [
    ...(look.length + contain.length === 0 ? [] : wrap(account, columns, 2)),
    ...look.flatMap(paste),
    ...(contain.length === 0 ? [] : ['', 'Only if nobody can vouch for this:']),
    ...contain.flatMap(paste),
    ...notes.flatMap((text, index) => [
      ...(index + look.length + contain.length === 0 ? [] : ['']),
      ...wrap(text, columns),
    ]),
  ];
}

function ask(purpose: string): string[] {
  return wrap(`${purpose}:`, columns);
}

function links(alert: Alert, hints: Hints): string[] {
  const runbook = pageUrl(alert.runbook, hints);
  return [
    ...consoleLinks(alert),
    ...(runbook === undefined ? [] : [{ label: 'The runbook, with all steps', url: runbook }]),
  ].flatMap(({ label, url }) => [`${label}:`, url]);
}

function ids(shown: Alert): string[] {
  const added = (shown.devices?.list ?? []).filter((device) => device.isNew === true);
  return [
    ...section('Alert', [named(shown.id)]),
    ...section('Detection', [named(shown.detection)]),
    ...section('Also part', firstOf(shown.related.map(named), 10)),
    ...section('ATT&CK', [shown.attack.map(named).join(', ')]),
    ...section('Actor', shown.actor.arn === undefined ? [] : [named(shown.actor.arn)]),
    ...section(
      'New device',
      firstOf(
        added.map(({ serialNumber }) => named(serialNumber)),
        8,
      ),
    ),
    ...section('Events', firstOf(shown.eventIds.map(named), 5)),
    ...section('Dedup key', [named(shown.dedupKey)]),
    ...section('Runbook', [named(shown.runbook)]),
  ];
}

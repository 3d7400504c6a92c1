import { deviceName } from '../events/device';
import type { Alert, Update } from './alert';
import { containment, type Command } from './commands';
import { consoleLinks } from './console-links';
import { eventLines } from './event-wording';
import { answerCommand, pageUrl, type Hints } from './hints';
import { chat } from './medium';
import { nextSteps, stepsHeading } from './next-steps';
import { notification, type Part } from './notification';
import { originLines } from './origin-wording';
import { firstOf, readable } from './plain';
import { queries } from './queries';
import { code, prose, trusted } from './slack-text';
import * as wording from './wording';

/** A thread per alert, not per subject: what a user did last year is another story. */
export function threadOf({ id, drill }: Pick<Alert, 'id' | 'drill'>): string {
  return `${drill === true ? 'drill-' : ''}${id}`;
}

/** An alert as Amazon Q shows it in Slack. */
export function renderChat(alert: Alert, update: Update, hints: Hints): string {
  const shown = readable(alert);
  const isDrill = alert.drill === true;
  return notification({
    headline: wording.headline(shown, update),
    parts: [...facts(shown, update, hints), ...(isDrill ? [] : [answer(shown)]), ...aids(alert, shown, update, hints)],
    keywords: [...(isDrill ? ['DRILL'] : []), shown.severity, shown.detection, wording.accountOf(shown, wording.asIs)],
    threadId: threadOf(shown),
    context: {
      kind: isDrill ? 'drill' : 'alert',
      ...(isDrill ? { drill: 'true' } : {}),
      severity: shown.severity,
      detection: shown.detection,
      account: shown.account,
      ...(shown.accountName !== undefined && { accountName: shown.accountName }),
      region: shown.region,
      update,
      alert: shown.id,
    },
    hasButtons: !isDrill,
    respond: isDrill || hints.channel === undefined ? undefined : `${shown.id}@${hints.channel}`,
    queue: isDrill ? undefined : hints.answerQueue,
  });
}

/** What stays longest where there is no room for all. */
const importance = { decision: 4, context: 3, story: 2, commands: 1, queries: 0 } as const;

/** Users who are named; there is no room for a hundred. */
const mostReasons = 8;
const mostNamed = 20;

const show = (name: string): string => code(name);

function facts(shown: Alert, update: Update, hints: Hints): Part[] {
  const { actor, target } = shown;
  const key = actor.accessKeyId === undefined ? '' : code(actor.accessKeyId);
  const same = wording.sameUser(shown) ? ' (the same user)' : '';
  const whom = [`${wording.targetName(target, show)}${same}`, wording.otherTargets(shown, show, mostNamed)]
    .join(' ')
    .trim();
  const first = [
    shown.drill === true ? `*${wording.drillNotice}*` : '',
    isFirst(update) ? wording.updateNotes[update] : '',
    wording.announcement(shown, chat),
    ...firstOf(wording.reasonsOf(shown), mostReasons).map((reason) => `• ${prose(reason, 250)}`),
    `*Who* ${wording.whoOf(shown, show)}, ${wording.credentialAndMfa(actor, key)}`,
    `*Whom* ${whom}, account ${wording.accountOf(shown, show)}, ${code(shown.region)}`,
    devices(shown),
    steps(shown, hints),
  ];
  return [
    ...first.map((text) => ({ text, importance: importance.decision })),
    { text: origins(shown), importance: importance.context },
    { text: `*When* ${prose(wording.period(shown), 200)}`, importance: importance.context },
    { text: listed('*What happened* (UTC)', eventLines(shown, chat, 6)), importance: importance.story },
  ];
}

function steps(shown: Alert, hints: Hints): string {
  const numbered = nextSteps(shown, hints, chat).map((step, index) => `${index + 1}. ${step}`);
  return numbered.length === 0 ? '' : [`*${stepsHeading(shown)}*`, ...numbered].join('\n');
}

/** What one pastes or opens; the whole block or nothing of it. */
function aids(alert: Alert, shown: Alert, update: Update, hints: Hints): Part[] {
  const runbook = pageUrl(alert.runbook, hints);
  const links = consoleLinks(alert).map(({ label, url }) => link(url, label));
  // Whoever had the alert before has them further up in the thread.
  const asked = alert.drill === true || !isFirst(update) ? [] : queries(alert, hints.athenaTable);
  return [
    { text: commandBlock(alert, shown), importance: importance.commands },
    { text: links.join(' · '), importance: importance.story },
    ...asked.map(({ purpose, lines }) => ({
      text: `${purpose}:\n\`\`\`${lines.map((line) => trusted(line, 1000)).join('\n')}\`\`\``,
      importance: importance.queries,
    })),
    {
      text: `Alert ${code(shown.id)}, ${runbook === undefined ? `runbook ${code(shown.runbook)}` : link(runbook, 'runbook with all steps')}`,
      importance: importance.context,
    },
  ];
}

function isFirst(update: Update): boolean {
  return update === 'new' || update === 'unanswered' || update === 'escalated';
}

function answer({ id }: Alert): Part {
  return {
    text: `No buttons? Say that you have it, in the folder mfa-watch: ${code(answerCommand(id))}`,
    importance: importance.context,
  };
}

function link(url: string, label: string): string {
  return `<${url.replaceAll('&', '&amp;')}|${label}>`;
}

function listed(heading: string, entries: readonly string[]): string {
  return entries.length === 0 ? '' : [heading, ...entries.map((entry) => `• ${entry}`)].join('\n');
}

function origins(shown: Alert): string {
  const { userAgent } = shown.actor;
  const lines = originLines(shown, chat, 5);
  return listed('*Where from*', userAgent === undefined ? lines : [...lines, `with ${code(userAgent, 260)}`]);
}

function devices(shown: Alert): string {
  const { devices, time } = shown;
  if (devices === undefined) return '';
  const why = wording.whyUnknown(shown, mostReasons).map((text) => ` (${prose(text, 250)})`);
  const lines = wording.deviceList(devices).map(({ serialNumber, kind, enabledAt, isNew }) => {
    const name = code(deviceName(serialNumber));
    return `• ${isNew === true ? '*new* ' : ''}${name} ${wording.kindWords[kind]}, ${wording.deviceAge(enabledAt, time)}`;
  });
  const removed = wording.removedDevices(shown).map((name) => `• *removed* ${code(name)}`);
  return [`*MFA devices* ${wording.deviceCount(devices)}${why.join('')}`, ...firstOf([...removed, ...lines], 8)].join(
    '\n',
  );
}

function commandBlock(alert: Alert, shown: Alert): string {
  const { look, contain, notes } = containment(alert);
  const paste = ({ purpose, line }: Command): string => `${purpose}:\n\`\`\`${line}\`\`\``;
  const account = `*Commands* for account ${wording.accountOf(shown, show)}; none of them has been run`;
  return [
    ...(look.length + contain.length === 0 ? [] : [account]),
    ...look.map(paste),
    ...(contain.length === 0 ? [] : ['*Only if nobody can vouch for this:*']),
    ...contain.map(paste),
    ...notes,
  ].join('\n');
}

import type { Alert, Update } from './alert';
import { containment, type Command } from './commands';
import { consoleLinks } from './console-links';
import { firstOf, readable } from './plain';
import { code, prose, trusted } from './slack-text';
import * as wording from './wording';

/** Amazon Q Developer in chat applications shows nothing of a message that breaks one of these. */
const limits = { title: 250, description: 8000, nextStep: 350, keyword: 75 };

export interface ChatContent {
  headline: string;
  /** Lines and blocks that are ready to be shown: what was untrusted in them is escaped. */
  parts: readonly string[];
  /** Our own words. */
  nextSteps: readonly string[];
  keywords: readonly string[];
  threadId: string;
  context: Readonly<Record<string, string>>;
}

/** The custom notification of Amazon Q Developer in chat applications (schema 1.0), as JSON. */
export function notification({ parts, nextSteps, headline, keywords, threadId, context }: ChatContent): string {
  const title = prose(headline, limits.title);
  return JSON.stringify({
    version: '1.0',
    source: 'custom',
    content: {
      textType: 'client-markdown',
      title,
      description: joined(parts.filter((part) => part !== '')),
      nextSteps: nextSteps.map((step) => trusted(step, limits.nextStep)),
      keywords: keywords.map((word) => prose(word, limits.keyword)),
    },
    metadata: {
      threadId,
      summary: title,
      additionalContext: Object.fromEntries(Object.entries(context).map(([key, text]) => [key, prose(text, 200)])),
      enableCustomActions: false,
    },
  });
}

/** Of an alert. */
export function renderChat(alert: Alert, update: Update, steps: readonly string[]): string {
  const shown = readable(alert);
  const drill = alert.drill === true;
  return notification({
    headline: wording.headline(shown, update),
    parts: description(alert, shown),
    nextSteps: [
      ...(drill ? ['This is a DRILL: nothing to do but to say that you have seen it.'] : []),
      ...steps.slice(0, 4),
    ],
    keywords: [...(drill ? ['DRILL'] : []), shown.severity, shown.detection, wording.accountOf(shown, wording.asIs)],
    // A thread per alert, not per subject: what a user did last year is another story.
    threadId: `${drill ? 'drill-' : ''}${shown.id}`,
    context: {
      ...(drill ? { drill: 'true' } : {}),
      severity: shown.severity,
      detection: shown.detection,
      account: shown.account,
      ...(shown.accountName !== undefined && { accountName: shown.accountName }),
      region: shown.region,
      update,
      alert: shown.id,
    },
  });
}

const show = (name: string): string => code(name);

function description(alert: Alert, shown: Alert): string[] {
  const { actor, target } = shown;
  const key = actor.accessKeyId === undefined ? '' : code(actor.accessKeyId);
  const same = wording.sameUser(shown) ? ' (the same user)' : '';
  const agent = actor.userAgent === undefined ? [] : [code(actor.userAgent, 260)];
  const where = [...firstOf(wording.sources(shown), 5).map((address) => code(address, 60)), ...agent].join(', ');
  return [
    alert.drill === true ? `*${wording.drillNotice}*` : '',
    ...firstOf(shown.reasons, 8).map((reason) => `• ${prose(reason, 300)}`),
    `*Who* ${wording.actorName(actor, show)}, ${wording.credentialAndMfa(actor, key)}`,
    `*Whom* ${[`${wording.targetName(target, show)}${same}`, wording.otherTargets(shown, show)].join(' ').trim()}, account ${wording.accountOf(shown, show)}, ${code(shown.region)}`,
    ...deviceLines(shown),
    where === '' ? '' : `*Where from* ${where}`,
    `*When* ${prose(wording.period(shown), 200)}`,
    ...commandBlock(alert, shown),
    consoleLinks(alert)
      .map(({ label, url }) => `<${url.replaceAll('&', '&amp;')}|${label}>`)
      .join(' · '),
    `Alert ${code(shown.id)}, runbook ${code(shown.runbook)}`,
  ];
}

function deviceLines({ devices, time }: Alert): string[] {
  if (devices === undefined) return [];
  const why = devices.status === 'unknown' ? ` (${prose(devices.why, 300)})` : '';
  const lines = wording.deviceList(devices).map(({ serialNumber, kind, enabledAt, isNew }) => {
    const name = code(wording.deviceName(serialNumber));
    return `• ${isNew === true ? '*new* ' : ''}${name} ${wording.kindWords[kind]}, ${wording.deviceAge(enabledAt, time)}`;
  });
  return [`*MFA devices* ${wording.deviceCount(devices)}${why}`, ...firstOf(lines, 8)];
}

function commandBlock(alert: Alert, shown: Alert): string[] {
  const { look, contain, notes } = containment(alert);
  const paste = ({ purpose, line }: Command): string => `${purpose}:\n\`\`\`${line}\`\`\``;
  const account = `*Commands* for account ${wording.accountOf(shown, show)}; none of them has been run`;
  return [
    ...(look.length + contain.length === 0 ? [] : [account]),
    ...look.map(paste),
    ...(contain.length === 0 ? [] : ['*Only if nobody can vouch for this:*']),
    ...contain.map(paste),
    ...notes,
  ];
}

/** Whole parts only: half a code block or half a link would swallow what follows. */
function joined(parts: readonly string[]): string {
  const mark = '\n… (shortened)';
  let text = '';
  for (const part of parts) {
    const longer = text === '' ? part : `${text}\n${part}`;
    if (longer.length + mark.length > limits.description) return text + mark;
    text = longer;
  }
  return text;
}

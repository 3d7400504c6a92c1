import * as z from 'zod/mini';
import { replay } from '../cli/replay/replay';
import { localFiles } from '../cli/sources/local-files';
import { sampleDevices, sampleTrail } from '../cli/replay/sample';
import { table } from '../cli/terminal/table';
import { timeRange } from '../cli/time-range';
import { readDevicesFile, type DeviceInventory } from '../lambda/adapters/devices/devices-file';
import type { Alert } from '../lambda/alerts/alert';
import type { Hints } from '../lambda/alerts/hints';
import { alertMessage, chatMessage } from '../lambda/alerts/message';
import type { Notice } from '../lambda/alerts/notice';
import { noticeChatMessage, noticeMessage } from '../lambda/alerts/notice-message';
import { readable } from '../lambda/alerts/plain';
import { detections } from '../lambda/detections';
import { rank, type Severity } from '../lambda/detections/severity';
import { asDeployed } from './as-deployed';
import type { Mail } from './mail';
import { answerTo, sampleNotices } from './notices';
import type { Chat } from './slack';

export const groups = ['Alerts', 'Drill', 'Notices'] as const;

/** Something that people are told, in every form that it takes. */
export interface Story {
  /** As in the page's address. */
  id: string;
  group: (typeof groups)[number];
  severity: Severity;
  title: string;
  /** ISO 8601. */
  time: string;
  chat: Chat;
  mail: Mail;
  /** As `npm start -- replay` prints it, colours included; absent: it does not. */
  terminal?: string;
}

/** Between the third failure in the sample trail, of which people are told, and the fifth, which makes that alert more severe. */
const beforeTheRise = '2026-11-20T08:48:30Z';

/** @param paths CloudTrail files and folders; none: the bundled sample trail. */
export async function readStories(paths: readonly string[]): Promise<Story[]> {
  if (paths.length > 0) return storiesOf(await alertsOf(paths));
  const inventory = readDevicesFile(sampleDevices);
  return storiesOf(
    await alertsOf([sampleTrail], { inventory }),
    await alertsOf([sampleTrail], { inventory, until: beforeTheRise }),
  );
}

interface Given {
  inventory?: DeviceInventory;
  /** ISO 8601; absent: to the end of the trail. */
  until?: string;
}

async function alertsOf(paths: readonly string[], { inventory, until }: Given = {}): Promise<Alert[]> {
  const range = timeRange(undefined, until);
  const { alerts } = await replay(localFiles(paths), {
    detections,
    settings: {},
    inventory,
    range,
    progress: () => undefined,
  });
  return alerts;
}

/**
 * The strongest alert first; then a drill and a notice of every kind, made of these alerts.
 *
 * @param earlier how alerts stood when people were first told of them, where that is worth showing.
 */
export function storiesOf(alerts: readonly Alert[], earlier: readonly Alert[] = []): Story[] {
  const strongestFirst = alerts.toSorted((a, b) => rank(b.severity) - rank(a.severity));
  const [strongest] = strongestFirst;
  if (strongest === undefined) return [];
  return [
    ...strongestFirst.map((alert) => alertStory(alert, 'Alerts', weaker(alert, earlier))),
    alertStory({ ...strongest, drill: true }, 'Drill'),
    ...sampleNotices(strongestFirst, strongest).map((notice) => noticeStory(notice, strongest.lastSeen)),
  ];
}

function weaker({ id, severity }: Alert, earlier: readonly Alert[]): Alert | undefined {
  return earlier.find((one) => one.id === id && rank(one.severity) < rank(severity));
}

/** @param before the alert as it was told first, if it has become more severe since. */
function alertStory(alert: Alert, group: Story['group'], before?: Alert): Story {
  const hints: Hints = {
    steps: detections.find(({ id }) => id === alert.detection)?.runbook ?? [],
    athenaTable: 'cloudtrail_logs',
    docsUrl: 'https://example.com/mfa-watch',
    channel: 'security-alerts',
  };
  const { id, severity, title, time } = readable(alert);
  const update = before === undefined ? 'new' : 'raised';
  const asked = asDeployed(alert);
  const told = chatMessage(asked, update, hints).Message;
  const answer = alert.drill === true ? [] : [noticeChatMessage(answerTo(alert)).Message];
  return {
    id: group === 'Drill' ? 'drill' : id,
    group,
    severity,
    title,
    time,
    chat:
      before === undefined
        ? [told, ...answer]
        : [chatMessage(asDeployed(before), 'new', hints).Message, told, ...answer],
    mail: mailOf(alertMessage(asked, update, hints)),
    terminal: table([alert], { columns: 80, color: true }),
  };
}

function noticeStory(notice: Notice, time: string): Story {
  const mail = mailOf(noticeMessage(notice));
  const { kind, severity } = notice;
  const chat: Chat = [noticeChatMessage(notice).Message];
  return { id: kind, group: 'Notices', severity, title: mail.subject, time, chat, mail };
}

const partsSchema = z.object({ email: z.string() });

function mailOf({ Subject, Message }: { Subject: string; Message: string }): Mail {
  return { subject: Subject, body: partsSchema.parse(JSON.parse(Message)).email };
}

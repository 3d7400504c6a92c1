import * as z from 'zod/mini';
import { replay } from '../cli/replay';
import { sampleDevices, sampleTrail } from '../cli/sample';
import { table } from '../cli/table';
import { timeRange } from '../cli/time-range';
import { readDevicesFile } from '../lambda/adapters/devices-file';
import type { Alert } from '../lambda/alerts/alert';
import type { Hints } from '../lambda/alerts/hints';
import { alertMessage, chatMessage } from '../lambda/alerts/message';
import type { Notice } from '../lambda/alerts/notice';
import { noticeChatMessage, noticeMessage } from '../lambda/alerts/notice-message';
import { readable } from '../lambda/alerts/plain';
import { detections } from '../lambda/detections';
import { rank, type Severity } from '../lambda/detections/severity';
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

/** @param paths CloudTrail files and folders; none: the bundled sample trail. */
export async function readStories(paths: readonly string[]): Promise<Story[]> {
  const isSample = paths.length === 0;
  const { alerts } = await replay(isSample ? [sampleTrail] : paths, {
    detections,
    settings: {},
    inventory: isSample ? await readDevicesFile(sampleDevices) : undefined,
    range: timeRange(undefined, undefined),
    progress: () => undefined,
  });
  return storiesOf(alerts);
}

/** The strongest alert first; then a drill and a notice of every kind, made of these alerts. */
export function storiesOf(alerts: readonly Alert[]): Story[] {
  const strongestFirst = alerts.toSorted((a, b) => rank(b.severity) - rank(a.severity));
  const [strongest] = strongestFirst;
  if (strongest === undefined) return [];
  return [
    ...strongestFirst.map((alert) => alertStory(alert, 'Alerts')),
    alertStory({ ...strongest, drill: true }, 'Drill'),
    ...sampleNotices(strongestFirst, strongest).map((notice) => noticeStory(notice, strongest.lastSeen)),
  ];
}

function alertStory(alert: Alert, group: Story['group']): Story {
  const hints: Hints = {
    steps: detections.find(({ id }) => id === alert.detection)?.runbook ?? [],
    athenaTable: 'cloudtrail_logs',
    docsUrl: 'https://example.com/mfa-watch',
    channel: 'security-alerts',
  };
  const { id, severity, title, time } = readable(alert);
  return {
    id: group === 'Drill' ? 'drill' : id,
    group,
    severity,
    title,
    time,
    chat: [chatMessage(alert, 'new', hints).Message, ...repliesTo(alert, hints)],
    mail: mailOf(alertMessage(alert, 'new', hints)),
    terminal: table([alert], { columns: 80, color: true }),
  };
}

/** What may come later in its thread. */
function repliesTo(alert: Alert, hints: Hints): string[] {
  if (alert.drill === true) return [];
  const raised = rank(alert.severity) >= rank('high') ? [chatMessage(alert, 'raised', hints).Message] : [];
  return [...raised, noticeChatMessage(answerTo(alert)).Message];
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

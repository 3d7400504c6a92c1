import { composeAlert } from '../alerts/compose';
import type { Alert } from '../alerts/alert';
import type { Detection } from '../detections/detection';
import { Timeline } from '../events/timeline';
import { millis, type TrailEvent } from '../events/trail-event';
import { Announcer } from './announce';
import { concerns } from './pattern';
import type { AlertLedger, Clock, Devices, Timelines, Topics } from './ports';
import { storiesOf, type Located, type Story } from './story';

export interface PipelineParts {
  detections: readonly Detection[];
  /** By detection id; absent: the detection's defaults. */
  settings: Readonly<Record<string, unknown>>;
  clock: Clock;
  devices: Devices;
  timelines: Timelines;
  ledger: AlertLedger;
  topics: Topics;
  /** Set for drills: keeps their memory apart from real events' and marks their alerts. */
  drill?: boolean;
}

export interface Handled {
  /** False for an event that had been seen before. */
  isNew: boolean;
  /** Alerts that this event made or changed in a way that a person wants to know. */
  told: Alert[];
}

/** Joins look back at most 24 h; what is read reaches further, so that no window is cut where it matters. */
export const day = 24 * 60 * 60_000;
const lookBack = 3 * day;

/**
 * Gather, decide, act. The event is put on its subjects' timelines; findings, stories and alerts are then a pure function
 * of what stands there, so neither order nor repetition of events can change them, and running an event again after a
 * crash anywhere finishes what was left undone.
 */
export class Pipeline {
  private readonly announcer: Announcer;
  private readonly detections: readonly { detection: Detection; settings: unknown }[];

  constructor(private readonly parts: PipelineParts) {
    this.announcer = new Announcer(parts.ledger, parts.topics, parts.clock);
    this.detections = parts.detections.map((detection) => ({
      detection,
      settings: detection.settings.parse(parts.settings[detection.id] ?? {}),
    }));
  }

  /** @param attempt names this invocation; a retry of it under the same name may finish what it began. */
  async handle(event: TrailEvent, attempt = event.identity): Promise<Handled> {
    const keys = this.keysOf(event);
    const asked = this.parts.detections.some(
      (detection) => concerns(detection, event) && detection.looksUp?.devices(event) === true,
    );
    const devices = asked ? await this.parts.devices.lookUp(event.account, event.target) : undefined;
    const appended = await Promise.all(
      keys.map((key) => this.parts.timelines.append(key, { event, ...(devices && { devices }) })),
    );
    return { isNew: appended.includes('added'), told: await this.review(keys, event, attempt) };
  }

  private async review(keys: readonly string[], event: TrailEvent, attempt: string): Promise<Alert[]> {
    const since = millis(event) - lookBack;
    const { findings, read } = await this.findingsAround(keys, since);
    const told: Alert[] = [];
    const stories = storiesOf(findings);
    for (const story of stories.filter((found) => isCurrent(found, event, since))) {
      const occasion = { keys: read, stories, trigger: event, attempt, since };
      const alert = await this.announcer.announce(story, this.alertOf(story), occasion);
      if (alert !== undefined) told.push(alert);
    }
    return told;
  }

  /** Follows findings to the other subjects that their events concern, until nothing new comes to light. */
  private async findingsAround(
    keys: readonly string[],
    since: number,
  ): Promise<{ findings: Located[]; read: string[] }> {
    const findings: Located[] = [];
    const read = new Set<string>();
    let open = new Set(keys);
    while (open.size > 0) {
      const found = await Promise.all([...open].map((key) => this.findingsOn(key, since)));
      open.forEach((key) => read.add(key));
      findings.push(...found.flat());
      open = new Set(found.flat().flatMap(({ finding }) => finding.events.flatMap((event) => this.keysOf(event))));
      read.forEach((key) => open.delete(key));
    }
    return { findings, read: [...read] };
  }

  private async findingsOn(key: string, since: number): Promise<Located[]> {
    const observations = await this.parts.timelines.read(key, since);
    const now = this.parts.clock();
    return this.detections.flatMap(({ detection, settings }) => {
      const own = observations.filter(({ event }) => this.keysFor(detection, event).includes(key));
      const timeline = new Timeline(own, this.bare(key));
      if (timeline.events.length === 0) return [];
      return detection
        .detect(timeline, settings)
        .filter(({ dueAt }) => dueAt === undefined || Date.parse(dueAt) <= now)
        .map((finding) => ({ detection, finding, key, timeline }));
    });
  }

  private keysOf(event: TrailEvent): string[] {
    return [...new Set(this.parts.detections.flatMap((detection) => this.keysFor(detection, event)))];
  }

  private keysFor(detection: Detection, event: TrailEvent): string[] {
    return concerns(detection, event) ? detection.subjects(event).map((key) => this.prefix + key) : [];
  }

  /** The key as detections know it. */
  private bare(key: string): string {
    return key.slice(this.prefix.length);
  }

  private get prefix(): string {
    return this.parts.drill === true ? 'drill/' : '';
  }

  private alertOf(story: Story): Alert {
    const alert = composeAlert(story);
    return this.parts.drill === true ? { ...alert, drill: true } : alert;
  }
}

/** Near the edge of what was read a window may be cut: such a story was told when it was fresh, and stands. */
function isCurrent(story: Story, trigger: TrailEvent, since: number): boolean {
  return story.events.some((event) => event.identity === trigger.identity || millis(event) >= since + day);
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import { detections } from '../../lambda/detections';
import type { Case, DetectionPage } from '../../lambda/detections/detection';
import { pages } from '../../cli/catalogue/pages';
import { strongest } from '../../lambda/detections/severity';
import { watcher } from '../../lambda/engine/catalogue/pattern';
import { byTime } from '../../lambda/events/trail-event';
import { alertsOf, alertsOfCase, parse } from '../engine/world';

const folder = join(__dirname, '../../lambda/detections');
const types = ['detection.ts', 'severity.ts', 'index.ts'];
const files = readdirSync(folder).filter((file) => !types.includes(file));

function fileOf(id: string): { page: DetectionPage; cases: () => Case[] } {
  return jest.requireActual(join(folder, id));
}

it('every file of the folder is listed in the catalogue, under its own name', () => {
  expect(detections.map(({ id }) => `${id}.ts`).sort()).toEqual(files.sort());
  expect([...pages]).toEqual([...pages.keys()].map((id) => [id, fileOf(id).page]));
  expect([...pages.keys()].sort()).toEqual(detections.map(({ id }) => id).sort());
});

describe.each(detections.map((detection) => [detection.id, detection] as const))('%s', (id, detection) => {
  it('tells what it looks for, what it misses and what to do', () => {
    expect(detection.title.length).toBeGreaterThan(10);
    const { why, severity, blindSpots, falsePositives } = fileOf(id).page;
    expect(why.length).toBeGreaterThan(40);
    expect(detection.attack.length).toBeGreaterThan(0);
    for (const technique of detection.attack) expect(technique).toMatch(/^T\d{4}(\.\d{3})?$/);
    expect(detection.runbook.length).toBeGreaterThanOrEqual(2);
    expect(detection.runbook.length).toBeLessThanOrEqual(4);
    for (const list of [severity, blindSpots, falsePositives]) expect(list.length).toBeGreaterThan(0);
  });

  it('gives each runbook a time window and a named field', () => {
    const text = detection.runbook.join(' ');
    expect(text).toMatch(/\d+ (minutes|hours)|a day/);
    expect(text).toMatch(/`\w+(\.\w+)*`/);
  });

  it('has a default for every setting', () => {
    expect(detection.settings.safeParse({}).success).toBe(true);
  });

  const all = fileOf(id).cases();

  it('has at least two positive and two negative cases', () => {
    const silent = all.filter(({ expect: severity }) => severity === undefined || severity === 'info');
    expect(silent.length).toBeGreaterThanOrEqual(2);
    expect(all.length - silent.length).toBeGreaterThanOrEqual(2);
  });

  it.each(all.map((example) => [example.name, example] as const))('%s', async (_, example) => {
    const alerts = await alertsOfCase(detection, example);
    expect(alerts.length === 0 ? undefined : strongest(alerts.map(({ severity }) => severity))).toBe(example.expect);
    const reasons = alerts.flatMap((alert) => alert.reasons).join('; ');
    for (const words of example.because ?? []) expect(reasons).toContain(words);
  });

  it('makes the same of its cases where events of which nothing can come are not judged, as in a replay', async () => {
    for (const { name, records, devices, until } of all) {
      const world = { ...(devices && { devices }), ...(until && { until }) };
      const ordered = records.filter(watcher(detections)).sort((a, b) => byTime(parse(a), parse(b)));
      const foreseen = await alertsOf(ordered, { ...world, foreseen: true });
      expect({ name, alerts: foreseen }).toEqual({ name, alerts: await alertsOf(ordered, world) });
    }
  });

  it('has its generated page', () => {
    const page = join(__dirname, `../../docs/detections/${id}.md`);
    expect(existsSync(page) ? readFileSync(page, 'utf8') : 'no page yet: npm run docs').toContain(detection.title);
  });
});

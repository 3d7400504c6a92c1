import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { detections } from '../../lambda/detections';
import type { Case, Detection } from '../../lambda/detections/detection';
import { strongest } from '../../lambda/detections/severity';
import { alertsOfCase } from '../engine/world';

const folder = join(__dirname, '../../lambda/detections');
const types = ['detection.ts', 'severity.ts', 'index.ts'];
const files = readdirSync(folder).filter((file) => !types.includes(file));

async function load(id: string): Promise<{ detection: Detection; cases: () => Case[] }> {
  return (await import(join(folder, id))) as { detection: Detection; cases: () => Case[] };
}

it('every file of the folder is listed in the catalogue, under its own name', () => {
  expect(detections.map(({ id }) => `${id}.ts`).sort()).toEqual(files.sort());
});

describe.each(detections.map((detection) => [detection.id, detection] as const))('%s', (id, detection) => {
  it('tells what it looks for, what it misses and what to do', () => {
    expect(detection.title.length).toBeGreaterThan(10);
    expect(detection.why.length).toBeGreaterThan(40);
    expect(detection.attack.length).toBeGreaterThan(0);
    for (const technique of detection.attack) expect(technique).toMatch(/^T\d{4}(\.\d{3})?$/);
    expect(detection.runbook.length).toBeGreaterThanOrEqual(2);
    expect(detection.runbook.length).toBeLessThanOrEqual(4);
    for (const list of [detection.severity, detection.blindSpots, detection.falsePositives])
      expect(list.length).toBeGreaterThan(0);
  });

  it('gives each runbook a time window and a named field', () => {
    const text = detection.runbook.join(' ');
    expect(text).toMatch(/\d+ (minutes|hours)|a day/);
    expect(text).toMatch(/`\w+(\.\w+)*`/);
  });

  it('has a default for every setting', () => {
    expect(detection.settings.safeParse({}).success).toBe(true);
  });

  it('has at least two positive and two negative cases', async () => {
    const all = (await load(id)).cases();
    const silent = all.filter(({ expect: severity }) => severity === undefined || severity === 'info');
    expect(silent.length).toBeGreaterThanOrEqual(2);
    expect(all.length - silent.length).toBeGreaterThanOrEqual(2);
  });

  it('holds in each of its cases', async () => {
    for (const example of (await load(id)).cases()) {
      const { name, expect: severity, because } = example;
      const alerts = await alertsOfCase(detection, example);
      const found = alerts.length === 0 ? undefined : strongest(alerts.map((alert) => alert.severity));
      expect([name, found]).toEqual([name, severity]);
      const reasons = alerts.flatMap((alert) => alert.reasons).join('; ');
      for (const words of because ?? []) expect(reasons).toContain(words);
    }
  });

  it('has its generated page', () => {
    const page = join(__dirname, `../../docs/detections/${id}.md`);
    expect(existsSync(page)).toBe(true);
    expect(readFileSync(page, 'utf8')).toContain(detection.title);
  });
});

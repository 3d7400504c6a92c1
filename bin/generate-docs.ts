import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { detectionPage, detectionTable } from '../cli/detection-page';
import { detections } from '../lambda/detections';
import type { Case } from '../lambda/detections/detection';

const root = join(__dirname, '..');

async function generate(): Promise<void> {
  mkdirSync(join(root, 'docs/detections'), { recursive: true });
  for (const detection of detections) {
    const { cases } = (await import(`../lambda/detections/${detection.id}`)) as { cases: () => Case[] };
    writeFileSync(join(root, `docs/detections/${detection.id}.md`), detectionPage(detection, cases()));
  }
  const readme = join(root, 'README.md');
  const table = /(<!-- detections -->\n)[\s\S]*?(\n<!-- \/detections -->)/;
  writeFileSync(readme, readFileSync(readme, 'utf8').replace(table, `$1\n${detectionTable(detections)}\n$2`));
}

void generate();

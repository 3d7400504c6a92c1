import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkSection } from '../cli/catalogue/check-section';
import { detectionPage, detectionTable } from '../cli/catalogue/detection-page';
import { replay } from '../cli/replay/replay';
import { localFiles } from '../cli/sources/local-files';
import { sampleDevices, sampleTrail } from '../cli/replay/sample';
import { timeRange } from '../cli/time-range';
import { readDevicesFile } from '../lambda/adapters/devices/devices-file';
import { renderEmail } from '../lambda/alerts/email';
import { detections } from '../lambda/detections';
import type { Case, DetectionPage } from '../lambda/detections/detection';
import { rank } from '../lambda/detections/severity';
import { checks } from '../lambda/posture';
import { asDeployed } from '../preview/as-deployed';

const root = join(__dirname, '..');

async function generate(): Promise<void> {
  mkdirSync(join(root, 'docs/detections'), { recursive: true });
  for (const detection of detections) {
    const file = (await import(`../lambda/detections/${detection.id}`)) as { page: DetectionPage; cases: () => Case[] };
    writeFileSync(join(root, `docs/detections/${detection.id}.md`), detectionPage(detection, file.page, file.cases()));
  }
  write('README.md', 'detections', detectionTable(detections));
  write('docs/posture.md', 'checks', checks.map(checkSection).join('\n\n'));
  write('docs/alert.md', 'mail', `\`\`\`text\n${await sampleMail()}\`\`\``);
}

function write(file: string, marker: string, content: string): void {
  const path = join(root, file);
  writeFileSync(path, between(file, readFileSync(path, 'utf8'), marker, content));
}

function between(file: string, text: string, marker: string, content: string): string {
  const place = new RegExp(`(<!-- ${marker} -->\\n)[\\s\\S]*?(<!-- /${marker} -->)`);
  if (!place.test(text)) throw new Error(`${file} has no place marked <!-- ${marker} --> … <!-- /${marker} -->`);
  return text.replace(place, (_, open: string, close: string) => `${open}\n${content}\n\n${close}`);
}

/** The worst alert of the bundled sample trail, as it is mailed. */
async function sampleMail(): Promise<string> {
  const { alerts } = await replay(localFiles([sampleTrail]), {
    detections,
    settings: {},
    inventory: readDevicesFile(sampleDevices),
    range: timeRange(undefined, undefined),
    progress: () => undefined,
  });
  const worst = alerts.reduce((a, b) => (rank(b.severity) > rank(a.severity) ? b : a));
  const steps = detections.find(({ id }) => id === worst.detection)?.runbook ?? [];
  const { subject, body } = renderEmail(asDeployed(worst), 'new', { steps, athenaTable: 'cloudtrail_logs' });
  return `Subject: ${subject}\n\n${body}`;
}

void generate();

// `npm run screenshots`: takes the pictures of README again, of the worst alert of the sample trail and of its report; needs
// chromium on PATH.
// `npm run screenshots -- <folder>`: puts them there instead, to look at them first.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { run } from '../cli/program';
import { sampleDevices, sampleTrail } from '../cli/replay/sample';
import type { View } from './page';
import { serve } from './site';
import { readStories } from './stories';

/** Width and height in CSS pixels: as much as is worth showing; README puts Slack and mail side by side, in one shape. */
const pictures: Readonly<Record<View, readonly [width: number, height: number]>> = {
  slack: [700, 800],
  mail: [700, 800],
  terminal: [670, 408],
};
/** Sharp enough, and under 200 KB each. */
const look = ['--force-device-scale-factor=1.2', '--disable-lcd-text', '--hide-scrollbars'];

async function takeAll(folder: string): Promise<void> {
  const stories = await readStories([]);
  const { url, close } = await serve(stories, 0);
  for (const [view, [width, height]] of Object.entries(pictures)) {
    const file = join(folder, `alert-${view}.png`);
    const page = `${url}/${stories[0]?.id ?? ''}/${view}`;
    await take(page, file, width, height);
  }
  close();
  await takeReport(join(folder, 'report.png'));
}

async function takeReport(file: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'mfa-watch-report-'));
  const page = join(folder, 'report.html');
  // As somebody in this folder would type it.
  const [trail, devices] = [sampleTrail, sampleDevices].map((path) => relative(process.cwd(), path));
  const shown = ['--devices', devices ?? '', '--format', 'html', '--output', page, '--fail-on', 'never'];
  await run(['replay', trail ?? '', ...shown], { stdout: process.stdout, stderr: process.stderr, env: process.env });
  // Where this checkout lies is no part of the picture.
  const text = await readFile(page, 'utf8');
  await writeFile(page, text.replaceAll(process.cwd(), '/home/jane/mfa-watch'));
  await take(pathToFileURL(page).href, file, 900, 1200);
  await rm(folder, { recursive: true });
}

async function take(page: string, file: string, width: number, height: number): Promise<void> {
  const size = `--window-size=${width},${height}`;
  await promisify(execFile)('chromium', ['--headless', '--no-sandbox', ...look, size, `--screenshot=${file}`, page]);
}

void takeAll(process.argv[2] ?? join(__dirname, '../docs/images'));

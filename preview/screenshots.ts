// `npm run screenshots`: takes the pictures of README again, of the worst alert of the sample trail; needs chromium on PATH.
// `npm run screenshots -- <folder>`: puts them there instead, to look at them first.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { View } from './page';
import { serve } from './site';
import { readStories } from './stories';

/** Width and height in CSS pixels: as much as is worth showing; README puts Slack and mail side by side, in one shape. */
const pictures: Readonly<Record<View, readonly [width: number, height: number]>> = {
  slack: [700, 800],
  mail: [700, 800],
  terminal: [670, 372],
};
/** Sharp enough, and under 200 KB each. */
const look = ['--force-device-scale-factor=1.2', '--disable-lcd-text', '--hide-scrollbars'];

async function takeAll(folder: string): Promise<void> {
  const stories = await readStories([]);
  const { url, close } = await serve(stories, 0);
  for (const [view, [width, height]] of Object.entries(pictures)) {
    const file = join(folder, `alert-${view}.png`);
    const page = `${url}/${stories[0]?.id ?? ''}/${view}`;
    await promisify(execFile)('chromium', [
      '--headless',
      '--no-sandbox',
      ...look,
      `--window-size=${width},${height}`,
      `--screenshot=${file}`,
      page,
    ]);
  }
  close();
}

void takeAll(process.argv[2] ?? join(__dirname, '../docs/images'));

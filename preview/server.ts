// `npm run preview`: shows, on this machine alone, what alerts look like in Slack, as mail and in a terminal.
import { mustExist } from '../cli/must-exist';
import { reasonOf } from '../lambda/adapters/reason';
import { printable } from '../lambda/alerts/plain';
import { serve } from './site';
import { readStories } from './stories';

/** @param paths CloudTrail files and folders; none: the bundled sample trail. */
async function preview(paths: readonly string[], port: number): Promise<void> {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error('PORT: expected a number from 0 to 65535');
  for (const path of paths) mustExist(path);
  const stories = await readStories(paths);
  if (stories.length === 0)
    throw new Error(`no alert comes of ${paths.join(', ')}: expected CloudTrail files, or folders of them`);
  const { url } = await serve(stories, port);
  process.stdout.write(`Preview of ${stories.length} messages: ${url} (Ctrl-C ends it)\n`);
}

preview(process.argv.slice(2), Number(process.env['PORT'] ?? 0)).catch((error: unknown) => {
  process.stderr.write(`preview: ${printable(reasonOf(error))}\n`);
  process.exitCode = 1;
});

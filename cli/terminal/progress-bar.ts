import type { Progress } from '../reading/read-trail';
import type { Terminal } from './terminal';

/** On a terminal only that can take back what it shows, and gone when the work is done. */
export async function progressBar(
  { stderr, env }: Terminal,
  isQuiet: boolean,
): Promise<{ progress: Progress; stop: () => void }> {
  if (isQuiet || stderr.isTTY !== true || env['TERM'] === 'dumb')
    return { progress: () => undefined, stop: () => undefined };
  const { SingleBar } = await import('cli-progress');
  const bar = new SingleBar({
    stream: stderr,
    format: '{stage} {bar} {value} of {total}',
    clearOnComplete: true,
    hideCursor: false,
  });
  let current: string | undefined;
  return {
    progress: (stage, done, total) => {
      if (stage !== current) bar.start(total, done, { stage });
      else bar.update(done);
      current = stage;
    },
    stop: () => {
      bar.stop();
    },
  };
}

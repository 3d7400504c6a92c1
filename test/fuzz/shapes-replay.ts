import { replay } from '../../cli/replay/replay';
import { localFiles } from '../../cli/sources/local-files';
import { timeRange } from '../../cli/time-range';
import { detections } from '../../lambda/detections';
import { account, consoleLogin, deactivateMfaDevice, enableMfaDevice } from '../../lambda/events/samples';
import { inFiles, listOf } from './shape';

/** Minutes. A hundred are then within the eight days that an event is judged with. */
const pause = 115;

const trailOf = (record: (index: number, minute: number) => object) => (size: number) =>
  JSON.stringify({ Records: listOf(size, (index) => record(index, index * pause)) });

/** What stands on the timelines of one user, one device, or one actor. */
export const replays: Record<string, (size: number) => string> = inFiles({
  'failures of one user': trailOf((index, minute) =>
    consoleLogin({ by: 'alice', outcome: 'Failure', minute, id: `-${index}` }),
  ),
  'users who share one device': trailOf((index, minute) => {
    const user = `user${index}`;
    const serial = `arn:aws:iam::${account}:mfa/shared`;
    return enableMfaDevice({ by: user, for: user, with: 'long-term-key', serial, minute, id: `-${index}` });
  }),
  'one actor and many users': trailOf((index, minute) =>
    deactivateMfaDevice({ by: 'admin', for: `user${index}`, with: 'long-term-key', minute, id: `-${index}` }),
  ),
});

export async function replayed(file: string): Promise<void> {
  await replay(localFiles([file]), {
    detections,
    settings: {},
    inventory: undefined,
    range: timeRange(undefined, undefined),
    progress: () => undefined,
  });
}

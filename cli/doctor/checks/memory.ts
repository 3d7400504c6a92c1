import { respond } from '../../alerts/respond';
import { type Line, looking, ok, type Place } from './line';

/** That the function runs and reads what it keeps: proved by asking it something that changes nothing. */
export async function checkMemory({ home }: Pick<Place, 'home'>): Promise<Line[]> {
  const what = 'memory';
  return looking(what, 'lambda:InvokeFunction on mfa-watch-respond', async () => {
    await respond({ action: 'alerts', days: 1 }, home);
    return [ok(what, 'the function mfa-watch-respond answers, and reads the table')];
  });
}

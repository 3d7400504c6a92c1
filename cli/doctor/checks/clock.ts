import { bad, type Line, ok, unknown } from './line';

const what = 'clock';
/** Milliseconds. AWS refuses signatures that are older or newer (IAM user guide, signing). */
const tolerated = 5 * 60_000;

/** @param url any of AWS's: its answer bears the time, whatever else it says. */
export async function checkClock(url: string, now: () => number): Promise<Line[]> {
  try {
    const { headers } = await fetch(url, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(10_000) });
    return [clockLine(now(), headers.get('date'))];
  } catch {
    return [
      unknown(what, `${url} does not answer`, 'look whether this machine reaches AWS directly, then run this again'),
    ];
  }
}

/** @param now milliseconds. @param date as the header Date says it, to the second. */
export function clockLine(now: number, date: string | null): Line {
  const ahead = now - Date.parse(date ?? '');
  if (Number.isNaN(ahead)) return unknown(what, 'the answer of AWS bears no time', 'run this again');
  const seconds = Math.round(Math.abs(ahead) / 1000);
  if (Math.abs(ahead) < tolerated) return ok(what, 'this machine and AWS agree on the time');
  const side = ahead > 0 ? 'ahead of' : 'behind';
  return bad(
    what,
    `this machine is ${seconds} seconds ${side} AWS`,
    'set its clock (turn on NTP): AWS refuses what is signed more than 5 minutes off, and times shown here are wrong',
  );
}

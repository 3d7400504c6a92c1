import type { Detection } from '../../detections/detection';
import { isOnlyAtHome } from '../health/deployed-rules';

/**
 * What tampers with MFA or the trail, or uses what was tampered with. Not the other services that `detector-tampered` watches
 * for calls on our own parts: busy accounts make such calls all day (auto scaling sets alarms, deployments update functions),
 * the history is asked by name, not by part, and the guard tells of them as well.
 */
const sources = [
  'iam.amazonaws.com',
  'signin.amazonaws.com',
  'sts.amazonaws.com',
  'sso-directory.amazonaws.com',
  'identitystore.amazonaws.com',
  'sso.amazonaws.com',
  'cloudtrail.amazonaws.com',
  'organizations.amazonaws.com',
  'account.amazonaws.com',
];

/**
 * Services take on roles all the time. The history gives 100 events a second at most (2 requests of 50) and cannot be asked
 * for those with MFA only, so of a busy account this one name would take all the time and all the requests that there are.
 */
export const tooMany = 'AssumeRole';

/**
 * The names of events for which the event history is asked: those that the detections watch, what is about MFA devices first.
 *
 * @param detections those that are turned on: what only others watch no rule delivers, so nothing of it was missed.
 */
export function sweptNames(detections: readonly Detection[]): { atHome: string[]; elsewhere: string[] } {
  const watches = sources.flatMap((source) =>
    detections.flatMap((detection) => detection.watches.filter((watch) => watch.source === source)),
  );
  const namesOf = (swept: typeof watches): string[] => {
    const names = new Set(swept.flatMap((watch) => watch.names).filter((name) => name !== tooMany));
    const isAboutDevices = (name: string): boolean => /mfa/i.test(name);
    return [...names].sort((a, b) => Number(isAboutDevices(b)) - Number(isAboutDevices(a)));
  };
  return {
    atHome: namesOf(watches),
    elsewhere: namesOf(watches.filter(({ source }) => !isOnlyAtHome(`aws.${source.split('.')[0] ?? ''}`))),
  };
}

/**
 * All names that the detections watch, by their service, but for `tooMany`: for somebody who looks once and can wait.
 *
 * @param isHome whether it is the region in which IAM and the like have their events.
 */
export function namesBySource(detections: readonly Detection[], isHome: boolean): Map<string, Set<string>> {
  const bySource = new Map<string, Set<string>>();
  for (const { source, names } of detections.flatMap(({ watches }) => watches)) {
    if (!isHome && isOnlyAtHome(`aws.${source.split('.')[0] ?? ''}`)) continue;
    const all = bySource.get(source) ?? new Set();
    for (const name of names) if (name !== tooMany) all.add(name);
    bySource.set(source, all);
  }
  return bySource;
}

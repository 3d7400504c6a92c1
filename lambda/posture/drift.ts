import { rank, type Severity } from '../detections/severity';
import type { Check } from './check';
import type { FoundExposure } from './posture';
import { root, type Part, type Snapshot } from './snapshot';
import type { Standing } from './standing';

/** What has changed from one look at an account to the next. */
export interface Drift {
  /** All that stands open now. */
  standing: Standing[];
  /** Of those the ones that are new, or more severe than before; `was` is how severe. */
  appeared: (Standing & { was?: Severity })[];
  mended: Standing[];
}

/**
 * What a look did not find counts as mended only where it would have found it.
 *
 * @param before what stood open after the last look.
 * @param found by this look.
 * @param sees whether this look would have found it, if it were there.
 * @param at ISO time of this look.
 */
export function driftOf(
  before: readonly Standing[],
  found: readonly FoundExposure[],
  sees: (standing: Standing) => boolean,
  at: string,
): Drift {
  const known = new Map(before.map((one) => [nameOf(one), one]));
  const now = new Map<string, Standing>();
  for (const exposure of found) {
    const one = standingOf(exposure, known, at);
    const same = now.get(nameOf(one));
    if (same === undefined || rank(one.severity) > rank(same.severity)) now.set(nameOf(one), one);
  }
  const notFound = before.filter((one) => !now.has(nameOf(one)));
  return {
    standing: [...now.values(), ...notFound.filter((one) => !sees(one))],
    appeared: [...now.values()].flatMap((one) => {
      const was = known.get(nameOf(one))?.severity;
      if (was === undefined) return [one];
      return rank(one.severity) > rank(was) ? [{ ...one, was }] : [];
    }),
    mended: notFound.filter(sees),
  };
}

function nameOf({ check, subject }: Pick<Standing, 'check' | 'subject'>): string {
  return `${check} ${subject}`;
}

/** What cannot be decided any more is as bad as it was. */
function standingOf(exposure: FoundExposure, known: ReadonlyMap<string, Standing>, at: string): Standing {
  const { check, subject, severity, title, undecided } = exposure;
  const before = known.get(nameOf({ check: check.id, subject }));
  const isWorse = undecided === true && before !== undefined && rank(before.severity) > rank(severity);
  return {
    ...{ check: check.id, subject, title, since: before?.since ?? at, seen: at },
    severity: isWorse ? before.severity : severity,
    ...(undecided === true && { undecided }),
  };
}

/**
 * A check sees what it is about if all that it needs was read: as a whole, or at least of this subject. Of a subject that is
 * not there any more nothing can be read; but then all entries were.
 */
export function sightOf(checks: readonly Check[], snapshot: Snapshot): (standing: Standing) => boolean {
  const torn = new Set(snapshot.unread.map(({ entryOf }) => entryOf));
  const names = new Map<Part, ReadonlySet<string>>();
  const namesIn = (part: Part): ReadonlySet<string> => {
    const listed = names.get(part) ?? new Set(subjectsIn(snapshot)[part].map((name) => name.toLowerCase()));
    names.set(part, listed);
    return listed;
  };
  return ({ check: id, subject }) => {
    const check = checks.find((one) => one.id === id);
    const own = subject === 'root' ? root : subject.toLowerCase();
    // What a check of another release found nobody finds again.
    if (check === undefined) return true;
    return check.needs.every((part) => snapshot[part] !== undefined && (!torn.has(part) || namesIn(part).has(own)));
  };
}

function subjectsIn({ users = [], roles = [], credentials, virtualDevices = [] }: Snapshot): Record<Part, string[]> {
  return {
    users: users.map(({ name }) => name),
    roles: roles.map(({ name }) => name),
    credentials: [...(credentials?.keys() ?? [])],
    virtualDevices: virtualDevices.map(({ serialNumber }) => serialNumber),
  };
}

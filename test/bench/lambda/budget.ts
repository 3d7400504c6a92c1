import type { Handler } from '../../../lib/function-code';

/** Kilobytes (1,000 bytes) of JavaScript, minified for the comparison. */
export interface Size {
  /** Read at each start. */
  start: number;
  /** With all that is read only when it is needed. */
  all: number;
}

/** What the functions may grow to. docs/performance.md says what the figures hold, and why. */
export const sizes: Readonly<Record<Handler, Size>> = {
  detect: { start: 600, all: 1020 },
  respond: { start: 562, all: 977 },
  reconcile: { start: 612, all: 1030 },
  posture: { start: 595, all: 1012 },
  beat: { start: 480, all: 900 },
  pulse: { start: 85, all: 85 },
};

/**
 * Calls of AWS by a warm function that neither fails nor meets another, by the names of kinds.ts. An enrolment reads the
 * user's exposures by one query.
 */
export const calls: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'nobody watches it': {},
  'quiet: a session with MFA': { PutItem: 1, Query: 1 },
  'quiet: a sign-in with MFA': { PutItem: 1, Query: 1 },
  'quiet, a second time': { PutItem: 1, Query: 1 },
  'below a threshold: a failed sign-in': { PutItem: 2, Query: 4 },
  'only for the digest: a user adds a device': { ListMFADevices: 1, PutItem: 6, Query: 13 },
  'alert: a device added with a stolen key': { ListMFADevices: 1, Publish: 1, PutItem: 8, Query: 14 },
  'alert, a second time': { ListMFADevices: 1, PutItem: 3, Query: 7 },
  'alert for two topics': { ListMFADevices: 1, Publish: 2, PutItem: 10, Query: 15 },
  'alert grows: the device is replaced': { ListMFADevices: 1, Publish: 1, PutItem: 6, Query: 7 },
  'alert: root signs in': { GetAccountSummary: 1, ListVirtualMFADevices: 1, Publish: 1, PutItem: 6, Query: 5 },
  'alert: root’s device is removed': {
    GetAccountSummary: 1,
    ListVirtualMFADevices: 1,
    Publish: 1,
    PutItem: 7,
    Query: 9,
  },
};

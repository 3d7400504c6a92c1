import type { Handler } from '../../../lib/functions/function-code';

/** Kilobytes (1,000 bytes) of JavaScript, minified for the comparison. */
export interface Size {
  /** Read at each start. */
  start: number;
  /** With all that is read only when it is needed. */
  all: number;
}

/** What the functions may grow to. docs/performance.md says what the figures hold, and why. */
export const sizes: Readonly<Record<Handler, Size>> = {
  detect: { start: 442, all: 940 },
  respond: { start: 448, all: 892 },
  reconcile: { start: 453, all: 951 },
  beat: { start: 393, all: 889 },
  posture: { start: 513, all: 924 },
  pulse: { start: 78, all: 78 },
};

/**
 * Calls of AWS by a warm function that neither fails nor meets another, by the names of kinds.ts. An enrolment reads the
 * user's exposures by one query.
 */
export const calls: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'nobody watches it': {},
  'quiet: a session with MFA': { PutItem: 1, Query: 1 },
  'quiet: a sign-in with MFA': { PutItem: 1, Query: 1 },
  'quiet, a second time': {},
  'quiet, a second time, elsewhere': { PutItem: 1, Query: 1 },
  'below a threshold: a failed sign-in': { BatchGetItem: 1, PutItem: 2, Query: 2 },
  'only for the digest: a user adds a device': { ListMFADevices: 1, Query: 7, TransactWriteItems: 2 },
  'alert: a device added with a stolen key': {
    ...{ ListMFADevices: 1, Publish: 1, PutItem: 2, Query: 7 },
    TransactWriteItems: 2,
  },
  'alert, a second time': {},
  'alert, a second time, elsewhere': { ListMFADevices: 1, Query: 4, TransactWriteItems: 1 },
  'alert for two topics': { ListMFADevices: 1, Publish: 2, PutItem: 4, Query: 7, TransactWriteItems: 2 },
  'alert grows: the device is replaced': {
    ...{ ListMFADevices: 1, Publish: 1, PutItem: 3, Query: 4 },
    TransactWriteItems: 1,
  },
  'alert: root signs in': { ListVirtualMFADevices: 1, Publish: 1, PutItem: 3, Query: 2, TransactWriteItems: 1 },
  'alert: root’s device is removed': {
    ...{ ListVirtualMFADevices: 1, Publish: 1, PutItem: 2, Query: 4 },
    TransactWriteItems: 2,
  },
};

import type { Check } from './check';
import { check as consolePasswordWithoutMfa } from './console-password-without-mfa';
import { check as longTermKeyStale } from './long-term-key-stale';
import { check as oneDeviceOnly } from './one-device-only';
import { check as roleTrustWithoutMfa } from './role-trust-without-mfa';
import { check as rootAccessKey } from './root-access-key';
import { check as rootVirtualDevice } from './root-virtual-device';
import { check as rootWithoutMfa } from './root-without-mfa';
import { check as selfEnrolment } from './self-enrolment';
import { check as virtualDeviceUnassigned } from './virtual-device-unassigned';

/** All checks: a file that is not listed here does not exist for the program. */
export const checks: readonly Check[] = [
  rootWithoutMfa,
  rootAccessKey,
  rootVirtualDevice,
  selfEnrolment,
  consolePasswordWithoutMfa,
  roleTrustWithoutMfa,
  longTermKeyStale,
  virtualDeviceUnassigned,
  oneDeviceOnly,
];

import * as z from 'zod/mini';
import { defaults } from '../posture/settings';
import { wholeNumber } from './values';

export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
export type Weekday = (typeof weekdays)[number];

/** How the account is looked at for what MFA does not protect. */
export const postureSchema = z.strictObject(
  {
    /** false: nobody looks, and enrolments are judged without what a look has found. */
    enabled: z._default(z.boolean('expected true or false'), true),
    /** The day of the week (UTC) on which the summary of what stands open is told. */
    summaryDay: z._default(z.enum(weekdays, `expected one of ${weekdays.join(', ')}`), 'monday'),
    /** So long a new user may have a console password and no device. */
    passwordGraceDays: z._default(wholeNumber(0, 90, 'days'), defaults.passwordGraceDays),
  },
  'expected settings such as "summaryDay: monday"',
);

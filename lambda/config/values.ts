import * as z from 'zod/mini';
import { severities } from '../detections/severity';
import { homeRegion, partitions } from '../events/partition';

/** Values that several keys of `mfa-watch.yaml` take. */

export function text(pattern: RegExp, expected: string) {
  return z.string(expected).check(z.regex(pattern, expected));
}

export function wholeNumber(least: number, most: number, of: string) {
  const expected = `expected ${of} from ${least} to ${most}`;
  return z.int(expected).check(z.minimum(least, expected), z.maximum(most, expected));
}

export const severity = z.enum(severities, `expected one of ${severities.join(', ')}`);

export const name = text(/^[A-Za-z0-9_-]{1,64}$/, 'expected 1 to 64 letters, digits, "-" or "_"');

/** One string may hold several addresses, so that the command line can say all that the file can. */
export const addresses = z.pipe(
  z.pipe(
    z.transform((value: unknown) => (typeof value === 'string' ? value.split(',').map((one) => one.trim()) : value)),
    z.array(
      z.email('expected an e-mail address such as security@example.com'),
      'expected an e-mail address or a list of them',
    ),
  ),
  z.transform((all: string[]) => [...new Set(all)]),
);

/**
 * An ARN in the home region of its partition: nothing of ours calls another region.
 *
 * @param resource a regular expression for what follows the account.
 */
export function arnAtHome(service: string, resource: string, expected: string) {
  const places = partitions.map((partition) => `${partition}:${service}:${homeRegion(partition)}`);
  return text(new RegExp(`^arn:(${places.join('|')}):\\d{12}:${resource}$`), expected);
}

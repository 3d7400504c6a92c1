import * as z from 'zod/mini';

const quoted = 'expected 12 digits in quotes: "111122223333"';
/** YAML reads a number without quotes, and a leading zero would be lost. */
export const account = z.string('expected an account in quotes: "111122223333"').check(z.regex(/^\d{12}$/, quoted));

const unit = 'expected the id of an organizational unit, such as ou-ab12-34567890';
/** Format: AWS Organizations API reference. */
export const organizationalUnit = z.string(unit).check(z.regex(/^ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}$/, unit));

/** Format of an organization's id: AWS Organizations API reference. */
export const organizationPattern = 'o-[a-z0-9]{10,32}';

import * as z from 'zod/mini';
import { accountIn, type Credentials, type LongTermKey, type Snapshot, type UnreadPart } from './snapshot';

const columns = [
  ...['user', 'user_creation_time', 'password_enabled', 'password_last_used', 'password_last_changed', 'mfa_active'],
  ...[1, 2].flatMap((place) =>
    ['active', 'last_rotated', 'last_used_date'].map((what) => `access_key_${place}_${what}`),
  ),
];

const answerSchema = z.object({ Content: z.string() });

/**
 * The CSV that IAM makes, or the JSON of `aws iam get-credential-report` with it in base64. IAM writes `N/A`,
 * `no_information` and `not_supported` for what there is not.
 */
export function parseCredentialReport(file: string): Pick<Snapshot, 'account' | 'credentials' | 'unread'> {
  const [header, ...rows] = contentOf(file)
    .split(/\r?\n/)
    .map((line) => fieldsOf(line));
  const missing = columns.filter((column) => header?.includes(column) !== true);
  if (header === undefined || missing.length > 0)
    return { unread: [{ where: 'credential report', what: `has no column ${missing.slice(0, 3).join(', ')}` }] };
  const credentials = new Map<string, Credentials>();
  const unread: UnreadPart[] = [];
  rows.forEach((fields, index) => {
    if (fields.length === 1 && fields[0] === '') return;
    const row = fields.length === header.length ? rowOf(header, fields) : undefined;
    if (row !== undefined) credentials.set(row.user.toLowerCase(), row);
    else {
      const where = `credential report, line ${index + 2}`;
      unread.push({ where, what: rowProblem(fields, header), entryOf: 'credentials' });
    }
  });
  return { ...accountIn(rows.map((fields) => fields[header.indexOf('arn')])), credentials, unread };
}

function contentOf(file: string): string {
  const text = file.replace(/^\uFEFF/, '');
  if (!text.trimStart().startsWith('{')) return text;
  try {
    const bytes = Uint8Array.from(atob(answerSchema.parse(JSON.parse(text)).Content), (byte) => byte.charCodeAt(0));
    return new TextDecoder().decode(bytes);
  } catch {
    // What is neither CSV nor that JSON has no columns, which is said.
    return '';
  }
}

/** Quoted fields may hold commas and doubled quotes. */
function fieldsOf(line: string): string[] {
  const fields = line.match(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g) ?? [];
  const last = line.endsWith(',') || line === '' ? fields : fields.slice(0, -1);
  return last.map((field) =>
    field.replace(/,$/, '').replace(/^"([^]*)"$/, (_, inner: string) => inner.replaceAll('""', '"')),
  );
}

function rowProblem(fields: readonly string[], header: readonly string[]): string {
  return fields.length === header.length
    ? 'password_enabled, mfa_active or access_key_…_active is neither true nor false'
    : `has ${fields.length} fields, expected ${header.length}`;
}

function rowOf(header: readonly string[], fields: readonly string[]): Credentials | undefined {
  const field = (name: string): string => fields[header.indexOf(name)] ?? '';
  const [hasPassword, hasMfa] = [flag(field('password_enabled')), flag(field('mfa_active'))];
  const active = [1, 2].map((place) => flag(field(`access_key_${place}_active`)));
  const user = field('user');
  if (user === '' || hasMfa === undefined || active.includes(undefined)) return undefined;
  if (hasPassword === undefined && field('password_enabled') !== 'not_supported') return undefined;
  const keys = [1, 2].filter((place) => active[place - 1] === true);
  return {
    user,
    ...at('createdAt', field('user_creation_time')),
    ...(hasPassword !== undefined && { hasPassword }),
    ...at('passwordUsedAt', field('password_last_used')),
    ...at('passwordChangedAt', field('password_last_changed')),
    hasMfa,
    keys: keys.map((place): LongTermKey => ({
      place,
      ...at('rotatedAt', field(`access_key_${place}_last_rotated`)),
      ...at('usedAt', field(`access_key_${place}_last_used_date`)),
    })),
  };
}

function flag(text: string): boolean | undefined {
  const lower = text.toLowerCase();
  return lower === 'true' ? true : lower === 'false' ? false : undefined;
}

function at<Name extends string>(name: Name, text: string): Partial<Record<Name, string>> {
  return Number.isNaN(Date.parse(text)) ? {} : ({ [name]: text } as Record<Name, string>);
}

import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import type { Device } from '../../events/device';
import { suggestion } from '../../config/suggestion';
import { reasonOf } from '../reason';

/** Account → lower-cased user name (`<root>` for root) → devices at one moment; an account that is listed is complete. */
export type DeviceInventory = ReadonlyMap<string, ReadonlyMap<string, readonly Device[]>>;

const keys = ['serialNumber', 'enableDate'];
const devicesSchema = z.array(
  z.strictObject(
    {
      serialNumber: z.string('is no text').check(z.minLength(1, 'is empty')),
      enableDate: z.optional(
        z.union(
          [z.iso.datetime({ offset: true }), z.iso.date()],
          'is no date such as 2026-01-31, and no time such as 2026-01-31T09:00:00Z',
        ),
      ),
    },
    {
      error: (issue) => {
        const [unknown] = issue.code === 'unrecognized_keys' ? issue.keys : [];
        return unknown === undefined ? 'is no device' : `unknown key "${unknown}"${suggestion(unknown, keys)}`;
      },
    },
  ),
  'is no list of devices',
);

const shape = '{"111122223333":{"alice":[{"serialNumber":"…","enableDate":"2026-01-31T09:00:00Z"}],"<root>":[]}}';

/** @throws Error with one line that says what is wrong, where, and what was expected. */
export function readDevicesFile(file: string): DeviceInventory {
  const refuse = (what: string): never => {
    throw new Error(`${file}: ${what}; expected ${shape}`);
  };
  const text = read(file, refuse);
  const value = parseJson(text, refuse);
  const repeated = repeatedKey(text);
  if (repeated !== undefined) refuse(`the key ${repeated} stands twice in one object`);
  const inventory = new Map<string, ReadonlyMap<string, readonly Device[]>>();
  const holders = new Map<string, string>();
  for (const [account, listed] of entriesOf(value, '', refuse)) {
    if (!/^\d{12}$/.test(account)) refuse(`"${account}" is not an account id (12 digits)`);
    const users = new Map<string, readonly Device[]>();
    for (const [name, devices] of entriesOf(listed, `${account}: `, refuse)) {
      const parsed = devicesSchema.safeParse(devices);
      if (!parsed.success) return refuse(firstOf(parsed.error, [account, name]));
      if (users.has(name.toLowerCase()))
        refuse(`account ${account} lists the user "${name.toLowerCase()}" twice (names compare without case)`);
      for (const { serialNumber } of parsed.data) {
        const holder = `${account} / ${name}`;
        const owner = /^arn:[\w-]+:iam::(\d{12}):/.exec(serialNumber)?.[1] ?? account;
        if (owner !== account) refuse(`${holder}: ${serialNumber} is a device of account ${owner}`);
        const other = holders.get(serialNumber);
        if (other !== undefined) refuse(`${holder}: ${serialNumber} is listed already, under ${other}`);
        holders.set(serialNumber, holder);
      }
      users.set(name.toLowerCase(), parsed.data.map(device));
    }
    if (users.has('root') && !users.has('<root>'))
      refuse(
        `account ${account} lists "root" and no "<root>", which is how root is written (an IAM user of that name needs both)`,
      );
    inventory.set(account, users);
  }
  return inventory;
}

/** JSON.parse lets the last one win, and devices would be missing without a word. @param json that is valid. */
function repeatedKey(json: string): string | undefined {
  const open: Set<unknown>[] = [];
  let begun: number | undefined;
  let text = '';
  for (const { 0: token, index } of json.matchAll(/\\.|["{}:]/g))
    if (begun !== undefined) {
      if (token !== '"') continue;
      text = json.slice(begun, index + 1);
      begun = undefined;
    } else if (token === '"') begun = index;
    else if (token === '{') open.push(new Set());
    else if (token === '}') open.pop();
    else {
      const key: unknown = JSON.parse(text);
      if (open.at(-1)?.has(key) === true) return text;
      open.at(-1)?.add(key);
    }
  return undefined;
}

function read(file: string, refuse: (what: string) => never): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    return refuse(`cannot be read: ${reasonOf(error)}`);
  }
}

/** The same as a file's text. */
export function devicesFile(inventory: DeviceInventory): string {
  const users = (listed: ReadonlyMap<string, readonly Device[]>) =>
    Object.fromEntries([...listed].map(([name, devices]) => [name, devices.map(written)]));
  return `${JSON.stringify(Object.fromEntries([...inventory].map(([account, listed]) => [account, users(listed)])), null, 2)}\n`;
}

function written({ serialNumber, enabledAt }: Device): Record<string, string> {
  return { serialNumber, ...(enabledAt !== undefined && { enableDate: enabledAt }) };
}

/** Not by a schema: zod passes over the key `__proto__`, and a user may be called so. */
function entriesOf(value: unknown, where: string, refuse: (what: string) => never): [string, unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse(`${where}not a JSON object`);
  return Object.entries(value);
}

function firstOf({ issues }: z.core.$ZodError, at: readonly string[]): string {
  const [{ path, message }, ...others] = issues as [z.core.$ZodIssue, ...z.core.$ZodIssue[]];
  return `${[...at, ...path].join(' / ')}: ${message}${others.length === 0 ? '' : ` (and ${others.length} more)`}`;
}

function device(listed: { serialNumber: string; enableDate?: string | undefined }): Device {
  const { serialNumber, enableDate } = listed;
  return { serialNumber, ...(enableDate !== undefined && { enabledAt: timeOf(enableDate) }) };
}

function parseJson(text: string, refuse: (what: string) => never): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return refuse(`is not JSON: ${reasonOf(error)}`);
  }
}

/** A date is its first moment, as --since has it. */
function timeOf(date: string): string {
  return date.includes('T') ? date : `${date}T00:00:00Z`;
}

import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import type { Device } from '../../events/device';
import { reasonOf } from '../reason';

/** Account → lower-cased user name (`<root>` for root) → devices at one moment; an account that is listed is complete. */
export type DeviceInventory = ReadonlyMap<string, ReadonlyMap<string, readonly Device[]>>;

const devicesSchema = z.array(
  z.strictObject({
    serialNumber: z.string().check(z.minLength(1)),
    enableDate: z.optional(z.iso.datetime({ offset: true, error: 'is no time such as 2026-01-31T09:00:00Z' })),
  }),
);

const shape = '{"111122223333":{"alice":[{"serialNumber":"…","enableDate":"2026-01-31T09:00:00Z"}],"<root>":[]}}';

/** @throws Error with one line that says what is wrong, where, and what was expected. */
export function readDevicesFile(file: string): DeviceInventory {
  const refuse = (what: string): never => {
    throw new Error(`${file}: ${what}; expected ${shape}`);
  };
  const text = read(file, refuse);
  const inventory = new Map<string, ReadonlyMap<string, readonly Device[]>>();
  for (const [account, listed] of entriesOf(parseJson(text, refuse), '', refuse)) {
    if (!/^\d{12}$/.test(account)) refuse(`"${account}" is not an account id (12 digits)`);
    const users = new Map<string, readonly Device[]>();
    for (const [name, devices] of entriesOf(listed, `${account}: `, refuse)) {
      const parsed = devicesSchema.safeParse(devices);
      if (!parsed.success) return refuse(firstOf(parsed.error, [account, name]));
      if (users.has(name.toLowerCase()))
        refuse(`account ${account} lists the user "${name.toLowerCase()}" twice (names compare without case)`);
      users.set(name.toLowerCase(), parsed.data.map(device));
    }
    inventory.set(account, users);
  }
  return inventory;
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
  return { serialNumber, ...(enableDate !== undefined && { enabledAt: enableDate }) };
}

function parseJson(text: string, refuse: (what: string) => never): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return refuse(`is not JSON: ${reasonOf(error)}`);
  }
}

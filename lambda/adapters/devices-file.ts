import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import type { Device } from '../events/device';
import { reasonOf } from './reason';

/** Account → lower-cased user name (`<root>` for root) → devices at one moment; an account that is listed is complete. */
export type DeviceInventory = ReadonlyMap<string, ReadonlyMap<string, readonly Device[]>>;

const fileSchema = z.record(
  z.string(),
  z.record(
    z.string(),
    z.array(
      z.strictObject({ serialNumber: z.string().min(1), enableDate: z.iso.datetime({ offset: true }).optional() }),
    ),
  ),
);

const shape = '{"111122223333":{"alice":[{"serialNumber":"…","enableDate":"2026-01-31T09:00:00Z"}],"<root>":[]}}';

/** @throws Error with one line that says what is wrong, where, and what was expected. */
export async function readDevicesFile(file: string): Promise<DeviceInventory> {
  const refuse = (what: string): never => {
    throw new Error(`${file}: ${what}; expected ${shape}`);
  };
  const text = await readFile(file, 'utf8').catch((error: unknown) => refuse(`cannot be read: ${reasonOf(error)}`));
  const parsed = fileSchema.safeParse(parseJson(text, refuse));
  if (!parsed.success) return refuse(firstOf(parsed.error));
  return new Map(
    Object.entries(parsed.data).map(([account, users]) => {
      if (!/^\d{12}$/.test(account)) refuse(`"${account}" is not an account id (12 digits)`);
      const names = Object.keys(users).map((name) => name.toLowerCase());
      const twice = names.find((name, index) => names.indexOf(name) !== index);
      if (twice !== undefined)
        refuse(`account ${account} lists the user "${twice}" twice (names compare without case)`);
      return [
        account,
        new Map(Object.entries(users).map(([name, devices]) => [name.toLowerCase(), devices.map(device)])),
      ];
    }),
  );
}

/** The same as a file's text. */
export function devicesFile(inventory: DeviceInventory): string {
  const users = (listed: ReadonlyMap<string, readonly Device[]>) =>
    Object.fromEntries([...listed].map(([name, devices]) => [name, devices.map(written)]));
  return `${JSON.stringify(Object.fromEntries([...inventory].map(([account, listed]) => [account, users(listed)])), null, 2)}\n`;
}

function written({ serialNumber, enabledAt }: Device): z.input<typeof fileSchema>[string][string][number] {
  return { serialNumber, ...(enabledAt !== undefined && { enableDate: enabledAt }) };
}

function firstOf({ issues }: z.ZodError): string {
  const [{ path, message }, ...others] = issues as [z.core.$ZodIssue, ...z.core.$ZodIssue[]];
  const where = path.length === 0 ? '' : `${path.join(' / ')}: `;
  return `${where}${message}${others.length === 0 ? '' : ` (and ${others.length} more)`}`;
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

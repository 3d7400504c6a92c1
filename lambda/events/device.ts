import * as z from 'zod/mini';

export const deviceKinds = ['virtual', 'fido', 'hardware', 'unknown'] as const;
export type DeviceKind = (typeof deviceKinds)[number];

/** Stands for the serial number of a device that was added by a record which does not name it. */
export const notNamed = 'not named in the record';

/** The part of the serial that its owner chose. */
export function deviceName(serialNumber: string): string {
  return serialNumber.slice(serialNumber.lastIndexOf('/') + 1);
}

export const deviceSchema = z.object({
  /** ARN, the bare serial of a hardware token, or `notNamed`. */
  serialNumber: z.string(),
  /** ISO 8601; absent where IAM or the trail does not say. */
  enabledAt: z.optional(z.string()),
});
export type Device = z.infer<typeof deviceSchema>;

/**
 * Where an inventory comes from that IAM was not asked for at the time: what somebody wrote down, what IAM says now with the
 * trail's changes undone, or the trail alone.
 */
export const inventorySources = ['file', 'account', 'trail'] as const;
export type InventorySource = (typeof inventorySources)[number];
/** Absent: IAM was asked when the event arrived. */
const source = z.optional(z.enum(inventorySources));

/**
 * What a look-up said. A failed one is a fact that every detection handles: it never silences an alert.
 * `unknown` may still carry devices that are there for certain, such as root's virtual ones.
 */
export const deviceLookupSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('known'), source, devices: z.array(deviceSchema) }),
  z.object({ status: z.literal('unknown'), source, why: z.string(), devices: z.array(deviceSchema) }),
]);
export type DeviceLookup = z.infer<typeof deviceLookupSchema>;

/** Serial formats: IAM user guide and GetMFADevice samples. `u2f` says nothing about the protocol: passkeys use it too. */
export function deviceKind(serialNumber: string): DeviceKind {
  if (/^arn:[^:]+:iam::\d{12}:mfa\//.test(serialNumber)) return 'virtual';
  if (/^arn:[^:]+:iam::\d{12}:u2f\/(user\/|root)/.test(serialNumber)) return 'fido';
  return serialNumber.startsWith('arn:') || serialNumber === notNamed ? 'unknown' : 'hardware';
}

/** Eight since November 2022 (IAM user guide); GovCloud still documents one. China is not documented: eight assumed. */
export function deviceLimit(region: string): number {
  return region.startsWith('us-gov-') ? 1 : 8;
}

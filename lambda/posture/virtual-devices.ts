import * as z from 'zod/mini';
import { notAll, pageMarks } from './pages';
import { accountIn, root, type Snapshot, type VirtualDevice } from './snapshot';

const listSchema = z.object({ VirtualMFADevices: z.array(z.unknown()), ...pageMarks });
const deviceSchema = z.object({
  SerialNumber: z.string(),
  User: z.optional(z.object({ Arn: z.string(), UserName: z.optional(z.string()) })),
  EnableDate: z.optional(z.unknown()),
});

/** @param answer of ListVirtualMFADevices, as the command line prints it or as the SDK gives it. */
export function parseVirtualDevices(answer: unknown): Pick<Snapshot, 'account' | 'virtualDevices' | 'unread'> {
  const list = listSchema.safeParse(answer);
  if (!list.success) return { unread: [{ where: 'virtual devices', what: 'there is no list VirtualMFADevices' }] };
  const virtualDevices: VirtualDevice[] = [];
  const unread = notAll('virtual devices', list.data);
  list.data.VirtualMFADevices.forEach((raw, index) => {
    const parsed = deviceSchema.safeParse(raw);
    if (parsed.success) virtualDevices.push(deviceOf(parsed.data));
    else {
      const where = `virtual devices, entry ${index + 1}`;
      unread.push({ where, what: 'has no SerialNumber', entryOf: 'virtualDevices' });
    }
  });
  return { ...accountIn(virtualDevices.map(({ serialNumber }) => serialNumber)), virtualDevices, unread };
}

function deviceOf({ SerialNumber, User }: z.infer<typeof deviceSchema>): VirtualDevice {
  if (User === undefined) return { serialNumber: SerialNumber };
  const user = User.Arn.endsWith(':root') ? root : (User.UserName ?? User.Arn.split('/').at(-1) ?? User.Arn);
  return { serialNumber: SerialNumber, user };
}

import {
  CreateUserCommand,
  CreateVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
  IAMClient,
} from '@aws-sdk/client-iam';
import { clientIn } from './aws';
import { account } from './emulator';

/** Makes a user with MFA devices in IAM. @returns the serial numbers. */
export async function enrol(user: string, names: readonly string[], of = account): Promise<string[]> {
  const iam = new IAMClient(clientIn('us-east-1', of));
  await iam.send(new CreateUserCommand({ UserName: user }));
  const serials = names.map((name) => `arn:aws:iam::${of}:mfa/${name}`);
  for (const [index, SerialNumber] of serials.entries()) {
    await iam.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: names[index] }));
    const codes = { AuthenticationCode1: '123456', AuthenticationCode2: '654321' };
    await iam.send(new EnableMFADeviceCommand({ UserName: user, SerialNumber, ...codes }));
  }
  return serials;
}

/**
 * Realistic CloudTrail records (event version 1.11, shapes from AWS's samples and public records) to be changed by a
 * patch: detections use them as cases, tests as input.
 */
type Patch = Record<string, unknown>;

export const account = '111122223333';
export const home = '198.51.100.7';
export const elsewhere = '203.0.113.9';
export const phone = `arn:aws:iam::${account}:mfa/alice-phone`;
export const tablet = `arn:aws:iam::${account}:mfa/alice-tablet`;

/** Minutes after 2026-11-20 09:00 UTC. */
export function at(minutes: number): string {
  return new Date(Date.UTC(2026, 10, 20, 9) + minutes * 60_000).toISOString().replace('.000Z', 'Z');
}

export interface Situation {
  /** Minutes after nine; also makes the eventID, together with `id`. */
  minute?: number;
  id?: string;
  /** Name of the IAM user who acts. */
  by?: string;
  with?: 'long-term-key' | 'console' | 'console-mfa' | 'session-mfa' | 'role' | 'root' | 'root-mfa';
  from?: string;
  error?: string;
  message?: string;
  patch?: Patch;
}

function identity({ by = 'alice', with: credential = 'console' }: Situation): Patch {
  const user = {
    type: 'IAMUser',
    principalId: `AIDAEXAMPLE${by.toUpperCase()}`,
    arn: `arn:aws:iam::${account}:user/${by}`,
    accountId: account,
    userName: by,
  };
  const session = (mfa: boolean): Patch => ({
    sessionContext: { attributes: { creationDate: at(-10), mfaAuthenticated: String(mfa) } },
  });
  const temporary = `ASIAEXAMPLE${by.toUpperCase()}0002`;
  switch (credential) {
    case 'long-term-key':
      return { ...user, accessKeyId: `AKIAEXAMPLE${by.toUpperCase()}0001` };
    case 'role':
      return {
        type: 'AssumedRole',
        principalId: `AROAEXAMPLE0000000001:${by}`,
        arn: `arn:aws:sts::${account}:assumed-role/HelpDesk/${by}`,
        accountId: account,
        accessKeyId: 'ASIAEXAMPLEROLE00001',
        sessionContext: {
          sessionIssuer: { type: 'Role', arn: `arn:aws:iam::${account}:role/HelpDesk`, userName: 'HelpDesk' },
          attributes: { creationDate: at(-10), mfaAuthenticated: 'false' },
        },
      };
    case 'root':
    case 'root-mfa':
      return {
        type: 'Root',
        principalId: account,
        arn: `arn:aws:iam::${account}:root`,
        accountId: account,
        accessKeyId: 'ASIAEXAMPLEROOT00001',
        ...session(credential === 'root-mfa'),
      };
    default:
      return { ...user, accessKeyId: temporary, ...session(credential !== 'console') };
  }
}

function record(name: string, source: string, situation: Situation, body: Patch): Patch {
  const { minute = 0, id = '', from = home, error, message, by = 'alice' } = situation;
  return {
    eventVersion: '1.11',
    userIdentity: identity(situation),
    eventTime: at(minute),
    eventSource: source,
    eventName: name,
    awsRegion: 'us-east-1',
    sourceIPAddress: from,
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0',
    ...(error === undefined ? {} : { errorCode: error }),
    ...(message === undefined ? {} : { errorMessage: message }),
    requestParameters: null,
    responseElements: null,
    eventID: `7d1f0c11-${name}-${by}-${minute}${id}`,
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: account,
    eventCategory: 'Management',
    ...body,
    ...situation.patch,
  };
}

const console = (situation: Situation): Patch =>
  ['console', 'console-mfa', undefined].includes(situation.with) ? { sessionCredentialFromConsole: 'true' } : {};

interface DeviceSituation extends Situation {
  /** User name of the target, or `AWS ROOT USER`; default: the actor. */
  for?: string;
  serial?: string;
}

export function enableMfaDevice(situation: DeviceSituation = {}): Patch {
  return deviceCall('EnableMFADevice', situation);
}

export function deactivateMfaDevice(situation: DeviceSituation = {}): Patch {
  return deviceCall('DeactivateMFADevice', situation);
}

function deviceCall(name: string, situation: DeviceSituation): Patch {
  const denied = situation.error === 'AccessDenied';
  const target = situation.for ?? situation.by ?? 'alice';
  return record(
    name,
    'iam.amazonaws.com',
    denied ? { message: refusal(name, situation, `user ${target}`), ...situation } : situation,
    {
      requestParameters: denied ? null : { userName: target, serialNumber: situation.serial ?? tablet },
      ...console(situation),
    },
  );
}

export function createVirtualMfaDevice(situation: DeviceSituation = {}): Patch {
  const serial = situation.serial ?? tablet;
  const denied = situation.error === 'AccessDenied';
  return record(
    'CreateVirtualMFADevice',
    'iam.amazonaws.com',
    denied ? { message: refusal('CreateVirtualMFADevice', situation, serial), ...situation } : situation,
    {
      requestParameters: denied ? null : { path: '/', virtualMFADeviceName: serial.split('/').at(-1) },
      responseElements: situation.error === undefined ? { virtualMFADevice: { serialNumber: serial } } : null,
      ...console(situation),
    },
  );
}

function refusal(name: string, { by = 'alice' }: Situation, resource: string): string {
  return `User: arn:aws:iam::${account}:user/${by} is not authorized to perform: iam:${name} on resource: ${resource} because no identity-based policy allows the iam:${name} action`;
}

interface SignInSituation extends Situation {
  outcome?: 'Success' | 'Failure';
  mfaUsed?: 'Yes' | 'No';
  device?: string;
}

export function consoleLogin(situation: SignInSituation = {}): Patch {
  const { outcome = 'Success', mfaUsed = 'Yes', by = 'alice' } = situation;
  const passed = outcome === 'Success' && mfaUsed === 'Yes';
  return record('ConsoleLogin', 'signin.amazonaws.com', situation, {
    eventType: 'AwsConsoleSignIn',
    userIdentity: {
      type: 'IAMUser',
      principalId: `AIDAEXAMPLE${by.toUpperCase()}`,
      accountId: account,
      accessKeyId: '',
      userName: by,
    },
    ...(outcome === 'Failure' ? { errorMessage: 'Failed authentication' } : {}),
    responseElements: { ConsoleLogin: outcome },
    additionalEventData: {
      LoginTo: 'https://console.aws.amazon.com/console/home?region=us-east-1&isauthcode=true',
      MobileVersion: 'No',
      ...(passed ? { MFAIdentifier: situation.device ?? phone } : {}),
      MFAUsed: mfaUsed,
    },
  });
}

export function getSessionToken(situation: Situation & { serial?: string } = {}): Patch {
  return record(
    'GetSessionToken',
    'sts.amazonaws.com',
    { with: 'long-term-key', ...situation },
    {
      requestParameters: { serialNumber: situation.serial ?? phone, durationSeconds: 3600 },
      ...(situation.error === undefined
        ? { responseElements: { credentials: { accessKeyId: 'ASIAEXAMPLESESSION01' } } }
        : { errorMessage: 'An unknown error occurred' }),
    },
  );
}

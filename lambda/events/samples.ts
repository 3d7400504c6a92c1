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
  with?:
    'long-term-key' | 'console' | 'console-mfa' | 'session-mfa' | 'role' | 'root' | 'root-mfa' | 'federation-token';
  /** What somebody has called their session of GetFederationToken. */
  as?: string;
  from?: string;
  error?: string;
  message?: string;
  patch?: Patch;
}

function identity({ by = 'alice', as = by, with: credential = 'console' }: Situation): Patch {
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
    case 'federation-token':
      return {
        type: 'FederatedUser',
        principalId: `${account}:${as}`,
        arn: `arn:aws:sts::${account}:federated-user/${as}`,
        accountId: account,
        accessKeyId: temporary,
        sessionContext: {
          sessionIssuer: user,
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
  const userName = situation.for ?? situation.by ?? 'alice';
  return mfaCall(name, situation, `user ${userName}`, { userName, serialNumber: situation.serial ?? tablet });
}

/** @param resource that a refusal names, and then nothing is said of the parameters. */
function mfaCall(name: string, situation: Situation, resource: string, parameters: Patch, more: Patch = {}): Patch {
  const isDenied = situation.error === 'AccessDenied';
  const { by = 'alice' } = situation;
  const message = refusal(`arn:aws:iam::${account}:user/${by}`, `iam:${name}`, resource);
  return record(name, 'iam.amazonaws.com', isDenied ? { message, ...situation } : situation, {
    requestParameters: isDenied ? null : parameters,
    ...more,
    ...console(situation),
  });
}

export function createVirtualMfaDevice(situation: DeviceSituation = {}): Patch {
  const serial = situation.serial ?? tablet;
  const responseElements = situation.error === undefined ? { virtualMFADevice: { serialNumber: serial } } : null;
  const parameters = { path: '/', virtualMFADeviceName: serial.split('/').at(-1) };
  return mfaCall('CreateVirtualMFADevice', situation, serial, parameters, { responseElements });
}

function refusal(actor: string, action: string, resource: string): string {
  return `User: ${actor} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`;
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
        : { errorMessage: situation.message ?? 'An unknown error occurred' }),
    },
  );
}

/** Says only that the user has to pass MFA; a ConsoleLogin follows if they try. */
export function checkMfa(situation: Situation = {}): Patch {
  const { userIdentity } = consoleLogin(situation);
  return record('CheckMfa', 'signin.amazonaws.com', situation, {
    eventType: 'AwsConsoleSignIn',
    userIdentity,
    responseElements: { CheckMfa: 'Success' },
    additionalEventData: { MfaType: 'Virtual MFA' },
  });
}

const rootAtSignIn = {
  type: 'Root',
  principalId: account,
  arn: `arn:aws:iam::${account}:root`,
  accountId: account,
  accessKeyId: '',
};

export function rootLogin(situation: SignInSituation = {}): Patch {
  const patch = { userIdentity: rootAtSignIn, ...situation.patch };
  return consoleLogin({ by: 'root', device: rootDevice, ...situation, patch });
}

export const rootDevice = `arn:aws:iam::${account}:mfa/root-account-mfa-device`;

/** AWS hides what was typed where no user of that name exists. */
export function unknownUserLogin(situation: Situation = {}): Patch {
  const userIdentity = {
    type: 'IAMUser',
    accountId: account,
    accessKeyId: '',
    userName: 'HIDDEN_DUE_TO_SECURITY_REASONS',
  };
  const patch = { userIdentity, errorMessage: 'No username found in supplied account', ...situation.patch };
  return consoleLogin({ by: 'nobody', mfaUsed: 'No', ...situation, outcome: 'Failure', patch });
}

/** Root's own pages: `PasswordRecoveryRequested`, `PasswordRecoveryCompleted`, `PasswordUpdated`, `EmailUpdated`. */
export function rootPage(name: string, situation: SignInSituation = {}): Patch {
  return record(
    name,
    'signin.amazonaws.com',
    { by: 'root', ...situation },
    {
      eventType: 'AwsConsoleSignIn',
      userIdentity: rootAtSignIn,
      responseElements: { [name]: situation.outcome ?? 'Success' },
    },
  );
}

/** DeleteUser, CreateLoginProfile, ChangePassword and their like. */
export function loginProfileCall(name: string, situation: DeviceSituation = {}): Patch {
  const callersOwn = situation.for === undefined && situation.with?.startsWith('root') === true;
  const named = situation.error === undefined && !callersOwn;
  return record(name, 'iam.amazonaws.com', situation, {
    requestParameters: named ? { userName: situation.for ?? situation.by ?? 'alice' } : null,
    ...console(situation),
  });
}

/** A session of AWS's central root access, as a patch. */
export const assumedRoot: Patch = {
  userIdentity: {
    type: 'Root',
    principalId: account,
    arn: `arn:aws:iam::${account}:root`,
    accountId: account,
    accessKeyId: 'ASIAEXAMPLEROOT00002',
    sessionContext: {
      assumedRoot: 'true',
      attributes: { creationDate: /* @__PURE__ */ at(-10), mfaAuthenticated: 'false' },
    },
  },
};

export function deleteVirtualMfaDevice(situation: DeviceSituation = {}): Patch {
  const serialNumber = situation.serial ?? tablet;
  return mfaCall('DeleteVirtualMFADevice', situation, serialNumber, { serialNumber });
}

export function resyncMfaDevice(situation: DeviceSituation = {}): Patch {
  return deviceCall('ResyncMFADevice', situation);
}

interface CallSituation extends Situation {
  /** What a refused call asked for, as AWS names it in the message; its parameters are then left out. */
  resource?: string;
  response?: Patch;
}

/** Any call of any service: `apiCall('events', 'DisableRule', { name: 'some-rule' })`. */
export function apiCall(service: string, name: string, parameters: Patch, situation: CallSituation = {}): Patch {
  const { resource, response = null } = situation;
  const { arn } = identity(situation) as { arn: string };
  const message = refusal(arn, `${service}:${name}`, String(resource));
  return record(name, `${service}.amazonaws.com`, resource === undefined ? situation : { message, ...situation }, {
    requestParameters: resource === undefined ? parameters : null,
    responseElements: response,
    ...console(situation),
  });
}

export function iamCall(name: string, parameters: Patch, situation: CallSituation = {}): Patch {
  return apiCall('iam', name, parameters, situation);
}

/** CloudFormation acts with the role it was given and says so, whoever started the deployment. */
export const byCloudFormation: CallSituation = {
  from: 'cloudformation.amazonaws.com',
  patch: {
    userIdentity: {
      type: 'AssumedRole',
      principalId: 'AROAEXAMPLE0000000009:AWSCloudFormation',
      arn: `arn:aws:sts::${account}:assumed-role/cdk-hnb659fds-cfn-exec-role-${account}-us-east-1/AWSCloudFormation`,
      accountId: account,
      invokedBy: 'cloudformation.amazonaws.com',
    },
    userAgent: 'cloudformation.amazonaws.com',
  },
};

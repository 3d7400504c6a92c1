import * as z from 'zod/mini';
import { farFromHome, isFarFromHome } from '../events/home';
import { passedMfaCheck } from '../events/mfa-check';
import { actorName, credentialReason, few, targetName } from '../events/names';
import { apiCall, consoleLogin, elsewhere, iamCall } from '../events/samples';
import { isSameName } from '../events/text';
import type { Timeline } from '../events/timeline';
import { actorKeyOf, millis, subjectOf, type TrailEvent } from '../events/trail-event';
import { bursts, runs, type Burst } from '../events/window';
import { day, hour } from '../time';
import type { Case, Detection, DetectionPage, Finding } from './detection';
import { judge, rank, type Ground } from './severity';

const quietBetween = 30 * 60_000;

const onDevices: Readonly<Record<string, string>> = {
  CompleteVirtualMfaDeviceRegistration: 'registered an authenticator app for',
  CompleteWebAuthnDeviceRegistration: 'registered a passkey or security key for',
  UpdateMfaDeviceForUser: 'changed an MFA device of',
  DeleteMfaDeviceForUser: 'removed an MFA device of',
};
/** IAM spells the last one in capitals, CloudTrail's documentation does not. */
const onSettings = ['PutMfaDeviceManagementForDirectory', 'UpdateSsoConfiguration', 'UpdateSSOConfiguration'];
/**
 * Who signs everybody in, and asks for MFA, from then on (to turn it off alone locks everybody out): actions of the service
 * authorization reference for `sso` and `sso-directory`; no record of them was found, so they are looked for under both sources.
 */
const onSource = [
  ...['AssociateDirectory', 'ImportExternalIdPCertificate'],
  ...['Enable', 'Update'].map((verb) => `${verb}ExternalIdPConfigurationForDirectory`),
];
/** The same for those who sign in to IAM's roles; that others are made is everyday work of continuous integration. */
const onSaml = ['UpdateSAMLProvider'];
/** Made anew under its name, a provider has the ARN that roles trust, and other keys: an update by two calls. */
const [samlDeleted, samlMade] = ['DeleteSAMLProvider', 'CreateSAMLProvider'] as const;
const remadeWithin = day;

/** Devices of so many users, by one actor, are told together. */
const manyUsers = 3;

export const page: DetectionPage = {
  why: 'Identity Center keeps its own MFA devices, beside those of IAM. Who removes or registers one for somebody else can sign in as them to every account they may use; who changes the directory’s settings decides whether anybody is asked at all.',
  severity: [
    'high: the MFA settings of the directory, or the identity provider that signs everybody in, also one of IAM by SAML, updated or, within a day, deleted and made anew under its name; a device of somebody else, also where it is unclear whose (a role or an IAM user acts); of three users within an hour, by one actor, in one alert',
    'medium: a user’s own device, and in the week before they passed MFA from elsewhere only',
    'info: a user’s own device, from the access portal',
  ],
  blindSpots: [
    'These events are logged only in the account and region of the Identity Center: they are seen only if that region has a forwarder or is the home region, and in an organization only if that account, the management account or the delegated administrator’s, has the member stack or is the home account.',
    'AWS documents the names of these events and not their parameters. The user is looked for in `userName`, `userId` and `user` of `requestParameters`; Identity Center mostly gives an id, not a name. Where nobody is named, the target is unknown, and only a portal user counts as acting on themselves, if no other parameter may mean somebody.',
    'What a changed setting says is not judged: a stricter one is reported too. Refused calls are not reported.',
    'Who sets the password of a user (`UpdatePassword`) and then signs in as them and registers a device looks like that user: no record of that call was found, so it is not watched.',
    'A SAML provider deleted and made anew more than a day later.',
    'Users whose passwords and MFA live with an external identity provider: only that another one takes its place is seen.',
  ],
  falsePositives: [
    'A help desk that removes a lost device: high on purpose, since the next sign-in then needs no device.',
    'A planned change of settings, or a new certificate of an identity provider (about once a year): have it announced, or exempt the role for that time.',
  ],
};

export const detection: Detection = {
  id: 'identity-center-mfa-changed',
  title: 'MFA devices or MFA settings in IAM Identity Center were changed',
  attack: ['T1098.005', 'T1556.006'],
  watches: [
    {
      source: 'sso-directory.amazonaws.com',
      names: [...Object.keys(onDevices), 'PutMfaDeviceManagementForDirectory', ...onSource],
    },
    { source: 'identitystore.amazonaws.com', names: Object.keys(onDevices) },
    { source: 'sso.amazonaws.com', names: [...onSettings, ...onSource] },
    { source: 'signin.amazonaws.com', names: ['CredentialVerification'] },
    { source: 'iam.amazonaws.com', names: [...onSaml, samlDeleted, samlMade] },
  ],
  runbook: [
    'Within 30 minutes, ask the person behind `actor.arn` for the request: a lost phone, a new key, a planned change. Whose a user id is, Identity Center shows under Users.',
    'If nobody knows of it, in Identity Center: for a device, disable the user in `target.name` and remove devices they do not know; for the settings, set MFA to “Every time they sign in”.',
    'Search CloudTrail in the Identity Center’s region for the 24 hours after, for sign-ins with `userIdentity.onBehalfOf.userId` = the user: has anybody come in?',
  ],
  settings: z.object({}),
  subjects: (event) => {
    if (event.source === 'signin.amazonaws.com') return passedMfaCheck(event) ? [subjectOf(event)] : [];
    if (!isAboutDevice(event)) return [`${event.account}/account:identity-center`];
    return isOwn(event) ? [subjectOf(event)] : [...new Set([subjectOf(event), actorKeyOf(event)])];
  },
  detect: (timeline) => {
    const changes = timeline.events.filter(
      (event) => event.source !== 'signin.amazonaws.com' && event.errorCode === undefined,
    );
    const devices = changes.filter(isAboutDevice);
    const settings = changes.filter((event) => !isAboutDevice(event));
    return [
      ...runs(
        devices.filter((event) => subjectOf(event) === timeline.key),
        quietBetween,
      ).map((run) => finding(run, timeline)),
      ...runs(
        settings.filter((event) => !isOfMaking(event)),
        quietBetween,
      ).map((run) => finding(run, timeline)),
      ...settings.flatMap((event) => remaking(event, settings)).map((pair) => finding(pair, timeline)),
      ...bursts(
        devices.filter((event) => actorKeyOf(event) === timeline.key && event.target.name !== undefined),
        hour,
        manyUsers,
        subjectOf,
      ).map(ofMany),
    ];
  },
};

function isOfMaking({ name }: TrailEvent): boolean {
  return name === samlDeleted || name === samlMade;
}

/** The deletion of the provider that is made anew, and the making; CloudTrail does not order the calls of one second. */
function remaking(made: TrailEvent, settings: readonly TrailEvent[]): [TrailEvent, TrailEvent][] {
  if (made.name !== samlMade) return [];
  const deleted = settings.findLast((event) => {
    const lag = millis(made) - millis(event);
    const isSame = event.name === samlDeleted && made.requested?.some((value) => isSameName(value, samlName(event)));
    return isSame === true && lag >= 0 && lag <= remadeWithin;
  });
  return deleted === undefined ? [] : [[deleted, made]];
}

function samlName({ requested = [] }: TrailEvent): string {
  return (
    requested
      .find((value) => value.includes(':saml-provider/'))
      ?.split('/')
      .at(-1) ?? 'that the record does not name'
  );
}

function ofMany({ events }: Burst): Finding {
  const users = [...new Map(events.map((event) => [subjectOf(event), targetName(event)])).values()];
  const first = events[0] as TrailEvent;
  return {
    title: `In Identity Center, ${actorName(first)} changed MFA devices of ${users.length} users`,
    severity: 'high',
    reasons: [`one actor, ${users.length} users: ${few(users)}`, credentialReason(first)],
    events,
    serialNumbers: [],
  };
}

function finding(run: [TrailEvent, ...TrailEvent[]], timeline: Timeline): Finding {
  const judged = run.map((event) => ({ event, ground: groundOf(event, timeline) }));
  // What comes after may be the victim's own doing.
  const { event: act, ground } = judged.reduce((a, b) => (rank(b.ground.severity) > rank(a.ground.severity) ? b : a));
  const others = judged.filter((other) => other.ground.severity === ground.severity).map((one) => actorName(one.event));
  const alsoBy = [...new Set(others)].filter((name) => name !== actorName(act));
  return {
    title: `${titleOf(act, run)}${alsoBy.length === 0 ? '' : `, and more was changed by ${few(alsoBy)}`}`,
    ...judge([
      ...judged.map((one) => one.ground),
      ...run.map((event) => ({
        when: isOwn(event) && isFarFromHome(event, timeline),
        severity: 'medium' as const,
        reason: farFromHome(event, targetName(event)),
      })),
      { when: true, severity: 'info', reason: credentialReason(act) },
    ]),
    events: run,
    act,
    serialNumbers: [],
  };
}

function groundOf(event: TrailEvent, timeline: Timeline): Ground {
  if (event.name === samlDeleted)
    return { when: true, severity: 'info', reason: `${actorName(event)} had deleted the provider of that name` };
  if (!isAboutDevice(event))
    return {
      when: true,
      severity: 'high',
      reason: `${event.name} by ${actorName(event)}: ${whatChanged(event)} may have changed`,
    };
  const what = `${actorName(event)} ${onDevices[event.name] ?? 'changed'}`;
  return isOwn(event)
    ? {
        when: true,
        severity: isFarFromHome(event, timeline) ? 'medium' : 'info',
        reason: `${what} their own user, in the access portal`,
      }
    : { when: true, severity: 'high', reason: `${what} ${whom(event)}` };
}

function whatChanged({ name }: TrailEvent): string {
  if (onSaml.includes(name) || name === samlMade)
    return 'who signs in whoever comes to roles by SAML, and asks for MFA,';
  return onSource.includes(name)
    ? 'who signs everybody in, and asks for MFA,'
    : 'what is asked of everybody at sign-in';
}

function titleOf(event: TrailEvent, [first]: readonly TrailEvent[]): string {
  if (event.name === samlMade && first !== undefined)
    return `${actorName(event)} made the SAML provider ${samlName(first)} anew`;
  if (onSaml.includes(event.name))
    return `${actorName(event)} changed ${event.requested?.find((value) => value.includes(':saml-provider/')) ?? 'a SAML identity provider of IAM'}`;
  if (onSource.includes(event.name)) return `${actorName(event)} changed the identity provider of Identity Center`;
  if (!isAboutDevice(event)) return `${actorName(event)} changed the MFA settings of Identity Center`;
  return `In Identity Center, ${actorName(event)} ${onDevices[event.name] ?? 'changed'} ${isOwn(event) ? 'their own user' : whom(event)}`;
}

function whom(event: TrailEvent): string {
  return event.target.name === undefined ? 'a user that the record does not name' : targetName(event);
}

function isAboutDevice({ name }: TrailEvent): boolean {
  return Object.hasOwn(onDevices, name);
}

/** Ids are compared with ids and names with names: who may choose the one could take somebody's other for it. */
function isOwn({ name, actor, target }: TrailEvent): boolean {
  if (!Object.hasOwn(onDevices, name) || !isPortalUser(actor) || target.type !== 'IdentityCenterUser') return false;
  return target.id === undefined ? isSameName(target.name, actor.name) : isSameName(target.id, actor.principalId);
}

/** Roles of Identity Center have the same credential. */
function isPortalUser({ type, credential }: TrailEvent['actor']): boolean {
  return credential === 'identity-center' && type !== 'AssumedRole';
}

const alice = 'a4b8c4d8-1061-7000-aaaa-111122223333';
const bob = 'a4b8c4d8-1061-7000-bbbb-111122223333';
const store = `arn:aws:identitystore::111122223333:identitystore/d-1234567890`;
const portal = (userId: string): object => ({
  patch: {
    sessionCredentialFromConsole: undefined,
    userIdentity: {
      type: 'IdentityCenterUser',
      accountId: '111122223333',
      onBehalfOf: { userId, identityStoreArn: store },
      credentialId: '90e292de5e8a5ff5EXAMPLE',
    },
  },
});
const ofUser = (userId: string): Record<string, unknown> => ({ user: { userId }, deviceId: 'd-EXAMPLE' });
const role = { by: 'bob', with: 'role' } as const;
const passed = (where: object, user = alice): object =>
  consoleLogin({
    ...where,
    patch: {
      eventName: 'CredentialVerification',
      eventType: 'AwsServiceEvent',
      userIdentity: {
        type: 'IdentityCenterUser',
        accountId: '111122223333',
        onBehalfOf: { userId: user, identityStoreArn: store },
      },
      responseElements: null,
      additionalEventData: { AuthWorkflowID: 'f00d', CredentialType: 'TOTP' },
      serviceEventDetails: { CredentialVerification: 'Success' },
    },
  });

const okta = 'arn:aws:iam::111122223333:saml-provider/Okta';
const makeSaml = (name: string, how: object = {}): object =>
  iamCall('CreateSAMLProvider', { name, sAMLMetadataDocument: '<EntityDescriptor/>' }, how);

export const cases = (): Case[] => [
  {
    name: 'a SAML provider is deleted and made anew in the same second',
    records: [iamCall('DeleteSAMLProvider', { sAMLProviderArn: okta }), makeSaml('Okta')],
    expect: 'high',
    because: ['CreateSAMLProvider by alice: who signs in whoever comes to roles by SAML'],
  },
  {
    name: 'a SAML provider is deleted, and made anew hours later',
    records: [iamCall('DeleteSAMLProvider', { sAMLProviderArn: okta }), makeSaml('Okta', { minute: 300 })],
    expect: 'high',
    because: ['had deleted the provider'],
  },
  {
    name: 'a SAML provider is deleted, another made, and one of the name after two days',
    records: [
      iamCall('DeleteSAMLProvider', { sAMLProviderArn: okta }),
      makeSaml('Entra', { minute: 1 }),
      makeSaml('Okta', { minute: 2 * 1440 }),
    ],
    expect: undefined,
  },
  {
    name: 'one role removes the devices of three users',
    records: [alice, bob, 'a4b8c4d8-1061-7000-cccc-111122223333'].map((user, minute) =>
      apiCall('sso-directory', 'DeleteMfaDeviceForUser', ofUser(user), { ...role, minute }),
    ),
    expect: 'high',
    because: ['one actor, 3 users'],
  },
  {
    name: 'a role removes a user’s device, and the user registers a passkey to replace it',
    records: [
      apiCall('sso-directory', 'DeleteMfaDeviceForUser', ofUser(alice), role),
      apiCall('sso-directory', 'CompleteWebAuthnDeviceRegistration', ofUser(alice), { minute: 10, ...portal(alice) }),
    ],
    expect: 'high',
    because: [`HelpDesk/bob removed an MFA device of ${alice}`, 'role session'],
  },
  {
    name: 'two people change what is asked of everybody',
    records: [
      apiCall('sso', 'PutMfaDeviceManagementForDirectory', { directoryId: 'd-1' }, { by: 'mallory', with: 'role' }),
      apiCall('sso', 'UpdateSsoConfiguration', { instanceArn: 'ssoins-1' }, { ...role, minute: 25 }),
    ],
    expect: 'high',
    because: ['by HelpDesk/mallory', 'by HelpDesk/bob'],
  },
  {
    name: 'a user registers a passkey from where they have not been all week',
    records: [
      passed({ minute: -2880 }),
      passed({ minute: -9, from: elsewhere }),
      apiCall('sso-directory', 'CompleteWebAuthnDeviceRegistration', ofUser(alice), {
        ...portal(alice),
        from: elsewhere,
      }),
    ],
    expect: 'medium',
    because: ['came from elsewhere'],
  },
  {
    name: 'the metadata of a SAML provider are replaced',
    records: [
      iamCall('UpdateSAMLProvider', {
        sAMLMetadataDocument: '<EntityDescriptor/>',
        sAMLProviderArn: 'arn:aws:iam::111122223333:saml-provider/Okta',
      }),
    ],
    expect: 'high',
    because: ['by SAML'],
  },
  {
    name: 'an administrator removes a device of a user',
    records: [apiCall('sso-directory', 'DeleteMfaDeviceForUser', ofUser(alice), role)],
    expect: 'high',
    because: [`removed an MFA device of ${alice}`, 'does not record'],
  },
  {
    name: 'the users of the directory are signed in by somebody else from now on',
    records: [apiCall('sso-directory', 'EnableExternalIdPConfigurationForDirectory', { directoryId: 'd-1' }, role)],
    expect: 'high',
    because: ['who signs everybody in'],
  },
  {
    name: 'the same, under the directory’s new name and with a user id alone',
    records: [apiCall('identitystore', 'DeleteMfaDeviceForUser', { userId: alice }, role)],
    expect: 'high',
  },
  {
    name: 'a portal user registers a key for another',
    records: [apiCall('sso-directory', 'CompleteWebAuthnDeviceRegistration', ofUser(alice), portal(bob))],
    expect: 'high',
  },
  {
    name: 'a role registers an app, and the record names nobody',
    records: [apiCall('sso-directory', 'CompleteVirtualMfaDeviceRegistration', {}, role)],
    expect: 'high',
    because: ['the record does not name'],
  },
  {
    name: 'the MFA settings of the directory are changed',
    records: [apiCall('sso', 'PutMfaDeviceManagementForDirectory', { directoryId: 'd-1234567890' }, role)],
    expect: 'high',
  },
  {
    name: 'the configuration is changed',
    records: [apiCall('sso', 'UpdateSsoConfiguration', { instanceArn: 'arn:aws:sso:::instance/ssoins-1' }, role)],
    expect: 'high',
  },
  {
    name: 'a user registers their own passkey and removes the old one',
    records: [
      apiCall('sso-directory', 'CompleteWebAuthnDeviceRegistration', ofUser(alice), portal(alice)),
      apiCall('sso-directory', 'DeleteMfaDeviceForUser', ofUser(alice), { minute: 2, ...portal(alice) }),
    ],
    expect: 'info',
  },
  {
    name: 'a user’s own device, and the record names nobody',
    records: [apiCall('identitystore', 'CompleteVirtualMfaDeviceRegistration', {}, portal(alice))],
    expect: 'info',
  },
  {
    name: 'a refused removal',
    records: [
      apiCall('sso-directory', 'DeleteMfaDeviceForUser', {}, { ...role, error: 'AccessDenied', resource: '*' }),
    ],
    expect: undefined,
  },
];

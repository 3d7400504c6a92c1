import { account, apiCall, consoleLogin, deactivateMfaDevice } from '../../../lambda/events/samples';
import { enableMfaDevice, getSessionToken, phone, rootDevice, rootLogin, tablet } from '../../../lambda/events/samples';
import { envelope, happening } from '../../e2e/envelopes';

type Event = Record<string, unknown>;

export interface Kind {
  /** How many topics want it; default: one. */
  topics?: number;
  /** What has happened before, some of which must be told. */
  before?: () => Event[];
  event: () => Event;
  /** Another function has handled what was before. */
  isElsewhere?: boolean;
}

const quiet = (): Event => envelope(getSessionToken({ by: 'alice', ...happening(0) }));
const stolenKey = (): Event =>
  envelope(
    enableMfaDevice({
      by: 'mallory',
      with: 'long-term-key',
      for: 'bob',
      serial: phone.replace('alice', 'bob'),
      ...now(),
    }),
  );
const asRoot = { type: 'Root', principalId: account, arn: `arn:aws:iam::${account}:root`, accountId: account };

/** Repeats the same event. */
function twice(event: () => Event): Required<Pick<Kind, 'before' | 'event'>> {
  let made: Event | undefined;
  const same = (): Event => (made ??= event());
  return { before: () => [same()], event: same };
}

function now(): { patch: Event } {
  return happening(0);
}

/** By the names that the budget and the docs give them. */
export const kinds: Readonly<Record<string, Kind>> = {
  'nobody watches it': { event: () => envelope(apiCall('iam', 'ListUsers', {}, { by: 'alice', ...now() })) },
  'quiet: a session with MFA': { event: quiet },
  'quiet: a sign-in with MFA': { event: () => envelope(consoleLogin({ by: 'alice', ...now() })) },
  'quiet, a second time': twice(quiet),
  'quiet, a second time, elsewhere': { ...twice(quiet), isElsewhere: true },
  'below a threshold: a failed sign-in': {
    event: () => envelope(consoleLogin({ by: 'alice', outcome: 'Failure', mfaUsed: 'Yes', ...now() })),
  },
  'only for the digest: a user adds a device': {
    event: () => envelope(enableMfaDevice({ by: 'alice', with: 'console-mfa', ...now() })),
  },
  'alert: a device added with a stolen key': { event: stolenKey },
  'alert, a second time': twice(stolenKey),
  'alert, a second time, elsewhere': { ...twice(stolenKey), isElsewhere: true },
  'alert for two topics': { topics: 2, event: stolenKey },
  'alert grows: the device is replaced': {
    before: () => [envelope(deactivateMfaDevice({ by: 'mallory', with: 'long-term-key', for: 'alice', ...now() }))],
    event: () =>
      envelope(enableMfaDevice({ by: 'mallory', with: 'long-term-key', for: 'alice', serial: tablet, ...now() })),
  },
  'alert: root signs in': { event: () => envelope(rootLogin(now())) },
  'alert: root’s device is removed': {
    event: () =>
      envelope(
        deactivateMfaDevice({
          serial: rootDevice,
          patch: { ...now().patch, userIdentity: asRoot, requestParameters: { serialNumber: rootDevice } },
        }),
      ),
  },
};

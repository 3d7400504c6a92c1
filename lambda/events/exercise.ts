import { partitionOf } from './partition';

interface Exercise {
  kind: 'drill' | 'heartbeat';
  region: string;
  /** undefined: the sender does not know it. */
  account: string | undefined;
  now: Date;
  eventID: string;
  /** Tells its names from those of others: of the same names one soon after another would be part of the same alert, and not be told. */
  mark: string;
}

/** Shaped like the worst that mfa-watch knows of a user: somebody else's long-term key adds a device. */
export function exerciseRecord({ kind, region, account, now, eventID, mark }: Exercise) {
  const [intruder, victim] = ['intruder', 'user'].map((who) => `mfa-watch-${kind}-${who}-${mark}`);
  const inCapitals = `MFAWATCH${kind.toUpperCase()}`;
  return {
    eventVersion: '1.11',
    userIdentity: {
      type: 'IAMUser',
      principalId: `AIDA${inCapitals}0001`,
      accessKeyId: `AKIA${inCapitals}001`,
      userName: intruder,
      ...(account !== undefined && {
        accountId: account,
        arn: `arn:${partitionOf(region)}:iam::${account}:user/${intruder}`,
      }),
    },
    eventTime: now.toISOString().replace(/\.\d+Z$/, 'Z'),
    eventSource: 'iam.amazonaws.com',
    eventName: 'EnableMFADevice',
    awsRegion: region,
    sourceIPAddress: '198.51.100.7',
    userAgent: `mfa-watch ${kind}`,
    requestParameters: { userName: victim, serialNumber: inCapitals },
    responseElements: null,
    eventID,
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    eventCategory: 'Management',
    ...(account !== undefined && { recipientAccountId: account }),
  };
}

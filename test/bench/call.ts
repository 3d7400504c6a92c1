import type { Kind, Setting } from './callers';

export type Fields = Record<string, unknown> | null;

/** One kind of call that nobody watches: how often, by whom, and what its record carries beside the common fields. */
export interface Call {
  weight: number;
  /** Service and name, as in `ec2:DescribeInstances`. */
  api: string;
  by: readonly Kind[];
  writes?: true;
  refused?: (setting: Setting) => string;
  request: (setting: Setting) => Fields;
  response?: (setting: Setting) => Fields;
  /** Placed like `additionalEventData` and `resources`. */
  more?: (setting: Setting) => Record<string, unknown>;
}

export const nothing = (): Fields => null;
export const bucket = ({ draw, account }: Setting): string =>
  `${draw.pick(['logs', 'assets', 'exports', 'state'])}-${account}`;
export const key = ({ draw, account, region }: Setting): string =>
  `arn:aws:kms:${region}:${account}:key/5c0ffee${draw.below(10)}-1d2c-4b3a-9f8e-00000000000${draw.below(10)}`;
export const withKey = (setting: Setting): Record<string, unknown> => ({
  resources: [{ accountId: setting.account, type: 'AWS::KMS::Key', ARN: key(setting) }],
});
export const inBucket = (setting: Setting): Record<string, unknown> => ({
  additionalEventData: {
    SignatureVersion: 'SigV4',
    CipherSuite: 'TLS_AES_128_GCM_SHA256',
    bytesTransferredIn: 0,
    AuthenticationMethod: 'AuthHeader',
    'x-amz-id-2': `${setting.draw.hex(32)}/${setting.draw.code(40)}=`,
    bytesTransferredOut: setting.draw.below(9000),
  },
  resources: [{ accountId: setting.account, type: 'AWS::S3::Bucket', ARN: `arn:aws:s3:::${bucket(setting)}` }],
});
export const instances = ({ draw }: Setting): Fields => ({
  instancesSet: { items: Array.from({ length: 1 + draw.below(3) }, () => ({ instanceId: `i-0${draw.hex(16)}` })) },
  filterSet: {
    items: [{ name: 'instance-state-name', valueSet: { items: [{ value: 'running' }, { value: 'pending' }] } }],
  },
});

import { UsageError } from '../usage-error';

export function isS3(path: string): boolean {
  return /^s3:/i.test(path);
}

/** @param address `s3://bucket/prefix`. @throws UsageError */
export function s3Address(address: string): { name: string; prefix: string } {
  const [, name, prefix = ''] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/is.exec(address) ?? [];
  if (name === undefined) throw new UsageError(`${address}: expected s3://bucket or s3://bucket/prefix`);
  return { name, prefix };
}

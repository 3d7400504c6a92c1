import { grouped } from '../../lambda/events/names';
import type { Listing } from './s3-listing';

/** Bytes from which on people are asked. */
export const noticeable = 1e9;

interface Prices {
  /** US dollars for a thousand. */
  get: number;
  list: number;
  /** US dollars a GB, out of AWS into the internet. */
  transfer: number;
}

/** AWS's list prices of 2025, of S3 Standard, the dearest of each group of regions; without free amounts and discounts. */
const usual: Prices = { get: 0.00044, list: 0.0055, transfer: 0.09 };
const dearest: Prices = { get: 0.00056, list: 0.007, transfer: 0.155 };
/** US dollars for a thousand requests: each object encrypted with a KMS key costs one, at most. */
const decrypt = 0.003;
const pricesOf = '2025';

/** What it costs at most to fetch that, in words. */
export function priceOf(objects: number, bytes: number, lists: Listing['requests'], region: string): string {
  const { get, list, transfer } = /^(us-(?!gov)|ca-|eu-)/.test(region) ? usual : dearest;
  const requests = (objects * (get + decrypt) + lists * list) / 1000;
  const gigabytes = bytes / 1e9;
  const out = gigabytes * transfer;
  return (
    `Objects still to be fetched from ${region}: ${grouped(objects)}, ${gigabytes.toFixed(1)} GB. ` +
    `That costs at most ${dollars(requests + out)} (AWS list prices of ${pricesOf}): ` +
    `${dollars(requests)} for GET, LIST and KMS requests, and ${dollars(out)} for transfer out of AWS ` +
    `(${transfer} a GB; nothing on a machine in ${region}).`
  );
}

function dollars(amount: number): string {
  return `$${amount < 0.01 ? '0.01' : amount.toFixed(2)}`;
}

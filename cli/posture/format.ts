import { version } from '../../package.json';
import type { Page } from '../terminal/terminal';
import { postureJson } from './json';
import { postureTable } from './table';
import type { Told } from './told';

type Format = (told: Told, page: Page) => string | Promise<string>;

/** Every value of `posture --format`, and nothing else. What few ask for is loaded when they do. */
const formats = {
  table: ({ posture }, page) => postureTable(posture.exposures, page),
  json: ({ posture, at }) => postureJson(posture, at),
  csv: async ({ posture }) => (await import('./csv')).postureCsv(posture),
  ocsf: async ({ posture, at }) => (await import('./ocsf')).postureOcsf(posture, at, version),
  html: async (told) => (await import('./report/report')).postureReport(told, version),
} satisfies Record<string, Format>;

export type PostureFormat = keyof typeof formats;
export const postureFormats = Object.keys(formats) as PostureFormat[];

export async function format(name: PostureFormat, told: Told, page: Page): Promise<string> {
  return formats[name](told, page);
}

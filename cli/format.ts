import type { Alert } from '../lambda/alerts/alert';
import { renderJson } from '../lambda/alerts/json';
import { table } from './table';
import type { Page } from './terminal';

type Format = (alerts: readonly Alert[], page: Page) => string;

/** Every value of `--format`, and nothing else: a new format is a line here. */
const formats = {
  table,
  json: (alerts) => `[${alerts.map((alert) => `\n${renderJson(alert)}`).join(',')}\n]\n`,
  jsonl: (alerts) => alerts.map((alert) => `${renderJson(alert)}\n`).join(''),
} satisfies Record<string, Format>;

export type FormatName = keyof typeof formats;
export const formatNames = Object.keys(formats) as FormatName[];

export function format(name: FormatName, alerts: readonly Alert[], page: Page): string {
  return formats[name](alerts, page);
}

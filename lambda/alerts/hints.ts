/** What a reader is given beside the alert. */
export interface Hints {
  /** The detection's runbook, in our own words. */
  steps: readonly string[];
  /** Name of the table of CloudTrail in Athena, with or without its database. */
  athenaTable: string;
  /** Where the folder docs/ is published (https); absent: nowhere that is known. */
  docsUrl?: string | undefined;
  /** Name of the Slack channel in mfa-watch.yaml, such as `soc`: what its buttons say comes from there. */
  channel?: string | undefined;
  /** URL of the queue that takes what is pressed; absent: no channel has buttons. */
  answerQueue?: string | undefined;
}

/** @param path such as `docs/operations.md`, of the repository. */
export function pageUrl(path: string, { docsUrl }: Pick<Hints, 'docsUrl'>): string | undefined {
  if (docsUrl === undefined || !/^https:\/\/[\w.:/~%-]+$/.test(docsUrl)) return undefined;
  return /^docs\/[\w/-]+\.md$/.test(path) ? `${docsUrl.replace(/(?<!\/)\/+$/, '')}/${path}` : undefined;
}

/** How somebody without buttons says that they look after it; `id` is ours. */
export function answerCommand(id: string): string {
  return `npm start -- ack ${id}`;
}

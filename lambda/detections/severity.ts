/** Ascending. Info and low are for the record, medium is a message, high and critical page somebody. */
export const severities = ['info', 'low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof severities)[number];

export function rank(severity: Severity): number {
  return severities.indexOf(severity);
}

export function strongest(all: readonly Severity[]): Severity {
  return all.reduce((a, b) => (rank(b) > rank(a) ? b : a), 'info');
}

/** One row of a detection's table: where `when` holds, the severity applies and the reason is told. */
export interface Ground {
  when: boolean;
  severity: Severity;
  /** A fact, in words for somebody woken at night. */
  reason: string;
}

/** Every row whose whole condition holds applies; the strongest wins; its reasons come first. */
export function judge(grounds: readonly Ground[]): { severity: Severity; reasons: string[] } {
  const holding = grounds.filter((ground) => ground.when).sort((a, b) => rank(b.severity) - rank(a.severity));
  return {
    severity: strongest(holding.map((ground) => ground.severity)),
    reasons: [...new Set(holding.map((ground) => ground.reason))],
  };
}

import { createHash } from 'node:crypto';
import type { Alert } from '../../lambda/alerts/alert';
import { Html, html } from '../../lambda/alerts/html';
import { utc } from '../../lambda/alerts/wording';
import { rank } from '../../lambda/detections/severity';
import { isoTime } from '../../lambda/events/trail-event';
import type { Findings } from '../findings';
import { addressSection } from './address-section';
import { alertSection } from './alert-section';
import { EvidenceRoom } from './evidence';
import { failureSection } from './failure-section';
import { lifelineSection } from './lifeline-section';
import { livesOf } from './lifelines';
import { most } from './parts';
import { peopleOf } from './people';
import { recordSection } from './record-section';
import { style } from './style';
import { summarySection } from './summary-section';
import { timelineSection } from './timeline-section';

/** The page runs nothing and loads nothing, wherever it is opened; its own style alone is allowed, by its hash. */
const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const contents = [
  ['summary', 'Summary'],
  ['alerts', 'Alerts'],
  ['users', 'Users'],
  ['devices', 'Devices'],
  ['failures', 'Failures over time'],
  ['addresses', 'Addresses'],
  ['records', 'Records'],
] as const;

/**
 * One file for a person to read and hand over: no script, no address of elsewhere.
 * @param stepsOf the runbook of an alert's detection. @param version of mfa-watch.
 */
export function report(findings: Findings, stepsOf: (alert: Alert) => readonly string[], version: string): string {
  const all = findings.shown.toSorted((a, b) => rank(b.severity) - rank(a.severity));
  const alerts = all.slice(0, most.alerts);
  const { events } = findings.replayed.trail;
  const watched = events.flatMap(({ event, watched: isWatched }) => (isWatched ? [event] : []));
  const room = new EvidenceRoom(alerts, events);
  const sections = [
    summarySection({ ...findings, shown: all }),
    alertSection(alerts, all.length, room, stepsOf),
    timelineSection(peopleOf(alerts, watched), room),
    lifelineSection(
      livesOf(
        events.map(({ event }) => event),
        findings.inventory,
      ),
    ),
    failureSection(watched),
    addressSection(alerts, watched),
    recordSection(room, alerts),
  ];
  return page(sections, `${utc(isoTime(findings.asked.at).replace(/\.\d+Z$/, 'Z'))} by mfa-watch ${version}`);
}

function page(sections: readonly Html[], made: string): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <title>MFA tampering: report of mfa-watch</title>
        ${new Html(`<style>${style}</style>`)}
      </head>
      <body>
        <a class="skip" href="#summary">Skip to the summary</a>
        <header>
          <h1>MFA tampering in CloudTrail</h1>
          <p class="quiet">Made ${made}. All times are UTC.</p>
          <nav aria-label="Contents">
            <ul>
              ${contents.map(([id, heading]) => html`<li><a href="#${id}">${heading}</a></li>`)}
            </ul>
          </nav>
        </header>
        <main>${sections}</main>
        <footer>
          <p>
            Holds names, addresses and records of your accounts: hand it over as you would the logs. An alert is a
            reason to ask, not a proof.
          </p>
        </footer>
      </body>
    </html> `.markup;
}

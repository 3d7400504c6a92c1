import type { Alert, Update } from '../../lambda/alerts/alert';
import type { Notice } from '../../lambda/alerts/notice';
import { tellingOf, type Place, type Wanted } from '../../lambda/config/telling';
import type { Clock } from '../../lambda/engine/ports';
import {
  type Audience,
  type Destinations,
  type Notices,
  audiences,
  neverMailed,
  takesDigest,
} from '../../lambda/engine/telling/routing';

/** A message that would have gone out. */
export type Sent = { destination: string; at: number } & (
  { alert: Alert; update: Update; notice?: never } | { notice: Notice; alert?: never }
);

/** Where messages go, by the configuration; it keeps them all and sends none. */
export class Mailroom implements Destinations, Notices {
  readonly sent: Sent[] = [];
  readonly places: readonly Place[];
  readonly routes: Destinations['routes'];
  readonly besides: Destinations['besides'];

  /** @param since what is sent before is forgotten; milliseconds since the epoch. */
  constructor(
    config: Wanted,
    private readonly clock: Clock,
    private readonly since: number,
  ) {
    const { places, routes, besides } = tellingOf(config);
    this.places = places;
    this.routes = routes;
    this.besides = besides;
  }

  audienceOf(name: string): Audience {
    const place = this.places.find((one) => one.name === name);
    if (place === undefined) throw new Error(`no destination ${name}`);
    return audiences[place.kind];
  }

  takesDigest(name: string): boolean {
    return takesDigest(this, name, this.audienceOf(name));
  }

  publish(destination: string, alert: Alert, update: Update): Promise<void> {
    const isFiltered = update === neverMailed && this.audienceOf(destination) === 'mail';
    return isFiltered ? Promise.resolve() : this.keep({ destination, alert, update, at: this.clock() });
  }

  notify(destination: string, notice: Notice): Promise<void> {
    return this.keep({ destination, notice, at: this.clock() });
  }

  private keep(sent: Sent): Promise<void> {
    if (sent.at >= this.since) this.sent.push(sent);
    return Promise.resolve();
  }
}

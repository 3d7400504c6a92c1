import type { Reach } from '../../lambda/adapters/trail-files/trail-files';
import { suggestion } from '../../lambda/config/suggestion';
import { dayOf } from '../../lambda/time';
import { typed, type ScopeOptions } from '../scope-options';
import { saidBy } from './trail-path';

const mostNamed = 10;

/** Of which accounts, regions and days there is anything, wanted or not, as paths tell. */
export class Places {
  private readonly accounts = new Set<string>();
  private readonly regions = new Set<string>();
  private from = Infinity;
  private to = -Infinity;
  /** A file's path may tell nothing. */
  private isUnclear = false;
  private isTrail = false;

  /** @param path with slashes; a folder's ends with one. @param reach as the path was judged. */
  note(path: string, reach: Reach): void {
    const said = saidBy(path);
    if (said?.kind !== 'trail') {
      this.isUnclear ||= reach !== 'outside' && !path.endsWith('/');
      return;
    }
    // Of an account's folder that is not opened nobody knows what else is in it.
    this.isTrail ||= said.isWhole || reach === 'outside';
    const { account, region, from, to } = said;
    if (account !== undefined) this.accounts.add(account);
    if (region !== undefined) this.regions.add(region);
    // What is gone into says more precisely itself.
    if (!Number.isFinite(from) || (path.endsWith('/') && reach !== 'outside')) return;
    this.from = Math.min(this.from, from);
    this.to = Math.max(this.to, to);
  }

  /** Whether anything there is a trail's, wanted or not. */
  get hasTrail(): boolean {
    return this.isTrail;
  }

  /** For who narrowed it down until nothing was left: what there would have been. */
  nothingLeft(options: ScopeOptions): string {
    const { account, region, since, until } = options;
    const isTimed = since !== undefined || until !== undefined;
    return [
      `nothing was read: all that is there lies outside of ${typed(options)}, as its paths say`,
      ...(account === undefined ? [] : there('accounts', this.accounts, account)),
      ...(region === undefined ? [] : there('regions', this.regions, region)),
      ...(isTimed && this.from <= this.to ? [`dates there: between ${dayOf(this.from)} and ${dayOf(this.to)}`] : []),
    ].join('\n');
  }

  /** Accounts and regions that were asked for and are not there, a line each: of them nothing can be found. */
  missing({ account = [], region = [] }: ScopeOptions): string[] {
    if (this.isUnclear) return [];
    const lines = (option: string, found: ReadonlySet<string>, wanted: readonly string[]): string[] =>
      wanted
        .filter((one) => !found.has(one))
        .map((one) => [`No file of --${option} ${one} is there`, ...there(`${option}s`, found, [one])].join('; '));
    return [...lines('account', this.accounts, account), ...lines('region', this.regions, region)].map(
      (line) => `${line}.`,
    );
  }
}

function there(what: string, found: ReadonlySet<string>, wanted: readonly string[]): string[] {
  const names = [...found].sort();
  if (names.length === 0) return [];
  const meant = wanted.filter((one) => !found.has(one)).map((one) => suggestion(one, names));
  const more = names.length > mostNamed ? ` and ${names.length - mostNamed} more` : '';
  return [`${what} there: ${names.slice(0, mostNamed).join(', ')}${more}${meant.find((text) => text !== '') ?? ''}`];
}

import { Once } from '../engine/once';
import { Courier } from '../engine/telling/courier';
import { Deliveries } from '../engine/telling/deliveries';
import type { Common } from './wire';

/** What tells people. */
export function telling({ told, parts }: Pick<Common, 'told' | 'parts'>) {
  const { destinations, clock, gate, agenda, ledger, notebook, wait } = parts;
  return {
    deliveries: new Deliveries(destinations, clock, told.pace, gate),
    courier: new Courier(ledger, destinations, clock, agenda, { wait }),
    once: new Once({ notebook, notices: destinations, clock, wait }),
  };
}

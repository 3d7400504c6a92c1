import { MemoryLedger, MemoryTimelines } from '../../lambda/adapters/memory';
import { ledgerContract, timelinesContract } from './stores.contract';

timelinesContract(() => {
  const store = new MemoryTimelines();
  return Promise.resolve({ store, other: store });
});

ledgerContract(() => {
  const store = new MemoryLedger();
  return Promise.resolve({ store, other: store });
});

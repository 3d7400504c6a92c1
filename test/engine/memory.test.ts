import {
  MemoryExposures,
  MemoryLedger,
  MemoryNotebook,
  MemoryRegisters,
  MemoryTimelines,
  MemoryTimers,
} from '../../lambda/adapters/memory';
import {
  exposuresContract,
  ledgerContract,
  longKeyContract,
  notebookContract,
  registersContract,
  timelinesContract,
  timersContract,
} from './stores.contract';

timelinesContract(() => {
  const store = new MemoryTimelines();
  return Promise.resolve({ store, other: store });
});

ledgerContract(() => {
  const store = new MemoryLedger();
  return Promise.resolve({ store, other: store });
});

timersContract(() => {
  const store = new MemoryTimers();
  return Promise.resolve({ store, other: store });
});

notebookContract(() => {
  const store = new MemoryNotebook();
  return Promise.resolve({ store, other: store });
});

registersContract(() => {
  const store = new MemoryRegisters();
  return Promise.resolve({ store, other: store });
});

longKeyContract(() => Promise.resolve({ store: new MemoryTimers() }));

exposuresContract(() => {
  const store = new MemoryExposures();
  return Promise.resolve({ store, other: store });
});

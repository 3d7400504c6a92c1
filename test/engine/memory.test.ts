import {
  MemoryDossiers,
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
  const [timelines, ledger] = [new MemoryTimelines(), new MemoryLedger()];
  const store = { timelines, ledger, dossiers: new MemoryDossiers(timelines, ledger) };
  return Promise.resolve({ store, other: store });
});

ledgerContract(() => {
  const notebook = new MemoryNotebook();
  const store = new MemoryLedger(notebook);
  return Promise.resolve({ store, other: store, notebook });
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

import { ConfiguredAccounts } from '../adapters/accounts-configured';
import { OrganizationsAccounts } from '../adapters/accounts-organizations';
import { awsClients } from '../adapters/aws-clients';
import { boundedWait } from '../adapters/bounded-wait';
import { AwsDestinations } from '../adapters/destinations-aws';
import { DynamoTimers } from '../adapters/dynamodb/timelines';
import { DynamoLedger } from '../adapters/dynamodb/ledger';
import { DynamoNotebook } from '../adapters/dynamodb/notebook';
import { DynamoRegisters } from '../adapters/dynamodb/registers';
import { PowertoolsJournal } from '../adapters/journal-powertools';
import { fromEnvironment } from '../config/environment';
import { detections } from '../detections';
import { Agenda } from '../engine/telling/agenda';
import { Expectations } from '../engine/expectations';
import { FloodGate } from '../engine/telling/flood-gate';

export type Env = Readonly<Record<string, string | undefined>>;

export type Common = ReturnType<typeof common>;

/** What all functions have. @param env of the process: what `toEnvironment` wrote, and what Lambda adds. */
export function common(env: Env) {
  const told = fromEnvironment(env);
  const { account, organization, table } = told;
  const clients = awsClients();
  const { dynamodb, organizations } = clients;
  const clock = Date.now;
  const wait = boundedWait;
  const journal = new PowertoolsJournal();
  const stepsOf = (id: string) => detections.find((detection) => detection.id === id)?.runbook ?? [];
  const destinations = new AwsDestinations(clients, told, stepsOf, clock);
  const notebook = new DynamoNotebook(dynamodb, table, clock);
  const registers = new DynamoRegisters(dynamodb, table, clock);
  const ledger = new DynamoLedger(dynamodb, table, clock);
  const configured = new ConfiguredAccounts(told.accounts);
  const agenda = new Agenda(new DynamoTimers(dynamodb, table, clock, 'follow-up/'), notebook);
  const gate = new FloodGate(registers, clock, told.pace.floodLimit);
  const parts = {
    account,
    clock,
    wait,
    accounts: organization === null ? configured : new OrganizationsAccounts(organizations, configured, journal, clock),
    ledger,
    notebook,
    registers,
    destinations,
    notices: destinations,
    gate,
    agenda,
    expectations: new Expectations(registers),
    hasMembers: organization !== null,
  };
  return { told, clients, journal, parts };
}

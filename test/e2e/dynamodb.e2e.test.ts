import { randomUUID } from 'node:crypto';
import { CreateTableCommand, DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDossiers, DynamoTimelines, DynamoTimers } from '../../lambda/adapters/dynamodb/timelines';
import { DynamoLedger } from '../../lambda/adapters/dynamodb/ledger';
import { DynamoExposures } from '../../lambda/adapters/dynamodb/exposures';
import { DynamoNotebook } from '../../lambda/adapters/dynamodb/notebook';
import { DynamoRegisters } from '../../lambda/adapters/dynamodb/registers';
import {
  exposuresContract,
  ledgerContract,
  longKeyContract,
  notebookContract,
  registersContract,
  timelinesContract,
  timersContract,
} from '../engine/stores.contract';
import { dynamodb, newDynamodb, stack } from './aws';

/** A table of its own with the keys of the deployed one. */
async function emptyTable(): Promise<string> {
  const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: stack.TableName }));
  const { KeySchema, AttributeDefinitions } = Table ?? {};
  const TableName = `contract-${randomUUID()}`;
  await dynamodb.send(
    new CreateTableCommand({ TableName, KeySchema, AttributeDefinitions, BillingMode: 'PAY_PER_REQUEST' }),
  );
  return TableName;
}

function remembering(client: DynamoDBClient, table: string) {
  const ledger = new DynamoLedger(client, table, Date.now);
  const timelines = new DynamoTimelines(client, table, Date.now);
  return { ledger, timelines, dossiers: new DynamoDossiers(client, table) };
}

timelinesContract(async () => {
  const table = await emptyTable();
  return { store: remembering(dynamodb, table), other: remembering(newDynamodb(), table) };
});

ledgerContract(async () => {
  const table = await emptyTable();
  const store = new DynamoLedger(dynamodb, table, Date.now);
  const other = new DynamoLedger(newDynamodb(), table, Date.now);
  return { store, other, notebook: new DynamoNotebook(dynamodb, table, Date.now) };
});

timersContract(async () => {
  const table = await emptyTable();
  const store = new DynamoTimers(dynamodb, table, Date.now);
  return { store, other: new DynamoTimers(newDynamodb(), table, Date.now) };
});

notebookContract(async () => {
  const table = await emptyTable();
  const store = new DynamoNotebook(dynamodb, table, Date.now);
  return { store, other: new DynamoNotebook(newDynamodb(), table, Date.now) };
});

registersContract(async () => {
  const table = await emptyTable();
  const store = new DynamoRegisters(dynamodb, table, Date.now);
  return { store, other: new DynamoRegisters(newDynamodb(), table, Date.now) };
});

exposuresContract(async () => {
  const table = await emptyTable();
  const store = new DynamoExposures(dynamodb, table, Date.now);
  return { store, other: new DynamoExposures(newDynamodb(), table, Date.now) };
});

longKeyContract(async () => ({ store: new DynamoTimers(dynamodb, await emptyTable(), () => 1_700_000_000_000) }));

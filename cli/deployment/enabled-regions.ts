/** Those of the credentials' account. @param home where it is asked, as the shell need not name a region. */
export async function enabledRegions(home: string): Promise<string[]> {
  const [{ AccountClient }, { listEnabled }] = await Promise.all([
    import('@aws-sdk/client-account'),
    import('../../lambda/adapters/regions-account'),
  ]);
  const client = new AccountClient({ region: home, maxAttempts: 2 });
  try {
    return await listEnabled(client);
  } finally {
    client.destroy();
  }
}

/**
 * Of an IPv6 address its first half, and any other as it is: within that half a computer gives itself a new address every day
 * (RFC 8981), and whoever has one may have all of them.
 */
export function networkOf(address: string): string {
  const text = address.toLowerCase();
  if (!text.includes(':') || text.includes('.')) return text;
  const [before = [], after] = text.split('::').map((half) => half.split(':').filter((group) => group !== ''));
  const left = after === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const groups = [...before, ...Array.from({ length: left }, () => '0'), ...(after ?? [])];
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}

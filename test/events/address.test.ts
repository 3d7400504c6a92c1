import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { networkOf } from '../../lambda/events/network';

describe('the network of an address', () => {
  test('is the first half of an IPv6 address, however it is written', () => {
    const network = fc.tuple(...Array.from({ length: 4 }, () => fc.nat(0xffff)));
    const host = network;
    fc.assert(
      fc.property(network, host, host, fc.boolean(), (groups, one, other, inCapitals) => {
        const written = (rest: readonly number[]) => [...groups, ...rest].map((group) => group.toString(16)).join(':');
        const padded = [...groups, ...other].map((group) => group.toString(16).padStart(4, '0')).join(':');
        // As `new URL` shortens it: the longest run of zeros becomes "::".
        const short = new URL(`http://[${written(one)}]`).hostname.slice(1, -1);
        const expected = `${groups.map((group) => group.toString(16)).join(':')}::/64`;
        const all = [written(one), short, inCapitals ? padded.toUpperCase() : padded];
        expect(all.map(networkOf)).toEqual([expected, expected, expected]);
      }),
    );
  });

  test.each(['203.0.113.9', '225.01.00.16', '::ffff:203.0.113.9', 'somewhere'])('is %s itself', (address) => {
    expect(networkOf(address)).toBe(address);
  });

  test.each(['', ':', '::', ':::', '1:2', 'a::b::c', '1:2:3:4:5:6:7:8:9:10'])('of %j is a text', (address) => {
    expect(typeof networkOf(address)).toBe('string');
  });
});
